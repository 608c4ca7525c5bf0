import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { failure, failureIn, type HttpWorld, openHttpWorld } from './support/http-world.ts';

interface Wrong {
  readonly field: string;
  readonly message: string;
  readonly reason: string;
}

function invalid(kind: string, ...wrong: readonly Wrong[]): object {
  const texts = wrong.map(({ field, message }) => `${field}: ${message}`);
  const listed = texts.length === 1 ? texts.join('') : `[${texts.join(', ')}]`;
  const causes = wrong.map(({ reason, message, field }) => ({ reason, message, field }));
  return failure(422, 'Invalid', `${kind}.meta.k8s.io "" is invalid: ${listed}`, { group: 'meta.k8s.io', kind, causes });
}

function dryRun(value: string): Wrong {
  return { field: 'dryRun', reason: 'FieldValueNotSupported', message: `Unsupported value: ${value}: supported values: "All"` };
}

const VALIDATION: Wrong = {
  field: 'fieldValidation',
  reason: 'FieldValueNotSupported',
  message: 'Unsupported value: "Foo": supported values: "", "Ignore", "Strict", "Warn"',
};
const TOO_LONG: Wrong = { field: 'fieldManager', reason: 'FieldValueTooLong', message: 'Too long: may not be more than 128 bytes' };
const MERGE = 'application/merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

