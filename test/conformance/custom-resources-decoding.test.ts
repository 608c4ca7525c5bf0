import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { testCrd } from './support/custom-resources-crd.ts';
import { customResourceScene, partOf, warningsOf } from './support/custom-resources-scene.ts';

const text = { type: 'string', maxLength: 50 };
const withDefault = (value: unknown): object => ({ ...text, default: value });

const spec = {
  type: 'object',
  properties: {
    a: withDefault('da'),
    nullable: { ...withDefault('dn'), nullable: true },
    plain: text,
    kept: { type: 'object', nullable: true },
    o: {
      type: 'object',
      default: {},
      properties: { x: withDefault('dx'), y: { type: 'object', properties: { z: withDefault('dz') } } },
    },
    list: { type: 'array', items: { type: 'object', properties: { k: text, d: withDefault('dd') } } },
    map: { type: 'object', additionalProperties: { type: 'object', properties: { d: withDefault('dm') } } },
    open: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true, properties: { k: { type: 'object', properties: { l: text } } } },
    embedded: { type: 'object', 'x-kubernetes-embedded-resource': true, properties: { data: text } },
  },
};

const DEFAULTS = { a: 'da', nullable: 'dn', o: { x: 'dx' } };
const UNKNOWN = { spec: { zz: 1, list: [{ k: 'a', q: 1 }], open: { any: { n: 1 }, k: { m: 1 } } }, top: 1 };
const COMPLAINTS = ['metadata.foo', 'spec.list[0].q', 'spec.open.k.m', 'spec.zz', 'top'].map((field) => `unknown field "${field}"`);
const CANNOT = 'Thing in version "v1" cannot be handled as a Thing: ';

describeCluster('custom resources are pruned and get defaults', (plane) => {
  const scene = customResourceScene(
    plane.kubeconfig,
    testCrd({ properties: { spec, status: { type: 'object' } }, version: { subresources: { status: {} } } }),
  );
  const stored = async (fields: object): Promise<unknown> => partOf(await scene.create({ spec: fields }, '?dryRun=All'), 'spec');

  test('absent fields get their defaults', async () => {
    expect(await stored({})).toEqual(DEFAULTS);
  });

  test('nothing is defaulted where the parent is absent', async () => {
    expect((await scene.create({}, '?dryRun=All')).json).not.toHaveProperty('spec');
  });

  test('a field that is given keeps its value', async () => {
    expect(await stored({ a: '' })).toEqual({ ...DEFAULTS, a: '' });
  });

  test('null is replaced by the default', async () => {
    expect(await stored({ a: null, o: null })).toEqual(DEFAULTS);
  });

  test('null stays where it is allowed', async () => {
    expect(await stored({ nullable: null, kept: null })).toEqual({ ...DEFAULTS, nullable: null, kept: null });
  });

  test('null without a default is dropped', async () => {
    expect(await stored({ plain: null })).toEqual(DEFAULTS);
  });

  test('defaults inside an object that is given', async () => {
    expect(await stored({ o: { y: {} } })).toEqual({ ...DEFAULTS, o: { x: 'dx', y: { z: 'dz' } } });
  });

  test('defaults inside items and map values', async () => {
    expect(await stored({ list: [{ k: 'x' }], map: { m: {} } })).toEqual({
      ...DEFAULTS,
      list: [{ k: 'x', d: 'dd' }],
      map: { m: { d: 'dm' } },
    });
  });

  test('unknown fields are dropped and told as warnings', async () => {
    const answer = await scene.create(UNKNOWN, '?dryRun=All', 'a', { foo: 1 });
    expect(answer.status).toBe(201);
    expect(warningsOf(answer)).toEqual(COMPLAINTS);
    expect(partOf(answer, 'spec')).toEqual({ ...DEFAULTS, list: [{ k: 'a', d: 'dd' }], open: { any: { n: 1 }, k: {} } });
    expect(answer.json).not.toHaveProperty('top');
  });

  test('unknown fields are refused when the request is strict', async () => {
    const answer = await scene.create(UNKNOWN, '?dryRun=All&fieldValidation=Strict', 'a', { foo: 1 });
    expect(answer.json).toMatchObject({
      code: 400,
      reason: 'BadRequest',
      message: `${CANNOT}strict decoding error: ${COMPLAINTS.join(', ')}`,
    });
  });

  test('unknown fields are dropped in silence when the request ignores them', async () => {
    const answer = await scene.create(UNKNOWN, '?dryRun=All&fieldValidation=Ignore', 'a', { foo: 1 });
    expect(answer.status).toBe(201);
    expect(warningsOf(answer)).toEqual([]);
    expect(partOf(answer, 'spec')).not.toHaveProperty('zz');
  });

  test('a strict request may have fields that are preserved', async () => {
    const answer = await scene.create({ spec: { open: { any: [1, { b: null }] } } }, '?dryRun=All&fieldValidation=Strict');
    expect(partOf(answer, 'spec')).toEqual({ ...DEFAULTS, open: { any: [1, { b: null }] } });
  });

  test('embedded objects keep apiVersion, kind and metadata', async () => {
    const value = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' }, data: 'd', zz: 1 };
    const answer = await scene.create({ spec: { embedded: value } }, '?dryRun=All');
    const { zz: _dropped, ...kept } = value;
    expect(partOf(answer, 'spec')).toEqual({ ...DEFAULTS, embedded: kept });
    expect(warningsOf(answer)).toEqual(['unknown field "spec.embedded.zz"']);
  });

  test('unknown metadata of an embedded object is told', async () => {
    const value = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', foo: 1 } };
    const answer = await scene.create({ spec: { embedded: value } }, '?dryRun=All&fieldValidation=Strict');
    expect(answer.json).toMatchObject({ code: 400, message: `${CANNOT}strict decoding error: unknown field "spec.embedded.metadata.foo"` });
  });

  test.each([
    [{ labels: { a: 1 } }, 'json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string'],
    [{ labels: 'x' }, 'json: cannot unmarshal string into Go struct field ObjectMeta.labels of type map[string]string'],
    [{ finalizers: 'x' }, 'json: cannot unmarshal string into Go struct field ObjectMeta.finalizers of type []string'],
  ])('metadata with a wrong type: %j', async (metadata, why) => {
    const answer = await scene.create({}, '?dryRun=All', 'a', metadata);
    expect(answer.json).toMatchObject({ code: 400, reason: 'BadRequest', message: `${CANNOT}${why}` });
  });

  test('status is dropped on create where it is a subresource', async () => {
    const answer = await scene.create({ spec: {}, status: { any: 1 } }, '?dryRun=All');
    expect(answer.status).toBe(201);
    expect(answer.json).not.toHaveProperty('status');
  });

  test('an object of another kind is invalid', async () => {
    const answer = await scene.client.request('POST', scene.crd.path, { body: { ...scene.crd.thing('a'), kind: 'Other' } });
    expect(answer.json).toMatchObject({
      code: 422,
      details: { causes: [{ reason: 'FieldValueInvalid', message: 'Invalid value: "Other": must be Thing', field: 'kind' }] },
    });
  });
});
