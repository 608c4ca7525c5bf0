import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { RawAnswer } from '../support/raw-client.ts';
import { type AccessWorld, forbidden, openAccessWorld, RBAC, told } from './support/access-world.ts';

const GROUP = 'rbac.authorization.k8s.io';
const MAKE_ROLES = { apiGroups: [GROUP], resources: ['roles', 'rolebindings'], verbs: ['get', 'create', 'update', 'patch'] };
const GET_PODS = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const GET_SECRETS = { apiGroups: [''], resources: ['secrets'], verbs: ['get'] };

/** Somebody who may make roles in a namespace. */
interface Author {
  readonly user: string;
  readonly namespace: string;
  /** How a refusal begins, up to the list of rules. */
  readonly limit: string;
}

describeCluster('nobody gives more rights than they hold', (plane) => {
  let world: AccessWorld;
  beforeAll(async () => {
    world = await openAccessWorld(plane);
  });
  afterAll(() => world.close());

  const author = async (...rules: readonly unknown[]): Promise<Author> => {
    const [user, namespace] = [world.unique('author'), await world.namespace()];
    await world.role('author', [MAKE_ROLES, ...rules], namespace);
    await world.bind('author', 'Role/author', [user], namespace);
    await world.allowed(user, { namespace, verb: 'create', group: GROUP, resource: 'roles' });
    const limit = `user "${user}" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:`;
    return { user, namespace, limit };
  };
  const writeRole = async ({ user, namespace }: Author, name: string, rules: readonly unknown[], query = ''): Promise<RawAnswer> =>
    world.as(user, 'POST', `${RBAC}/namespaces/${namespace}/roles${query}`, { body: { metadata: { name }, rules } });
  const writeBinding = async ({ user, namespace }: Author, kind: string, role: string): Promise<RawAnswer> => {
    const body = { metadata: { name: 'b' }, roleRef: { kind, name: role }, subjects: [{ kind: 'User', name: 'x' }] };
    return world.as(user, 'POST', `${RBAC}/namespaces/${namespace}/rolebindings`, { body });
  };

  test('a role with held rights', async () => {
    expect((await writeRole(await author(GET_PODS), 'r', [GET_PODS])).status).toBe(201);
  });

  test('a role with more: what is missing is told, type by type', async () => {
    const by = await author(GET_PODS);
    expect(told(await writeRole(by, 'r', [{ ...GET_PODS, resources: ['secrets', 'pods'], verbs: ['get', 'watch'] }]))).toEqual(
      forbidden(
        `roles.${GROUP} "r" is forbidden: ${by.limit}\n{APIGroups:[""], Resources:["pods"], Verbs:["watch"]}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "watch"]}`,
        { name: 'r', group: GROUP, kind: 'roles' },
      ),
    );
  });

  test('names and groups are told apart', async () => {
    const by = await author({ ...GET_SECRETS, resourceNames: ['one'] });
    const rules = [{ ...GET_SECRETS, resourceNames: ['one', 'two'], apiGroups: ['', 'b'] }];
    expect(told(await writeRole(by, 'r', rules)).message).toBe(
      `roles.${GROUP} "r" is forbidden: ${by.limit}\n{APIGroups:[""], Resources:["secrets"], ResourceNames:["two"], Verbs:["get"]}\n{APIGroups:["b"], Resources:["secrets"], ResourceNames:["one"], Verbs:["get"]}\n{APIGroups:["b"], Resources:["secrets"], ResourceNames:["two"], Verbs:["get"]}`,
    );
  });

  test('the limit comes before validation', async () => {
    const by = await author();
    expect(told(await writeRole(by, 'r', [{ nonResourceURLs: ['/a'], verbs: ['get'] }])).message).toBe(
      `roles.${GROUP} "r" is forbidden: ${by.limit}\n{NonResourceURLs:["/a"], Verbs:["get"]}`,
    );
  });

  test('a dry run is refused as well', async () => {
    expect((await writeRole(await author(), 'r', [GET_SECRETS], '?dryRun=All')).status).toBe(403);
  });

  test('a changed role is checked as a whole, even where its rules stay', async () => {
    const by = await author();
    await world.role('theirs', [GET_SECRETS], by.namespace);
    const patch = async (metadata: object): Promise<RawAnswer> =>
      world.as(by.user, 'PATCH', `${RBAC}/namespaces/${by.namespace}/roles/theirs`, {
        body: { metadata },
        type: 'application/merge-patch+json',
      });
    expect(told(await patch({ labels: { a: 'b' } })).message).toBe(
      `roles.${GROUP} "theirs" is forbidden: ${by.limit}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}`,
    );
    expect((await patch({ ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: 'x' }] })).status).toBe(200);
  });

  test('escalate on a role lifts the limit for it', async () => {
    const by = await author({ apiGroups: [GROUP], resources: ['roles'], resourceNames: ['theirs'], verbs: ['escalate'] });
    await world.role('theirs', [], by.namespace);
    const answer = await world.as(by.user, 'PATCH', `${RBAC}/namespaces/${by.namespace}/roles/theirs`, {
      body: { rules: [GET_SECRETS] },
      type: 'application/merge-patch+json',
    });
    expect(answer.status).toBe(200);
    expect((await writeRole(by, 'other', [GET_SECRETS])).status).toBe(403);
  });

  test('a binding to a role with more rights', async () => {
    const by = await author();
    await world.role('secrets', [GET_SECRETS], by.namespace);
    expect(told(await writeBinding(by, 'Role', 'secrets'))).toEqual(
      forbidden(`rolebindings.${GROUP} "b" is forbidden: ${by.limit}\n{APIGroups:[""], Resources:["secrets"], Verbs:["get"]}`, {
        name: 'b',
        group: GROUP,
        kind: 'rolebindings',
      }),
    );
  });

  test('bind on a role allows it', async () => {
    const by = await author({ apiGroups: [GROUP], resources: ['clusterroles'], resourceNames: ['view'], verbs: ['bind'] });
    expect((await writeBinding(by, 'ClusterRole', 'view')).status).toBe(201);
    expect((await writeBinding(by, 'ClusterRole', 'edit')).status).toBe(403);
  });

  test('a binding to a role that is not there is answered as if the binding was not', async () => {
    expect(told(await writeBinding(await author(), 'Role', 'gone'))).toEqual({
      code: 404,
      reason: 'NotFound',
      message: `rolebindings.${GROUP} "gone" not found`,
      details: { name: 'gone', group: GROUP, kind: 'rolebindings' },
    });
  });

  test('the admin of a namespace may give the rights of its admins there', async () => {
    const [user, namespace] = [world.unique('admin'), await world.namespace()];
    await world.bind('admin', 'ClusterRole/admin', [user], namespace);
    await world.allowed(user, { namespace, verb: 'create', group: GROUP, resource: 'rolebindings' });
    expect((await writeBinding({ user, namespace, limit: '' }, 'ClusterRole', 'edit')).status).toBe(201);
  });

  test('an aggregated role is for those who may do everything', async () => {
    const [user, role] = [world.unique('author'), world.unique('author')];
    await world.role(role, [{ apiGroups: [GROUP], resources: ['clusterroles'], verbs: ['create'] }]);
    await world.bind(role, `ClusterRole/${role}`, [user]);
    await world.allowed(user, { verb: 'create', group: GROUP, resource: 'clusterroles' });
    const body = { metadata: { name: 'x' }, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } };
    const answer = await world.as(user, 'POST', `${RBAC}/clusterroles?dryRun=All`, { body });
    expect(told(answer)).toEqual(
      forbidden(`clusterroles.${GROUP} "x" is forbidden: must have cluster-admin privileges to use the aggregationRule`, {
        name: 'x',
        group: GROUP,
        kind: 'clusterroles',
      }),
    );
  });
});
