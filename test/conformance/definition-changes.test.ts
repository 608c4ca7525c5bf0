import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { type RawAnswer, type RawClient, rawClient } from '../support/raw-client.ts';

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const MERGE = 'application/merge-patch+json';
const ENDPOINTS = 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice';

interface Seen {
  readonly type: string;
  readonly object: { readonly metadata: { readonly name: string } };
}

interface Toys {
  readonly crd: string;
  readonly path: string;
  readonly apiVersion: string;
}

function headers({ headers: { warning } }: RawAnswer): readonly string[] {
  return warning === undefined ? [] : [warning].flat();
}

function warned(...texts: readonly string[]): readonly string[] {
  return [texts.map((text) => `299 - "${text}"`).join(', ')];
}

describeCluster('types that change, go, or are about to go', (plane) => {
  const id = randomUUID().slice(0, 8);
  let client: RawClient;
  const defined: Toys[] = [];
  beforeAll(async () => {
    client = await rawClient(plane.kubeconfig);
  });
  afterAll(async () => {
    for (const { crd } of defined) await client.request('DELETE', `${CRDS}/${crd}`);
    client.close();
  });

  const define = async (what: string, version: object = {}, field = 'a'): Promise<Toys> => {
    const group = `${what}-${id}.changes.conformance.dev`;
    const schema = { openAPIV3Schema: { type: 'object', properties: { [field]: { type: 'string' } } } };
    const spec = {
      group,
      scope: 'Cluster',
      names: { plural: 'toys', kind: 'Toy' },
      versions: [{ name: 'v1', served: true, storage: true, schema, ...version }],
    };
    const body = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `toys.${group}` }, spec };
    expect((await client.request('POST', CRDS, { body })).status).toBe(201);
    const toys = { crd: `toys.${group}`, apiVersion: `${group}/v1`, path: `/apis/${group}/v1/toys` };
    defined.push(toys);
    await vi.waitFor(async () => expect((await client.request('GET', toys.path)).status).toBe(200), { timeout: 15_000, interval: 50 });
    return toys;
  };
  const make = async ({ path, apiVersion }: Toys, name: string, fields: object = {}): Promise<RawAnswer> =>
    client.request('POST', path, { body: { apiVersion, kind: 'Toy', metadata: { name }, ...fields } });

  /** What a watch tells until the server ends it. */
  const watched = async ({ path }: Toys, onFirst: () => Promise<unknown>): Promise<readonly string[]> => {
    const seen: string[] = [];
    for await (const event of client.lines(`${path}?watch=1&timeoutSeconds=50`)) {
      const { type, object } = event as Seen;
      seen.push(`${type} ${object.metadata.name}`);
      if (seen.length === 1) await onFirst();
    }
    return seen;
  };

  test('a watch ends with the definition, after it told that the objects are gone', async () => {
    const toys = await define('gone');
    await make(toys, 'one');
    expect(await watched(toys, () => client.request('DELETE', `${CRDS}/${toys.crd}`))).toEqual(['ADDED one', 'DELETED one']);
  });

  test('a watch ends when the definition gets another schema', async () => {
    const toys = await define('schema');
    await make(toys, 'one');
    const schema = { openAPIV3Schema: { type: 'object', properties: { b: { type: 'string' } } } };
    const spec = { versions: [{ name: 'v1', served: true, storage: true, schema }] };
    const change = (): Promise<RawAnswer> => client.request('PATCH', `${CRDS}/${toys.crd}`, { body: { spec }, type: MERGE });
    expect(await watched(toys, change)).toEqual(['ADDED one']);
  });

  test('a finalizer of a definition needs no domain', async () => {
    const { crd } = await define('finalizer');
    const body = { metadata: { finalizers: ['toybox'] } };
    const answer = await client.request('PATCH', `${CRDS}/${crd}?dryRun=All`, { body, type: MERGE });
    expect(answer.status).toBe(200);
    expect(headers(answer)).toEqual([]);
  });

  test('every answer about a deprecated version warns', async () => {
    const toys = await define('deprecated', { deprecated: true });
    const told = warned(`${toys.apiVersion} Toy is deprecated`);
    expect(headers(await client.request('GET', toys.path))).toEqual(told);
    expect(headers(await client.request('GET', `${toys.path}/none`))).toEqual(told);
    expect(headers(await client.request('GET', `${toys.path}?watch=1&timeoutSeconds=1`))).toEqual(told);
    expect(headers(await client.request('GET', toys.path, { accept: 'text/html' }))).toEqual(told);
  });

  test('in the words of the definition, before other warnings', async () => {
    const toys = await define('worded', { deprecated: true, deprecationWarning: 'play outside' });
    expect(headers(await make(toys, 'one', { nope: 1 }))).toEqual(warned('play outside', String.raw`unknown field \"nope\"`));
  });

  test('Endpoints are deprecated, in refusals too', async () => {
    const path = '/api/v1/namespaces/default/endpoints';
    for (const [method, name, body, status] of [
      ['GET', '', undefined, 200],
      ['GET', '/none', undefined, 404],
      ['DELETE', '/none', undefined, 404],
      ['PUT', '/none', {}, 400],
    ] as const) {
      const answer = await client.request(method, `${path}${name}`, body === undefined ? {} : { body });
      expect({ method, name, status: answer.status, warnings: headers(answer) }).toEqual({
        method,
        name,
        status,
        warnings: warned(ENDPOINTS),
      });
    }
  });

  test('what meets no route about Endpoints is refused without the warning', async () => {
    const path = '/api/v1/namespaces/default/endpoints';
    expect(headers(await client.request('GET', path, { accept: 'text/html' }))).toEqual([]);
    expect(headers(await client.request('PATCH', `${path}/none`, { body: {} }))).toEqual([]);
    expect(headers(await client.request('PUT', path, { body: {} }))).toEqual([]);
  });
});
