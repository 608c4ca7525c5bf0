import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/kernel/json.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { at, failure, metadataOf, openOwnershipWorld, type OwnershipWorld } from './support/field-ownership-world.ts';

const REJECTED = { code: 422, reason: 'Invalid', message: 'the server rejected our request due to an error in our request', details: {} };

function badRequest(message: string): unknown {
  return { code: 400, reason: 'BadRequest', message, details: undefined };
}

describeCluster('JSON and merge patches', (plane) => {
  let world: OwnershipWorld;
  let count = 0;
  beforeAll(async () => {
    world = await openOwnershipWorld(plane);
  });
  afterAll(async () => world.close());

  /** A new ConfigMap with x and y, or a new Thing with an open field. */
  async function fresh(free?: JsonObject, metadata: JsonObject = {}): Promise<string> {
    count += 1;
    const name = `p${String(count)}`;
    const type = free === undefined ? world.configMaps : world.things;
    const made = await world.create(type, name, free === undefined ? { data: { x: '1', y: '2' } } : { spec: { free } }, metadata);
    expect(made.status).toBe(201);
    return name;
  }

  async function dataAfter(operations: unknown): Promise<unknown> {
    return at((await world.patch('json', world.configMaps, await fresh(), operations)).json, 'data');
  }

  test.each([
    ['add', { op: 'add', path: '/data/z', value: '3' }, { x: '1', y: '2', z: '3' }],
    ['remove', { op: 'remove', path: '/data/x' }, { y: '2' }],
    ['replace', { op: 'replace', path: '/data/x', value: '9' }, { x: '9', y: '2' }],
    ['replace of a key that is not there', { op: 'replace', path: '/data/z', value: '3' }, { x: '1', y: '2', z: '3' }],
    ['move', { op: 'move', from: '/data/x', path: '/data/z' }, { y: '2', z: '1' }],
    ['copy', { op: 'copy', from: '/data/x', path: '/data/z' }, { x: '1', y: '2', z: '1' }],
    ['copy of a key that is not there', { op: 'copy', from: '/data/none', path: '/data/z' }, { x: '1', y: '2', z: '' }],
    ['add without a value', { op: 'add', path: '/data/z' }, { x: '1', y: '2', z: '' }],
    ['test that holds', { op: 'test', path: '/data/x', value: '1' }, { x: '1', y: '2' }],
    ['test of null for a key that is not there', { op: 'test', path: '/data/z', value: null }, { x: '1', y: '2' }],
  ])('JSON patch: %s', async (_what, operation, data) => {
    expect(await dataAfter([operation])).toEqual(data);
  });

  test('JSON patch: keys are unescaped', async () => {
    const operations = [
      { op: 'add', path: '/metadata/annotations', value: {} },
      { op: 'add', path: '/metadata/annotations/example.com~1a', value: '1' },
    ];
    const answer = await world.patch('json', world.configMaps, await fresh(), operations);
    expect(metadataOf(answer.json)['annotations']).toEqual({ 'example.com/a': '1' });
  });

  test.each([
    ['-', ['a', 'b', 'new']],
    ['0', ['new', 'a', 'b']],
    ['1', ['a', 'new', 'b']],
    ['2', ['a', 'b', 'new']],
    ['-1', ['a', 'b', 'new']],
    ['-2', ['a', 'new', 'b']],
  ])('JSON patch: adds to a list at %s', async (place, list) => {
    const answer = await world.patch('json', world.things, await fresh({ l: ['a', 'b'] }), [
      { op: 'add', path: `/spec/free/l/${place}`, value: 'new' },
    ]);
    expect(at(answer.json, 'spec', 'free', 'l')).toEqual(list);
  });

  test('JSON patch: replaces and removes items of a list, from the end as well', async () => {
    const operations = [
      { op: 'replace', path: '/spec/free/l/-1', value: 'z' },
      { op: 'remove', path: '/spec/free/l/0' },
    ];
    const answer = await world.patch('json', world.things, await fresh({ l: ['a', 'b', 'c'] }), operations);
    expect(at(answer.json, 'spec', 'free', 'l')).toEqual(['b', 'z']);
  });

  test('JSON patch: compares whole objects', async () => {
    const operations = [{ op: 'test', path: '/spec/free/o', value: { b: [1], a: 1 } }];
    expect((await world.patch('json', world.things, await fresh({ o: { a: 1, b: [1] } }), operations)).status).toBe(200);
  });

  test.each([
    ['a test that does not hold', { op: 'test', path: '/data/x', value: '2' }],
    ['a test of a key that is not there', { op: 'test', path: '/data/z', value: '2' }],
    ['a test without a value', { op: 'test', path: '/data/x' }],
    ['remove of a key that is not there', { op: 'remove', path: '/data/z' }],
    ['add below what is not there', { op: 'add', path: '/nope/z', value: '1' }],
    ['add below a text', { op: 'add', path: '/data/x/y', value: '1' }],
    ['add of the whole', { op: 'add', path: '', value: {} }],
    ['a move of a key that is not there', { op: 'move', from: '/data/none', path: '/data/z' }],
    ['copy from nowhere', { op: 'copy', path: '/data/z' }],
    ['an operation that is none', { op: 'frob', path: '/data/z', value: '1' }],
    ['no operation', { path: '/data/z', value: '1' }],
    ['no path', { op: 'add', value: '1' }],
    ['null', null],
  ])('JSON patch: %s is rejected, without a reason', async (_what, operation) => {
    expect(failure(await world.patch('json', world.configMaps, await fresh(), [operation]))).toEqual(REJECTED);
  });

  test.each(['add', 'replace', 'remove', 'test'])('JSON patch: %s beyond the end of a list is rejected', async (op) => {
    const answer = await world.patch('json', world.things, await fresh({ l: ['a'] }), [{ op, path: '/spec/free/l/5', value: 1 }]);
    expect(failure(answer)).toEqual(REJECTED);
  });

  test('JSON patch: nothing is written when a later operation fails', async () => {
    const name = await fresh();
    const before = await world.get(world.configMaps, name);
    const operations = [
      { op: 'add', path: '/data/z', value: '3' },
      { op: 'test', path: '/data/x', value: 'no' },
    ];
    await world.patch('json', world.configMaps, name, operations);
    expect(await world.get(world.configMaps, name)).toEqual(before);
  });

  test.each([
    [{ op: 'remove', path: '/data/x' }, 'json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'],
    ['"x"', 'json: cannot unmarshal string into Go value of type []handlers.jsonPatchOp'],
    [['x'], 'json: cannot unmarshal string into Go value of type handlers.jsonPatchOp'],
    [[{ op: 'add', path: 3 }], 'json: cannot unmarshal number into Go struct field jsonPatchOp.path of type string'],
    ['[{', 'unexpected end of JSON input'],
  ])('JSON patch: a body that is no patch: %j', async (body, why) => {
    expect(failure(await world.patch('json', world.configMaps, await fresh(), body))).toEqual(badRequest(`error decoding patch: ${why}`));
  });

  test('JSON patch: an empty list changes nothing', async () => {
    const name = await fresh();
    const before = await world.get(world.configMaps, name);
    expect((await world.patch('json', world.configMaps, name, [])).json).toEqual(before);
  });

  test('JSON patch: at most 10,000 operations', async () => {
    const operations = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/data/x', value: '1' }));
    const name = await fresh();
    expect(failure(await world.patch('json', world.configMaps, name, operations))).toEqual({
      code: 413,
      reason: 'RequestEntityTooLarge',
      message: 'Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001',
      details: undefined,
    });
    expect((await world.patch('json', world.configMaps, name, operations.slice(1))).status).toBe(200);
  });

  test('JSON patch: members that no operation has are warned about', async () => {
    const answer = await world.patch('json', world.configMaps, await fresh(), [{ op: 'add', path: '/data/z', value: '3', foo: 1 }]);
    expect(answer.headers['warning']).toBe('299 - "json patch unknown field \\"[0].foo\\""');
  });

  test('a patch that only tests keeps the resourceVersion', async () => {
    const name = await fresh();
    const { resourceVersion } = metadataOf(await world.get(world.configMaps, name));
    const answer = await world.patch('json', world.configMaps, name, [{ op: 'test', path: '/data/x', value: '1' }], { manager: 'other' });
    expect(metadataOf(answer.json)['resourceVersion']).toBe(resourceVersion);
  });

  test.each([
    [
      'sets, adds and removes',
      { free: { a: 1, b: { c: 1 } } },
      { free: { a: null, b: { d: 2 }, e: [1] } },
      { free: { b: { c: 1, d: 2 }, e: [1] } },
    ],
    ['replaces lists', { free: { l: [1, 2, 3] } }, { free: { l: [4] } }, { free: { l: [4] } }],
    ['drops nulls of objects that are new', { free: {} }, { free: { o: { a: null, b: { c: null } } } }, { free: { o: { b: {} } } }],
    [
      'keeps nulls in lists, but not in objects in lists',
      { free: {} },
      { free: { l: [1, null, { a: null, b: 1 }] } },
      { free: { l: [1, null, { b: 1 }] } },
    ],
    ['puts an object in the place of a list', { free: { l: [1] } }, { free: { l: { a: null, b: 1 } } }, { free: { l: { b: 1 } } }],
    ['puts a number in the place of an object', { free: { o: { a: 1 } } }, { free: { o: 1 } }, { free: { o: 1 } }],
  ])('merge patch: %s', async (_what, { free }, spec, expected) => {
    const answer = await world.patch('merge', world.things, await fresh(free), { spec });
    expect(at(answer.json, 'spec')).toEqual(expected);
  });

  test('merge patch: of nothing keeps the resourceVersion', async () => {
    const name = await fresh();
    const before = await world.get(world.configMaps, name);
    expect((await world.patch('merge', world.configMaps, name, { data: { z: null } }, { manager: 'other' })).json).toEqual(before);
  });

  test.each([
    ['null', 'Invalid JSON Patch'],
    ['[]', 'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}'],
    ['"x"', 'error decoding patch: json: cannot unmarshal string into Go value of type map[string]interface {}'],
    ['{', 'error decoding patch: unexpected end of JSON input'],
    ['', 'error decoding patch: unexpected end of JSON input'],
  ])('merge patch: a body that is no object: %j', async (body, message) => {
    expect(failure(await world.patch('merge', world.configMaps, await fresh(), body))).toEqual(badRequest(message));
  });

  test('a resourceVersion in a patch is a condition', async () => {
    const name = await fresh();
    const answer = await world.patch('merge', world.configMaps, name, { metadata: { resourceVersion: '1' }, data: { x: '2' } });
    expect(failure(answer)).toMatchObject({ code: 409, reason: 'Conflict', details: { name, kind: 'configmaps' } });
  });

  test('a patch may not rename', async () => {
    const name = await fresh();
    expect(failure(await world.patch('merge', world.configMaps, name, { metadata: { name: 'b' } }))).toEqual(
      badRequest(`the name of the object (b) does not match the name on the URL (${name})`),
    );
  });

  test('a patch may not be forced unless it is an apply', async () => {
    const message = 'Forbidden: may not be specified for non-apply patch';
    expect(failure(await world.patch('merge', world.configMaps, await fresh(), {}, { query: 'force=true' }))).toEqual({
      code: 422,
      reason: 'Invalid',
      message: `PatchOptions.meta.k8s.io "" is invalid: force: ${message}`,
      details: { group: 'meta.k8s.io', kind: 'PatchOptions', causes: [{ reason: 'FieldValueForbidden', message, field: 'force' }] },
    });
  });

  test('a patch of what is not there is 404', async () => {
    const answer = await world.patch('merge', world.configMaps, 'none', {});
    expect(failure(answer)).toEqual({
      code: 404,
      reason: 'NotFound',
      message: 'configmaps "none" not found',
      details: { name: 'none', kind: 'configmaps' },
    });
  });

  test('a patch as a dry run writes nothing', async () => {
    const name = await fresh();
    const before = await world.get(world.configMaps, name);
    const answer = await world.patch('merge', world.configMaps, name, { data: { x: '9' } }, { query: 'dryRun=All' });
    expect(at(answer.json, 'data')).toEqual({ x: '9', y: '2' });
    expect(await world.get(world.configMaps, name)).toEqual(before);
  });

  test('an unknown field is warned about, and an error only where strictness is asked for', async () => {
    const name = await fresh({});
    const warned = await world.patch('merge', world.things, name, { spec: { foo: 1 } });
    expect([warned.status, warned.headers['warning']]).toEqual([200, '299 - "unknown field \\"spec.foo\\""']);
    const strict = await world.patch('merge', world.things, name, { spec: { foo: 1 } }, { query: 'fieldValidation=Strict' });
    expect(strict.status).toBe(422);
    expect(at(strict.json, 'message')).toMatch(
      /^ "" is invalid: patch: Invalid value: .*: strict decoding error: unknown field "spec\.foo"$/,
    );
  });

  test('custom resources have no strategic merge patch', async () => {
    const accepted = 'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';
    expect(failure(await world.patch('strategic', world.things, await fresh({}), {}))).toEqual({
      code: 415,
      reason: 'UnsupportedMediaType',
      message: `the body of the request was in an unknown format - accepted media types include: ${accepted}`,
      details: undefined,
    });
  });
});
