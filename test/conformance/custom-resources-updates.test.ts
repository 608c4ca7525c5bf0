import { beforeAll, expect, test, vi } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { patchCrd, testCrd } from './support/custom-resources-crd.ts';
import { causesOf, customResourceScene, partOf, warningsOf } from './support/custom-resources-scene.ts';

const text = { type: 'string', maxLength: 50 };
const ruled = (rule: string, message: string, more: JsonObject = {}): JsonObject => ({
  ...text,
  'x-kubernetes-validations': [{ rule, message, ...more }],
});
const keyed = (items: JsonObject): JsonObject => ({
  type: 'array',
  maxItems: 5,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['k'],
  items: { type: 'object', required: ['k'], properties: { k: text, ...items } },
});
const INVALID = 'FieldValueInvalid';
const NOT_CHECKED = `${INVALID} | <nil> | Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation`;

function schema(minimum: number, maxLength: number, word: string): JsonObject {
  const spec = {
    type: 'object',
    properties: {
      fixed: ruled('self == oldSelf', 'immutable'),
      optional: ruled('!oldSelf.hasValue() || oldSelf.value() == self', 'fixed once set', { optionalOldSelf: true }),
      values: { type: 'object', maxProperties: 5, additionalProperties: ruled('self == oldSelf', 'fixed value') },
      items: keyed({ v: ruled('self == oldSelf', 'fixed item') }),
      word: ruled(`self == '${word}'`, `not ${word}`),
      short: { ...text, maxLength },
      numbers: { type: 'array', items: { type: 'integer', minimum } },
      keyed: keyed({ n: { type: 'integer', minimum } }),
      unique: { type: 'array', 'x-kubernetes-list-type': 'set', items: text },
      replicas: { type: 'integer' },
    },
  };
  return { spec, status: { type: 'object', properties: { phase: { ...text, enum: ['A'] }, n: { type: 'integer' } } } };
}

