import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { type AccessWorld, openAccessWorld, told } from './support/access-world.ts';

const EVERYTHING = ['get', 'list', 'watch', 'create', 'delete', 'deletecollection'];

describeCluster('rights by roles and bindings', (plane) => {
  let world: AccessWorld;
  beforeAll(async () => {
    world = await openAccessWorld(plane);
  });
  afterAll(() => world.close());

  const code = async (user: string, url: string, method = 'GET'): Promise<number> =>
    (await world.as(user, method, url, method === 'POST' ? { body: { metadata: { name: 'x' } } } : {})).status;

  test('a Role holds in its namespace alone, for its verbs and types alone', async () => {
    const [here, there] = [await world.namespace(), await world.namespace()];
    const user = world.unique('user');
    await world.role('r', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] }], here);
    await world.bind('b', 'Role/r', [user], here);
    await expect.poll(async () => code(user, `/api/v1/namespaces/${here}/configmaps`)).toBe(200);
    expect(await code(user, `/api/v1/namespaces/${here}/configmaps/x`)).toBe(404);
    expect(await code(user, `/api/v1/namespaces/${here}/configmaps/x`, 'DELETE')).toBe(403);
    expect(await code(user, `/api/v1/namespaces/${here}/secrets`)).toBe(403);
    expect(await code(user, `/api/v1/namespaces/${there}/configmaps`)).toBe(403);
    expect(await code(user, '/api/v1/configmaps')).toBe(403);
  });

  test('who applies what is not there must be allowed to create it; what is there takes the right to patch alone', async () => {
    const namespace = await world.namespace();
    const user = world.unique('user');
    await world.role('r', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'patch'] }], namespace);
    await world.bind('b', 'Role/r', [user], namespace);
    const url = `/api/v1/namespaces/${namespace}/configmaps/x`;
    await expect.poll(async () => code(user, url)).toBe(404);
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x' } };
    const sent = { body, type: 'application/apply-patch+yaml' };
    const refused = await world.as(user, 'PATCH', `${url}?fieldManager=me`, sent);
    expect([refused.status, refused.json]).toEqual([
      403,
      expect.objectContaining({
        message: `configmaps "x" is forbidden: User "${user}" cannot create resource "configmaps" in API group "" in the namespace "${namespace}"`,
      }),
    ]);
    await world.role('c', [{ apiGroups: [''], resources: ['configmaps'], verbs: ['create'] }], namespace);
    await world.bind('c', 'Role/c', [user], namespace);
    await expect.poll(async () => (await world.as(user, 'PATCH', `${url}?fieldManager=me`, sent)).status).toBe(201);
  });

  test('a ClusterRole bound in a namespace holds there, bound by a ClusterRoleBinding everywhere', async () => {
    const namespace = await world.namespace();
    const [local, wide] = [world.unique('user'), world.unique('user')];
    await world.bind('b', 'ClusterRole/view', [local], namespace);
    await world.bind(world.unique('b'), 'ClusterRole/view', [wide]);
    await expect.poll(async () => code(local, `/api/v1/namespaces/${namespace}/pods`)).toBe(200);
    await expect.poll(async () => code(wide, '/api/v1/pods?limit=1')).toBe(200);
    expect(await code(local, '/api/v1/pods')).toBe(403);
    expect(await code(local, `/api/v1/namespaces/${namespace}`)).toBe(200);
    expect(await code(local, '/api/v1/namespaces/default')).toBe(403);
    expect(await code(wide, `/api/v1/namespaces/${namespace}/secrets`)).toBe(403);
  });

  test('names: reading and deleting by them, lists and watches that ask for one, never creations or collections', async () => {
    const namespace = await world.namespace();
    const user = world.unique('user');
    await world.role('r', [{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['x'], verbs: EVERYTHING }], namespace);
    await world.bind('b', 'Role/r', [user], namespace);
    const maps = `/api/v1/namespaces/${namespace}/configmaps`;
    await expect.poll(async () => code(user, `${maps}/x`)).toBe(404);
    expect(await code(user, `${maps}/y`)).toBe(403);
    expect(await code(user, maps)).toBe(403);
    expect(await code(user, `${maps}?fieldSelector=metadata.name%3Dx`)).toBe(200);
    expect(await code(user, `${maps}?fieldSelector=metadata.name%3D%3Dx`)).toBe(200);
    expect(await code(user, `${maps}?fieldSelector=metadata.name%3Dy`)).toBe(403);
    expect(await code(user, `${maps}?fieldSelector=metadata.name!%3Dx`)).toBe(403);
    expect(await code(user, `${maps}?fieldSelector=metadata.name%3Dx`, 'DELETE')).toBe(403);
    expect(await code(user, maps, 'POST')).toBe(403);
  });

  test('a subresource is a right of its own', async () => {
    const namespace = await world.namespace();
    const user = world.unique('user');
    await world.role('r', [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['*'] }], namespace);
    await world.bind('b', 'Role/r', [user], namespace);
    const url = `/apis/apps/v1/namespaces/${namespace}/deployments/x`;
    await expect.poll(async () => code(user, url)).toBe(404);
    expect(told(await world.as(user, 'GET', `${url}/scale`)).message).toBe(
      `deployments.apps "x" is forbidden: User "${user}" cannot get resource "deployments/scale" in API group "apps" in the namespace "${namespace}"`,
    );
    expect(await code(user, `${url}/status`)).toBe(403);
  });

  test('`*/scale` is that subresource of every type, and no more', async () => {
    const namespace = await world.namespace();
    const user = world.unique('user');
    await world.role('r', [{ apiGroups: ['*'], resources: ['*/scale'], verbs: ['get'] }], namespace);
    await world.bind('b', 'Role/r', [user], namespace);
    const apps = `/apis/apps/v1/namespaces/${namespace}`;
    await expect.poll(async () => code(user, `${apps}/deployments/x/scale`)).toBe(404);
    expect(await code(user, `${apps}/statefulsets/x/scale`)).toBe(404);
    expect(await code(user, `${apps}/deployments/x`)).toBe(403);
    expect(await code(user, `${apps}/deployments/x/status`)).toBe(403);
  });

  test('`*` stands for all resources with their subresources, for all groups, and for all verbs', async () => {
    const namespace = await world.namespace();
    const [resources, groups] = [world.unique('user'), world.unique('user')];
    await world.role('r', [{ apiGroups: [''], resources: ['*'], verbs: ['get'] }], namespace);
    await world.role('g', [{ apiGroups: ['*'], resources: ['deployments'], verbs: ['*'] }], namespace);
    await world.bind('r', 'Role/r', [resources], namespace);
    await world.bind('g', 'Role/g', [groups], namespace);
    await expect.poll(async () => code(resources, `/api/v1/namespaces/${namespace}/pods/x/status`)).toBe(404);
    expect(await code(resources, `/apis/apps/v1/namespaces/${namespace}/deployments/x`)).toBe(403);
    await expect.poll(async () => code(groups, `/apis/apps/v1/namespaces/${namespace}/deployments`)).toBe(200);
  });

  test('paths: a trailing star stands for the rest, a plain one for itself', async () => {
    const user = world.unique('user');
    const role = world.unique('paths');
    await world.role(role, [{ nonResourceURLs: ['/deep/*', '/foo*', '/bar'], verbs: ['get', 'post'] }]);
    await world.bind(role, `ClusterRole/${role}`, [user]);
    await expect.poll(async () => code(user, '/bar')).toBe(404);
    expect(await code(user, '/deep/er')).toBe(404);
    expect(await code(user, '/foobar')).toBe(404);
    expect(await code(user, '/bar', 'POST')).toBe(404);
    expect(told(await world.as(user, 'GET', '/deep')).message).toBe(`forbidden: User "${user}" cannot get path "/deep"`);
    expect(await code(user, '/bar/')).toBe(403);
    expect(await code(user, '/bar', 'DELETE')).toBe(403);
  });

  test('a group gives its rights to every member', async () => {
    const namespace = await world.namespace();
    const group = world.unique('group');
    await world.bind('b', 'ClusterRole/view', [{ kind: 'Group', name: group }], namespace);
    const list = async (groups: Record<string, string>): Promise<number> =>
      (await world.as({ 'Impersonate-User': 'member', ...groups }, 'GET', `/api/v1/namespaces/${namespace}/pods`)).status;
    await expect.poll(async () => list({ 'Impersonate-Group': group })).toBe(200);
    expect(await list({})).toBe(403);
  });

  test('a group comes with the token of a user', async () => {
    const namespace = await world.namespace();
    await world.bind('b', 'ClusterRole/view', [{ kind: 'Group', name: 'developers' }], namespace);
    const developer = await world.of(plane.kubeconfigs.developer);
    await expect.poll(async () => (await developer.request('GET', `/api/v1/namespaces/${namespace}/pods`)).status).toBe(200);
  });

  test('a service account is a subject, by default one of the namespace of its binding', async () => {
    const [home, away] = [await world.namespace(), await world.namespace()];
    const robot = await world.withToken(await world.serviceAccount(home, 'robot'));
    await world.bind('b', 'ClusterRole/view', [{ kind: 'ServiceAccount', name: 'robot' }], home);
    await world.bind('b', 'ClusterRole/view', [{ kind: 'ServiceAccount', name: 'robot' }], away);
    await expect.poll(async () => (await robot.request('GET', `/api/v1/namespaces/${home}/pods`)).status).toBe(200);
    expect((await robot.request('GET', `/api/v1/namespaces/${away}/pods`)).status).toBe(403);
  });

  test('all service accounts of a namespace are a group', async () => {
    const namespace = await world.namespace();
    const robot = await world.withToken(await world.serviceAccount(namespace, 'robot'));
    await world.bind('b', 'ClusterRole/view', [{ kind: 'Group', name: `system:serviceaccounts:${namespace}` }], namespace);
    await expect.poll(async () => (await robot.request('GET', `/api/v1/namespaces/${namespace}/pods`)).status).toBe(200);
  });

  test('a bound role that is missing is told to who needed it', async () => {
    const namespace = await world.namespace();
    const user = world.unique('user');
    await world.bind('b', 'Role/gone', [user], namespace);
    const refusal = async (): Promise<unknown> => told(await world.as(user, 'GET', `/api/v1/namespaces/${namespace}/pods`)).message;
    await expect
      .poll(refusal)
      .toBe(
        `pods is forbidden: User "${user}" cannot list resource "pods" in API group "" in the namespace "${namespace}": RBAC: role.rbac.authorization.k8s.io "gone" not found`,
      );
  });

  test('rights end with the binding', async () => {
    const namespace = await world.namespace();
    const user = world.unique('user');
    await world.bind('b', 'ClusterRole/view', [user], namespace);
    await expect.poll(async () => code(user, `/api/v1/namespaces/${namespace}/pods`)).toBe(200);
    await world.admin.request('DELETE', `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/b`);
    await expect.poll(async () => code(user, `/api/v1/namespaces/${namespace}/pods`)).toBe(403);
  });
});
