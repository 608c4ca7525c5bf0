import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { failure, failureIn, type HttpWorld, openHttpWorld } from './support/http-world.ts';

const NO_RESOURCE = failure(404, 'NotFound', 'the server could not find the requested resource', {});
const NO_METHOD = failure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {});
const TEXT = 'text/plain; charset=utf-8';
const NO_PAGE = { status: 404, text: '404 page not found\n', headers: { 'content-type': TEXT } };

describeCluster('paths and methods', (plane) => {
  let world: HttpWorld;
  beforeAll(async () => {
    world = await openHttpWorld(plane);
  });
  afterAll(() => world.close());

  test.each(['/nope', '/apis/nope.example.com', '/apis/nope.example.com/v1', '/apis/nope.example.com/v1/things', '/readyz/nope'])(
    '%s: nobody knows it',
    async (path) => {
      expect(await world.client.request('GET', path)).toMatchObject(NO_PAGE);
    },
  );

  test.each([
    '/apis/apps/v9',
    '/api/v2',
    '/api/v1/nope',
    '/apis/apps/v1/nope',
    '/apis/apps/v1/deployments/x/nope',
    '/api/v1/configmaps/x',
    '/api/v1/namespaces/default/nodes',
    '/apis/apps/v1/namespaces/default/deployments/x/nope',
  ])('%s: a group of Kubernetes says so with a Status', async (path) => {
    expect(failureIn(await world.client.request('GET', path))).toEqual(NO_RESOURCE);
  });

  test.each([
    ['PATCH', '/api/v1/namespaces/default/configmaps'],
    ['PUT', '/api/v1/namespaces/default/configmaps'],
    ['POST', '/api/v1/namespaces/default/configmaps/x'],
    ['POST', '/api/v1/configmaps'],
    ['DELETE', '/api/v1/configmaps'],
    ['DELETE', '/api/v1/namespaces'],
    ['OPTIONS', '/api/v1/namespaces/default/configmaps'],
    ['POST', '/version'],
    ['POST', '/api/v1'],
  ])('%s %s is not allowed', async (method, path) => {
    expect(failureIn(await world.client.request(method, path))).toEqual(NO_METHOD);
  });

  test('HEAD of an object is not allowed, and has no body', async () => {
    expect(await world.client.request('HEAD', '/api/v1/namespaces/default')).toMatchObject({ status: 405, text: '' });
  });

  test('below a group of a CRD unknown paths are plain text', async () => {
    const { client, root, group } = world;
    for (const path of [`${root}/nope`, `${root}/gizmos/one`, `/apis/${group}/v2`, `/apis/${group}/v2/gizmos`]) {
      expect(await client.request('GET', path)).toMatchObject(NO_PAGE);
    }
    expect(await client.request('POST', `${root}/gizmos`, { body: {} })).toMatchObject(NO_PAGE);
  });

  test('verbs that a part of a custom resource does not have', async () => {
    const { client, gizmos, group } = world;
    const refused = (verb: string): object =>
      failure(405, 'MethodNotAllowed', `${verb} is not supported on resources of kind "gizmos.${group}"`, { group, kind: 'gizmos' });
    expect(failureIn(await client.request('DELETE', `${gizmos}/one/status`))).toEqual(refused('delete'));
    expect(failureIn(await client.request('POST', `${gizmos}/one/status`, { body: {} }))).toEqual(refused('create'));
  });

  test('a slash at the end of a path changes nothing', async () => {
    const { client, configMaps } = world;
    await client.request('POST', configMaps, { body: { metadata: { name: 'slash' } } });
    expect((await client.request('GET', `${configMaps}/slash/`)).json).toMatchObject({ metadata: { name: 'slash' } });
    expect((await client.request('GET', '/api/v1/')).json).toMatchObject({ kind: 'APIResourceList' });
    expect((await client.request('GET', '/apis/')).json).toMatchObject({ kind: 'APIGroupList' });
  });

  test('a path is decoded before it is taken apart', async () => {
    const { client, configMaps } = world;
    expect(failureIn(await client.request('GET', `${configMaps}/a%2Fb`))).toEqual(NO_RESOURCE);
    const missing = failure(404, 'NotFound', 'configmaps "a b" not found', { name: 'a b', kind: 'configmaps' });
    expect(failureIn(await client.request('GET', `${configMaps}/a%20b`))).toEqual(missing);
  });

  test('an empty namespace is all of them', async () => {
    expect((await world.client.request('GET', '/api/v1/namespaces//configmaps?limit=1')).json).toMatchObject({ kind: 'ConfigMapList' });
  });

  test('health endpoints say ok in plain text, at length when asked', async () => {
    const { client } = world;
    for (const path of ['/healthz', '/livez', '/readyz', '/readyz/ping', '/livez/etcd']) {
      expect(await client.request('GET', path)).toMatchObject({ status: 200, text: 'ok', headers: { 'content-type': TEXT } });
    }
    const { text } = await client.request('GET', '/readyz?verbose');
    expect(text.startsWith('[+]ping ok\n')).toBe(true);
    expect(text.endsWith('readyz check passed\n')).toBe(true);
    const excluding = await client.request('GET', '/livez?verbose&exclude=nope');
    expect(excluding.text).toContain('warn: some health checks cannot be excluded: no matches for "nope"\n');
  });

  test('the version is one of 1.36', async () => {
    const { json } = await world.client.request('GET', '/version');
    expect(json).toMatchObject({
      major: '1',
      minor: '36',
      gitVersion: expect.stringMatching(/^v1\.36\./),
      platform: expect.stringContaining('/'),
    });
  });

  test('every answer has an audit id and is not to be kept', async () => {
    const { headers } = await world.client.request('GET', '/api/v1/namespaces/default');
    expect(headers['audit-id']).toMatch(/^[\da-f-]{36}$/);
    expect(headers['cache-control']).toBe('no-cache, private');
    expect(headers['content-type']).toBe('application/json');
  });
});