const SUBRESOURCES = { status: {}, scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.n' } };

describeCluster('updates of custom resources', (plane) => {
  const crd = testCrd({ properties: schema(5, 5, 'ok'), version: { subresources: SUBRESOURCES } });
  const scene = customResourceScene(plane.kubeconfig, crd);
  const dryPatch = (spec: JsonObject): ReturnType<typeof scene.patch> => scene.patch('one', { spec }, '?dryRun=All');

  beforeAll(async () => {
    const spec = { fixed: 'a', optional: 'a', values: { k: 'v' }, items: [{ k: 'a', v: 'x' }], replicas: 1 };
    await scene.create({ spec, status: { phase: 'A' } }, '', 'one');
  });

  test('a transition rule keeps a field from changing', async () => {
    expect(causesOf(await dryPatch({ fixed: 'b' }))).toEqual([`${INVALID} | spec.fixed | Invalid value: "b": immutable`]);
  });

  test('a transition rule says nothing where the old value is absent or the new one', async () => {
    expect((await dryPatch({ fixed: null })).status).toBe(200);
  });

  test('a rule with an optional old value judges creates too', async () => {
    expect(causesOf(await dryPatch({ optional: 'b' }))).toEqual([`${INVALID} | spec.optional | Invalid value: "b": fixed once set`]);
    expect((await dryPatch({ optional: null })).status).toBe(200);
  });

  test('values of a map are compared by key', async () => {
    expect(causesOf(await dryPatch({ values: { k: 'w', fresh: 'x' } }))).toEqual([
      `${INVALID} | spec.values[k] | Invalid value: "w": fixed value`,
    ]);
  });

  test('items of a keyed list are compared by key, wherever they stand', async () => {
    const items = [
      { k: 'b', v: 'new' },
      { k: 'a', v: 'y' },
    ];
    expect(causesOf(await dryPatch({ items }))).toEqual([`${INVALID} | spec.items[1].v | Invalid value: "y": fixed item`]);
  });

  test('status is ignored by updates of the object', async () => {
    const answer = await scene.patch('one', { status: { phase: 'A' } }, '?dryRun=All');
    expect(answer.status).toBe(200);
    expect(answer.json).not.toHaveProperty('status');
  });

  test('only status is changed through its subresource', async () => {
    const patch = { status: { phase: 'A', n: 2 }, spec: { replicas: 9 }, metadata: { labels: { a: 'b' } } };
    const answer = await scene.patch('one', patch, '?dryRun=All', '/status');
    expect(partOf(answer, 'status')).toEqual({ phase: 'A', n: 2 });
    expect(partOf(answer, 'spec')).toMatchObject({ replicas: 1 });
    expect(partOf(answer, 'metadata')).not.toHaveProperty('labels');
    expect(partOf(answer, 'metadata')).toMatchObject({ generation: 1 });
  });

  test('status is validated by its own schema', async () => {
    expect(causesOf(await scene.patch('one', { status: { phase: 'B' } }, '', '/status'))).toEqual([
      'FieldValueNotSupported | status.phase | Unsupported value: "B": supported values: "A"',
      NOT_CHECKED,
    ]);
  });

  test('paths in messages about the status begin below it', async () => {
    expect(causesOf(await scene.patch('one', { status: { n: 'x' } }, '', '/status'))).toEqual([
      'FieldValueTypeInvalid | status.n | Invalid value: "string": n in body must be of type integer: "string"',
      `${INVALID} | .status.n | Invalid value: 0: .status.n accessor error: x is of the type string, expected int64`,
      NOT_CHECKED,
    ]);
  });

  test('a status that is no object', async () => {
    expect(causesOf(await scene.patch('one', { status: 'x' }, '', '/status'))).toEqual([
      'FieldValueTypeInvalid | status | Invalid value: "string":  in body must be of type object: "string"',
      `${INVALID} | .status.n | Invalid value: 0: .status.n accessor error: x is of the type string, expected map[string]interface{}`,
      NOT_CHECKED,
    ]);
  });

  test('replicas of the scale subresource are not negative', async () => {
    expect(causesOf(await dryPatch({ replicas: -1 }))).toEqual([
      `${INVALID} | .spec.replicas | Invalid value: -1: should be a non-negative integer`,
    ]);
    expect(causesOf(await dryPatch({ replicas: 2 ** 31 }))).toEqual([
      `${INVALID} | .spec.replicas | Invalid value: 2147483648: should be less than or equal to 2147483647`,
    ]);
  });

  test('finalizers without a domain are warned of', async () => {
    const answer = await scene.patch('one', { metadata: { finalizers: ['foo', 'x.y/z'] } }, '?dryRun=All');
    expect(warningsOf(answer)).toEqual([
      'metadata.finalizers: "foo": prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers',
    ]);
  });
});

describeCluster('updates of objects that their definition would no longer take', (plane) => {
  const crd = testCrd({ properties: schema(5, 5, 'ok') });
  const scene = customResourceScene(plane.kubeconfig, crd);
  const TOLERATED = 'spec.word: Invalid value: "ok": not ok-now';
  const dryPatch = (spec: JsonObject): ReturnType<typeof scene.patch> => scene.patch('one', { spec }, '?dryRun=All');

  beforeAll(async () => {
    const spec = {
      word: 'ok',
      short: 'abcde',
      numbers: [6, 7],
      keyed: [
        { k: 'a', n: 6 },
        { k: 'b', n: 7 },
      ],
      replicas: 1,
    };
    await scene.create({ spec }, '', 'one');
    const openAPIV3Schema = { type: 'object', properties: schema(7, 2, 'ok-now') };
    const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }];
    await patchCrd(scene.client, crd.name, { spec: { versions } });
    await vi.waitUntil(async () => (await scene.create({ spec: { short: 'abc' } }, '?dryRun=All', 'two')).status === 422, {
      timeout: 15_000,
      interval: 50,
    });
  });

  test('what did not change is tolerated; broken rules are warnings', async () => {
    const answer = await dryPatch({ replicas: 2 });
    expect(answer.status).toBe(200);
    expect(warningsOf(answer)).toEqual([TOLERATED]);
  });

  test('what changed is judged', async () => {
    expect(causesOf(await dryPatch({ short: 'abcd' }))).toEqual([
      'FieldValueTooLong | spec.short | Too long: may not be more than 2 bytes',
      NOT_CHECKED,
    ]);
  });

  test('a changed value is judged by its rules', async () => {
    expect(causesOf(await dryPatch({ word: 'other' }))).toEqual([`${INVALID} | spec.word | Invalid value: "other": not ok-now`]);
  });

  test('items of a keyed list that did not change are tolerated', async () => {
    expect(
      (
        await dryPatch({
          keyed: [
            { k: 'b', n: 8 },
            { k: 'a', n: 6 },
          ],
        })
      ).status,
    ).toBe(200);
  });

  test('items of a keyed list that changed are judged', async () => {
    expect(
      causesOf(
        await dryPatch({
          keyed: [
            { k: 'a', n: 5 },
            { k: 'b', n: 7 },
          ],
        }),
      ),
    ).toEqual([`${INVALID} | spec.keyed[0].n | Invalid value: 5: spec.keyed[0].n in body should be greater than or equal to 7`]);
  });

  test('a list without keys that changed is judged as a whole', async () => {
    expect(causesOf(await dryPatch({ numbers: [6, 8] }))).toEqual([
      `${INVALID} | spec.numbers[0] | Invalid value: 6: spec.numbers[0] in body should be greater than or equal to 7`,
    ]);
  });
});
