import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { failure, openOwnershipWorld, type OwnershipWorld } from './support/field-ownership-world.ts';

function badRequest(message: string): unknown {
  return { code: 400, reason: 'BadRequest', message, details: undefined };
}

describeCluster('server-side apply that is refused', (plane) => {
  let world: OwnershipWorld;
  beforeAll(async () => {
    world = await openOwnershipWorld(plane);
  });
  afterAll(async () => world.close());

  /** The message after the name of the object: 500 without a reason. */
  function untyped(kind: 'ConfigMap' | 'Thing' | 'Deployment', what: string): unknown {
    const version = { ConfigMap: '/v1', Thing: world.things.apiVersion, Deployment: 'apps/v1' }[kind];
    return {
      code: 500,
      reason: undefined,
      message: `failed to create typed patch object (/x; ${version}, Kind=${kind}): ${what}`,
      details: undefined,
    };
  }

  test.each([[[]], [[{}]]])('managedFields may not be applied: %j', async (managedFields) => {
    const answer = await world.apply(world.configMaps, 'x', {}, { metadata: { managedFields } });
    expect(failure(answer)).toEqual(badRequest('metadata.managedFields must be nil'));
  });

  test('without a field manager', async () => {
    const message = 'Required value: is required for apply patch';
    expect(failure(await world.apply(world.configMaps, 'x', {}, { manager: '' }))).toEqual({
      code: 422,
      reason: 'Invalid',
      message: `PatchOptions.meta.k8s.io "" is invalid: fieldManager: ${message}`,
      details: { group: 'meta.k8s.io', kind: 'PatchOptions', causes: [{ reason: 'FieldValueRequired', message, field: 'fieldManager' }] },
    });
  });

  test.each([
    [{ metadata: { name: 'x' } }, '/, Kind='],
    [{ apiVersion: 'v1', metadata: { name: 'x' } }, '/v1, Kind='],
    [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'x' } }, '/v1, Kind=Secret'],
    [{ apiVersion: 'v2', kind: 'ConfigMap', metadata: { name: 'x' } }, '/v2, Kind=ConfigMap'],
  ])('of another type: %j', async (body, type) => {
    const answer = await world.patch('apply', world.configMaps, 'x', body);
    expect(failure(answer)).toEqual(badRequest(`invalid object type: ${type}`));
  });

  test('of another name than the path has', async () => {
    const answer = await world.patch('apply', world.configMaps, 'x', world.object(world.configMaps, 'y'));
    expect(failure(answer)).toEqual(badRequest('the name of the object (y) does not match the name on the URL (x)'));
  });

  test('of another namespace than the path has', async () => {
    const answer = await world.apply(world.configMaps, 'x', {}, { metadata: { namespace: 'default' } });
    expect(failure(answer)).toEqual(badRequest('the namespace of the provided object does not match the namespace sent on the request'));
  });

  test('without a name, where it would create', async () => {
    const answer = await world.patch('apply', world.configMaps, 'unnamed', { apiVersion: 'v1', kind: 'ConfigMap' });
    expect(failure(answer)).toEqual(badRequest('the name of the object (unnamed based on URL) was undeterminable: name must be provided'));
  });

  test('not without a name where the object is there', async () => {
    await world.apply(world.configMaps, 'named', {});
    expect((await world.patch('apply', world.configMaps, 'named', { apiVersion: 'v1', kind: 'ConfigMap' })).status).toBe(200);
  });

  test.each([
    ['[]', 'array'],
    ['"x"', 'string'],
  ])('of what is no object: %s', async (body, type) => {
    const answer = await world.patch('apply', world.configMaps, 'x', body);
    const why = `error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${type} into Go value of type map[string]interface {}`;
    expect(failure(answer)).toEqual(badRequest(`error decoding YAML: ${why}`));
  });

  test('not of YAML', async () => {
    const answer = await world.patch(
      'apply',
      world.configMaps,
      'yaml',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata:\n  x: "1"\n',
    );
    expect(answer.json).toMatchObject({ data: { x: '1' } });
  });

  test('of a field that a built-in type does not have', async () => {
    expect(failure(await world.apply(world.configMaps, 'x', { foo: 1 }))).toEqual(
      untyped('ConfigMap', '.foo: field not declared in schema'),
    );
  });

  test('of a field that a custom type does not have', async () => {
    expect(failure(await world.apply(world.things, 'x', { spec: { nested: { foo: 1 } } }))).toEqual(
      untyped('Thing', '.spec.nested.foo: field not declared in schema'),
    );
  });

  test('of an unknown field in an item of a list names the item', async () => {
    const spec = { template: { spec: { containers: [{ name: 'c', foo: 1 }] } } };
    expect(failure(await world.apply(world.deployments, 'x', { spec }))).toEqual(
      untyped('Deployment', '.spec.template.spec.containers[name="c"].foo: field not declared in schema'),
    );
  });

  test.each([
    [{ x: 3 }, '.data.x: expected string, got &value.valueUnstructured{Value:3}'],
    [{ x: { a: [1] } }, '.data.x: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"a":[]interface {}{1}}}'],
    ['x', '.data: expected map, got &{x}'],
  ])('of a wrong type in a built-in type: %j', async (data, what) => {
    expect(failure(await world.apply(world.configMaps, 'x', { data }))).toEqual(untyped('ConfigMap', what));
  });

  test.each([
    [{ count: 'x' }, '.spec.count: expected numeric (int or float), got string'],
    [{ set: 'x' }, '.spec.set: expected list, got &{x}'],
    [{ list: {} }, '.spec.list: expected list, got &{map[]}'],
    [{ nested: [] }, '.spec.nested: expected map, got &{[]}'],
    [{ set: ['a', 'a'] }, '.spec.set: duplicate entries for key [="a"]'],
    [{ list: [{ name: 'a' }, { name: 'a' }] }, '.spec.list: duplicate entries for key [name="a"]'],
    [{ ports: [{ port: 1 }, { port: 1, protocol: 'TCP' }] }, '.spec.ports: duplicate entries for key [port=1,protocol="TCP"]'],
    [
      { list: [{ value: 'a' }] },
      '.spec.list: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn\'t have default values for any key fields)',
    ],
  ])('of a wrong value in a custom type: %j', async (spec, what) => {
    expect(failure(await world.apply(world.things, 'x', { spec }))).toEqual(untyped('Thing', what));
  });

  test('strictly, of a key that is there twice', async () => {
    const body = '{"apiVersion":"v1","kind":"ConfigMap","data":{"k":"1","k":"2"}}';
    const answer = await world.patch('apply', world.configMaps, 'x', body, { query: 'fieldValidation=Strict' });
    const why = 'error converting YAML to JSON: yaml: unmarshal errors:\n  line 1: key "k" already set in map';
    expect(failure(answer)).toEqual(badRequest(`error strict decoding YAML: ${why}`));
  });

  test('to the status of an object that is not there', async () => {
    const answer = await world.apply(world.things, 'none', { status: { phase: 'Up' } }, { subresource: 'status' });
    expect(answer.status).toBe(404);
  });
});