describeCluster('query parameters', (plane) => {
  let world: HttpWorld;
  beforeAll(async () => {
    world = await openHttpWorld(plane);
    await world.client.request('POST', world.configMaps, { body: { metadata: { name: 'a' } } });
  });
  afterAll(() => world.close());

  const told = async (
    method: string,
    query: string,
    type = 'application/json',
    body: unknown = { metadata: { name: 'a' } },
  ): Promise<object> => {
    const path = method === 'POST' ? world.configMaps : `${world.configMaps}/a`;
    return failureIn(await world.client.request(method, `${path}?${query}`, { body, type }));
  };

  test('a create with values that do not exist', async () => {
    expect(await told('POST', 'dryRun=Foo')).toEqual(invalid('CreateOptions', dryRun('["Foo"]')));
    expect(await told('POST', 'dryRun=All&dryRun=Foo')).toEqual(invalid('CreateOptions', dryRun('["All","Foo"]')));
    expect(await told('POST', 'dryRun=')).toEqual(invalid('CreateOptions', dryRun('[""]')));
    expect(await told('POST', 'fieldValidation=Foo')).toEqual(invalid('CreateOptions', VALIDATION));
    expect(await told('POST', 'dryRun=Foo&fieldValidation=Foo')).toEqual(invalid('CreateOptions', dryRun('["Foo"]'), VALIDATION));
  });

  test('a manager that is too long or cannot be printed', async () => {
    expect(await told('POST', `fieldManager=${'x'.repeat(129)}`)).toEqual(invalid('CreateOptions', TOO_LONG));
    const message = String.raw`Invalid value: "a\x01b": invalid character U+0001 (at position 1)`;
    const unprintable = { field: 'fieldManager', reason: 'FieldValueInvalid', message };
    expect(await told('POST', 'fieldManager=a%01b')).toEqual(invalid('CreateOptions', unprintable));
  });

  test('an update', async () => {
    expect(await told('PUT', 'dryRun=x')).toEqual(invalid('UpdateOptions', dryRun('["x"]')));
  });

  test('a patch: everything at once', async () => {
    const force = { field: 'force', reason: 'FieldValueForbidden', message: 'Forbidden: may not be specified for non-apply patch' };
    expect(await told('PATCH', 'force=true', MERGE)).toEqual(invalid('PatchOptions', force));
    const query = `dryRun=x&fieldValidation=Foo&force=true&fieldManager=${'z'.repeat(200)}`;
    expect(await told('PATCH', query, MERGE)).toEqual(invalid('PatchOptions', force, TOO_LONG, dryRun('["x"]'), VALIDATION));
  });

  test('an apply without a manager', async () => {
    const required = { field: 'fieldManager', reason: 'FieldValueRequired', message: 'Required value: is required for apply patch' };
    expect(await told('PATCH', '', APPLY)).toEqual(invalid('PatchOptions', required));
  });

  test('parameters that nobody knows are ignored', async () => {
    expect(
      (await world.client.request('POST', `${world.configMaps}?dryRun=All&nope=1&force=true`, { body: { metadata: { name: 'b' } } }))
        .status,
    ).toBe(201);
  });

  test('a delete with options in the query', async () => {
    const policies = 'supported values: "Foreground", "Background", "Orphan", "nil"';
    const policy = { field: 'propagationPolicy', reason: 'FieldValueNotSupported', message: `Unsupported value: "Foo": ${policies}` };
    const remove = async (query: string): Promise<object> =>
      failureIn(await world.client.request('DELETE', `${world.configMaps}/a?${query}`));
    expect(await remove('propagationPolicy=Foo')).toEqual(invalid('DeleteOptions', policy));
    expect(await remove('dryRun=x')).toEqual(invalid('DeleteOptions', dryRun('["x"]')));
    expect(await remove('gracePeriodSeconds=foo')).toEqual(failure(400, 'BadRequest', 'strconv.ParseInt: parsing "foo": invalid syntax'));
    const message = 'Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set';
    const both = { field: 'propagationPolicy', reason: 'FieldValueInvalid', message };
    expect(await remove('orphanDependents=true&propagationPolicy=Orphan')).toEqual(invalid('DeleteOptions', both));
  });

  test('a delete with a body that cannot be read', async () => {
    expect(await told('DELETE', '', undefined, '{')).toEqual(
      failure(400, 'BadRequest', "couldn't get version/kind; json parse error: unexpected end of JSON input"),
    );
    expect(await told('DELETE', '', undefined, { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 'x' })).toEqual(
      failure(400, 'BadRequest', 'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64'),
    );
  });

  test('with a body the query of a delete counts for nothing', async () => {
    const { client, configMaps } = world;
    await client.request('POST', configMaps, { body: { metadata: { name: 'gone' } } });
    const body = { kind: 'DeleteOptions', apiVersion: 'v1' };
    expect((await client.request('DELETE', `${configMaps}/gone?dryRun=All`, { body })).status).toBe(200);
    expect((await client.request('GET', `${configMaps}/gone`)).status).toBe(404);
  });

  test('what was deleted is named by a Status', async () => {
    const { client, configMaps } = world;
    const { json } = await client.request('POST', configMaps, { body: { metadata: { name: 'named' } } });
    const { uid } = (json as { metadata: { uid: string } }).metadata;
    expect((await client.request('DELETE', `${configMaps}/named`)).json).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'named', kind: 'configmaps', uid },
    });
  });

  test('some types answer a delete with the object', async () => {
    const path = `/api/v1/namespaces/${world.namespace}/serviceaccounts`;
    await world.client.request('POST', path, { body: { metadata: { name: 'answered' } } });
    expect((await world.client.request('DELETE', `${path}/answered?dryRun=All`)).json).toMatchObject({
      kind: 'ServiceAccount',
      metadata: { name: 'answered' },
    });
  });

  test.each(['limit', 'timeoutSeconds'])('%s of a list must be a number', async (name) => {
    const answer = await world.client.request('GET', `${world.configMaps}?${name}=foo`);
    expect(failureIn(answer)).toEqual(failure(400, 'BadRequest', 'strconv.ParseInt: parsing "foo": invalid syntax'));
  });

  test('initial events are for watches', async () => {
    const wrong = {
      field: 'sendInitialEvents',
      reason: 'FieldValueForbidden',
      message: 'Forbidden: sendInitialEvents is forbidden for list',
    };
    const answer = await world.client.request('GET', `${world.configMaps}?sendInitialEvents=true`);
    expect(failureIn(answer)).toEqual(invalid('ListOptions', wrong));
  });

  test('a flag is on unless it is 0 or false', async () => {
    const { client, configMaps } = world;
    expect((await client.request('GET', `${configMaps}?watch=0`)).json).toMatchObject({ kind: 'ConfigMapList' });
    expect((await client.request('GET', `${configMaps}?watch=false`)).json).toMatchObject({ kind: 'ConfigMapList' });
    expect((await client.request('GET', `${configMaps}?watch=foo&timeoutSeconds=1&fieldSelector=metadata.name%3Da`)).json).toMatchObject({
      type: 'ADDED',
    });
  });
});
