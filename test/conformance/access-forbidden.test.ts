import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { type RawClient, rawClient } from '../support/raw-client.ts';
import { forbidden, told, type Told } from './support/access-world.ts';

const PODS = '/api/v1/namespaces/default/pods';
const DEPLOYMENT = '/apis/apps/v1/namespaces/default/deployments/x';
const CORE = 'in API group ""';
const HERE = 'in the namespace "default"';

describeCluster('what a user without rights is told', (plane) => {
  let nobody: RawClient;
  beforeAll(async () => {
    nobody = await rawClient(plane.kubeconfigs.nobody);
  });
  afterAll(() => nobody.close());

  const get = async (url: string): Promise<Told> => told(await nobody.request('GET', url));

  test('listing in a namespace', async () => {
    expect(await get(PODS)).toEqual(
      forbidden(`pods is forbidden: User "nobody" cannot list resource "pods" ${CORE} ${HERE}`, { kind: 'pods' }),
    );
  });

  test('listing in all namespaces', async () => {
    expect(await get('/api/v1/pods')).toEqual(
      forbidden(`pods is forbidden: User "nobody" cannot list resource "pods" ${CORE} at the cluster scope`, { kind: 'pods' }),
    );
  });

  test('watching', async () => {
    expect(await get(`${PODS}?watch=1`)).toMatchObject({
      code: 403,
      message: `pods is forbidden: User "nobody" cannot watch resource "pods" ${CORE} ${HERE}`,
    });
  });

  test('reading one object: its name is told, whether it is there or not', async () => {
    expect(await get(`${PODS}/x`)).toEqual(
      forbidden(`pods "x" is forbidden: User "nobody" cannot get resource "pods" ${CORE} ${HERE}`, { name: 'x', kind: 'pods' }),
    );
  });

  test('an object of a group', async () => {
    expect(await get(DEPLOYMENT)).toEqual(
      forbidden(`deployments.apps "x" is forbidden: User "nobody" cannot get resource "deployments" in API group "apps" ${HERE}`, {
        name: 'x',
        group: 'apps',
        kind: 'deployments',
      }),
    );
  });

  test('a subresource is named with its resource', async () => {
    expect(await get(`${DEPLOYMENT}/scale`)).toMatchObject({
      message: `deployments.apps "x" is forbidden: User "nobody" cannot get resource "deployments/scale" in API group "apps" ${HERE}`,
      details: { name: 'x', group: 'apps', kind: 'deployments' },
    });
  });

  test.each([
    ['POST', PODS, 'pods is forbidden: User "nobody" cannot create'],
    ['PUT', `${PODS}/x`, 'pods "x" is forbidden: User "nobody" cannot update'],
    ['DELETE', `${PODS}/x`, 'pods "x" is forbidden: User "nobody" cannot delete'],
    ['DELETE', PODS, 'pods is forbidden: User "nobody" cannot deletecollection'],
  ])('%s %s', async (method, url, start) => {
    const body = method === 'DELETE' ? {} : { body: { metadata: { name: 'x' } } };
    expect(told(await nobody.request(method, url, body))).toMatchObject({
      code: 403,
      message: `${start} resource "pods" ${CORE} ${HERE}`,
    });
  });

  test('a patch, before its content type is looked at', async () => {
    const answer = await nobody.request('PATCH', `${PODS}/x`, { body: {}, type: 'text/nonsense' });
    expect(told(answer).message).toBe(`pods "x" is forbidden: User "nobody" cannot patch resource "pods" ${CORE} ${HERE}`);
  });

  test('a list by the name of an object counts as one of that name', async () => {
    expect(await get(`${PODS}?fieldSelector=metadata.name%3Dx,status.phase%3DRunning`)).toMatchObject({
      message: `pods "x" is forbidden: User "nobody" cannot list resource "pods" ${CORE} ${HERE}`,
      details: { name: 'x', kind: 'pods' },
    });
  });

  test('a deletion of a collection does not', async () => {
    const answer = await nobody.request('DELETE', `${PODS}?fieldSelector=metadata.name%3Dx`);
    expect(told(answer).details).toEqual({ kind: 'pods' });
  });

  test('a namespace counts as inside itself', async () => {
    expect(await get('/api/v1/namespaces/default')).toEqual(
      forbidden(`namespaces "default" is forbidden: User "nobody" cannot get resource "namespaces" ${CORE} ${HERE}`, {
        name: 'default',
        kind: 'namespaces',
      }),
    );
  });

  test('a cluster-scoped object', async () => {
    expect(await get('/api/v1/nodes/n1')).toMatchObject({
      message: `nodes "n1" is forbidden: User "nobody" cannot get resource "nodes" ${CORE} at the cluster scope`,
    });
  });

  test('a type that is not served is refused as if it were', async () => {
    expect(await get('/apis/no.such.group/v1/namespaces/default/things/x')).toEqual(
      forbidden(`things.no.such.group "x" is forbidden: User "nobody" cannot get resource "things" in API group "no.such.group" ${HERE}`, {
        name: 'x',
        group: 'no.such.group',
        kind: 'things',
      }),
    );
  });

  test('a path that is no resource', async () => {
    expect(await get('/metrics?x=1')).toEqual(forbidden('forbidden: User "nobody" cannot get path "/metrics"', {}));
    expect(told(await nobody.request('POST', '/nowhere', { body: {} })).message).toBe(
      'forbidden: User "nobody" cannot post path "/nowhere"',
    );
  });

  test.each(['/version', '/healthz', '/livez', '/readyz', '/api', '/apis', '/api/v1', '/apis/apps/v1', '/openapi/v3'])(
    '%s is open to all who are known',
    async (url) => {
      expect((await nobody.request('GET', url)).status).toBe(200);
    },
  );
});
