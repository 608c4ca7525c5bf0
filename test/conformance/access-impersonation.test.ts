import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { RawAnswer, RawClient } from '../support/raw-client.ts';
import { type AccessWorld, forbidden, openAccessWorld, told, WHO_AM_I } from './support/access-world.ts';

const AUTHENTICATION = 'authentication.k8s.io';

describeCluster('impersonation', (plane) => {
  let world: AccessWorld;
  beforeAll(async () => {
    world = await openAccessWorld(plane);
  });
  afterAll(() => world.close());

  const whoIs = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const { json } = await world.as(headers, 'POST', WHO_AM_I, { body: {} });
    return (json as { status?: { userInfo?: unknown } }).status?.userInfo;
  };
  /** A service account of its own: the server remembers for each user by which way impersonation worked. */
  const robot = async (...rules: readonly unknown[]): Promise<{ client: RawClient; name: string; namespace: string }> => {
    const namespace = await world.namespace();
    const client = await world.withToken(await world.serviceAccount(namespace, 'robot'));
    const name = `system:serviceaccount:${namespace}:robot`;
    if (rules.length > 0) {
      const role = world.unique('impersonator');
      await world.role(role, rules);
      await world.bind(role, `ClusterRole/${role}`, [{ kind: 'ServiceAccount', name: 'robot', namespace }]);
    }
    return { client, name, namespace };
  };
  const asking = async (client: RawClient, url: string, headers: Readonly<Record<string, string>>): Promise<RawAnswer> =>
    client.request('GET', url, { headers });

  test('the user has no groups but the one of all who are known', async () => {
    expect(await whoIs({ 'Impersonate-User': 'bob' })).toEqual({ username: 'bob', groups: ['system:authenticated'] });
  });

  test('a group that is asked for comes before it', async () => {
    expect(await whoIs({ 'Impersonate-User': 'bob', 'Impersonate-Group': 'g1' })).toMatchObject({ groups: ['g1', 'system:authenticated'] });
  });

  test('uid and extra, whose keys are in lower case and may be escaped', async () => {
    const headers = { 'Impersonate-User': 'bob', 'Impersonate-Uid': '77', 'Impersonate-Extra-Acme.com%2FProject': 'p' };
    expect(await whoIs(headers)).toEqual({
      username: 'bob',
      uid: '77',
      groups: ['system:authenticated'],
      extra: { 'acme.com/project': ['p'] },
    });
  });

  test('a service account gets the groups of service accounts', async () => {
    expect(await whoIs({ 'Impersonate-User': 'system:serviceaccount:foo:bar' })).toMatchObject({
      groups: ['system:serviceaccounts', 'system:serviceaccounts:foo', 'system:authenticated'],
    });
  });

  test('the anonymous user has the rights of strangers', async () => {
    const answer = await world.as('system:anonymous', 'GET', '/api');
    expect(told(answer)).toEqual(forbidden('forbidden: User "system:anonymous" cannot get path "/api"', {}));
  });

  test('rights are those of the impersonated user', async () => {
    expect(told(await world.as('bob', 'GET', '/api/v1/nodes')).message).toBe(
      'nodes is forbidden: User "bob" cannot list resource "nodes" in API group "" at the cluster scope',
    );
  });

  test('the group of masters gives all rights', async () => {
    const headers = { 'Impersonate-User': 'bob', 'Impersonate-Group': 'system:masters' };
    expect((await world.as(headers, 'GET', '/api/v1/nodes?limit=1')).status).toBe(200);
  });

  test('a group without a user is a bad request', async () => {
    expect(told(await world.as({ 'Impersonate-Group': 'g1' }, 'GET', '/version'))).toEqual({
      code: 400,
      reason: 'BadRequest',
      message:
        'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"g1"}, Extra:map[string][]string(nil)} without impersonating a user name',
      details: undefined,
    });
  });

  test('an empty user is nobody to impersonate', async () => {
    expect(await whoIs({ 'Impersonate-User': '' })).toMatchObject({ groups: expect.arrayContaining(['system:masters']) as unknown });
  });

  test('who has no right to it is told of the first way that was tried, for what was asked for', async () => {
    const { client, name, namespace } = await robot();
    const answer = await asking(client, `/api/v1/namespaces/${namespace}/pods/x`, { 'Impersonate-User': 'bob' });
    expect(told(answer)).toEqual(
      forbidden(
        `pods "x" is forbidden: User "${name}" cannot impersonate-on:user-info:get resource "pods" in API group "" in the namespace "${namespace}"`,
        { name: 'x', kind: 'pods' },
      ),
    );
  });

  test('service accounts and nodes are ways of their own', async () => {
    const { client, name } = await robot();
    const refusal = async (user: string): Promise<unknown> => told(await asking(client, '/version', { 'Impersonate-User': user })).message;
    const text = (mode: string): string => `forbidden: User "${name}" cannot impersonate-on:${mode}:get path "/version"`;
    expect(await refusal('system:serviceaccount:foo:bar')).toBe(text('serviceaccount'));
    expect(await refusal('system:node:n1')).toBe(text('arbitrary-node'));
    expect(await refusal('bob')).toBe(text('user-info'));
  });

  test('the verb impersonate allows the named user; from then on refusals speak of that verb', async () => {
    const { client, name } = await robot({ apiGroups: [''], resources: ['users'], resourceNames: ['bob'], verbs: ['impersonate'] });
    await expect.poll(async () => (await asking(client, '/version', { 'Impersonate-User': 'bob' })).status).toBe(200);
    const scope = 'in API group "" at the cluster scope';
    expect(told(await asking(client, '/version', { 'Impersonate-User': 'eve' }))).toEqual(
      forbidden(`users "eve" is forbidden: User "${name}" cannot impersonate resource "users" ${scope}`, { name: 'eve', kind: 'users' }),
    );
    expect(told(await asking(client, '/version', { 'Impersonate-User': 'bob', 'Impersonate-Group': 'g' }))).toEqual(
      forbidden(`groups "g" is forbidden: User "${name}" cannot impersonate resource "groups" ${scope}`, { name: 'g', kind: 'groups' }),
    );
  });

  test('service accounts, uids and extra need rights of their own', async () => {
    const { client, name } = await robot({ apiGroups: [''], resources: ['users'], verbs: ['impersonate'] });
    const bob = { 'Impersonate-User': 'bob' };
    await expect.poll(async () => (await asking(client, '/version', bob)).status).toBe(200);
    const cannot = (resource: string, group: string): string =>
      `User "${name}" cannot impersonate resource "${resource}" in API group "${group}"`;
    const message = async (headers: Readonly<Record<string, string>>): Promise<unknown> =>
      told(await asking(client, '/version', headers)).message;
    expect(await message({ 'Impersonate-User': 'system:serviceaccount:foo:bar' })).toBe(
      `serviceaccounts "bar" is forbidden: ${cannot('serviceaccounts', '')} in the namespace "foo"`,
    );
    expect(await message({ ...bob, 'Impersonate-Uid': '7' })).toBe(
      `uids.${AUTHENTICATION} "7" is forbidden: ${cannot('uids', AUTHENTICATION)} at the cluster scope`,
    );
    expect(await message({ ...bob, 'Impersonate-Extra-Scopes': 'a' })).toBe(
      `userextras.${AUTHENTICATION} "a" is forbidden: ${cannot('userextras/scopes', AUTHENTICATION)} at the cluster scope`,
    );
  });

  test('constrained impersonation allows one user for one verb, and never the masters', async () => {
    const { client, name, namespace } = await robot(
      { apiGroups: [''], resources: ['pods'], verbs: ['impersonate-on:user-info:list'] },
      { apiGroups: [AUTHENTICATION], resources: ['users'], resourceNames: ['carol'], verbs: ['impersonate:user-info'] },
    );
    const pods = `/api/v1/namespaces/${namespace}/pods`;
    const carol = { 'Impersonate-User': 'carol' };
    const message = async (url: string, headers: Readonly<Record<string, string>>): Promise<unknown> =>
      told(await asking(client, url, headers)).message;
    await expect
      .poll(() => message(pods, carol))
      .toBe(`pods is forbidden: User "carol" cannot list resource "pods" in API group "" in the namespace "${namespace}"`);
    expect(await message(`${pods}/x`, carol)).toBe(
      `pods "x" is forbidden: User "${name}" cannot impersonate-on:user-info:get resource "pods" in API group "" in the namespace "${namespace}"`,
    );
    const cannot = (resource: string): string =>
      `User "${name}" cannot impersonate:user-info resource "${resource}" in API group "${AUTHENTICATION}" at the cluster scope`;
    expect(await message(pods, { 'Impersonate-User': 'dave' })).toBe(`users.${AUTHENTICATION} "dave" is forbidden: ${cannot('users')}`);
    expect(await message(pods, { ...carol, 'Impersonate-Group': 'system:masters' })).toBe(
      `groups.${AUTHENTICATION} "system:masters" is forbidden: ${cannot('groups')}: impersonating the system:masters group is not allowed`,
    );
  });
});
