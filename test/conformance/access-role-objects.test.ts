import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { type AccessWorld, openAccessWorld, RBAC, told } from './support/access-world.ts';

const GROUP = 'rbac.authorization.k8s.io';

interface RoleObject {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly rules: readonly unknown[] | null;
}

describeCluster('roles and bindings as objects', (plane) => {
  let world: AccessWorld;
  let namespace: string;
  beforeAll(async () => {
    world = await openAccessWorld(plane);
    namespace = await world.namespace();
  });
  afterAll(() => world.close());

  const create = async (plural: string, body: object, where = `/namespaces/${namespace}`): Promise<ReturnType<typeof told>> =>
    told(await world.admin.request('POST', `${RBAC}${where}/${plural}?dryRun=All`, { body }));
  const clusterRole = async (name: string): Promise<RoleObject> =>
    (await world.admin.request('GET', `${RBAC}/clusterroles/${name}`)).json as RoleObject;

  test('a name may hold nearly anything', async () => {
    expect((await create('roles', { metadata: { name: 'A:b c' } })).code).toBe(201);
    expect((await create('roles', { metadata: { name: 'a%b' } })).message).toBe(
      `Role.${GROUP} "a%b" is invalid: metadata.name: Invalid value: "a%b": may not contain '%'`,
    );
  });

  test('a role without rules has null', async () => {
    const { json } = await world.admin.request('POST', `${RBAC}/namespaces/${namespace}/roles`, { body: { metadata: { name: 'empty' } } });
    expect(json).toMatchObject({ rules: null });
  });

  test('rules without verbs, groups or resources', async () => {
    const rules = [{ verbs: [] }, { resources: ['pods'], nonResourceURLs: ['/a'], verbs: ['get'] }];
    const answer = await create('roles', { metadata: { name: 'x' }, rules });
    expect(answer).toMatchObject({
      code: 422,
      reason: 'Invalid',
      message: `Role.${GROUP} "x" is invalid: [rules[0].verbs: Required value: verbs must contain at least one value, rules[0].apiGroups: Required value: resource rules must supply at least one api group, rules[0].resources: Required value: resource rules must supply at least one resource, rules[1].nonResourceURLs: Invalid value: ["/a"]: namespaced rules cannot apply to non-resource URLs, rules[1].nonResourceURLs: Invalid value: ["/a"]: rules cannot apply to both regular resources and non-resource URLs]`,
    });
  });

  test('paths belong into a ClusterRole', async () => {
    const rules = [{ nonResourceURLs: ['/a'], verbs: ['get'] }];
    expect((await create('clusterroles', { metadata: { name: 'x' }, rules }, '')).code).toBe(201);
  });

  test('an aggregation rule without selectors', async () => {
    expect((await create('clusterroles', { metadata: { name: 'x' }, aggregationRule: {} }, '')).message).toBe(
      `ClusterRole.${GROUP} "x" is invalid: aggregationRule.clusterRoleSelectors: Required value: at least one clusterRoleSelector required if aggregationRule is non-nil`,
    );
  });

  test('the API groups of a binding are filled in', async () => {
    const subjects = [
      { kind: 'User', name: 'u' },
      { kind: 'ServiceAccount', name: 's', namespace: 'n' },
      { kind: 'Group', name: 'g' },
    ];
    const body = { metadata: { name: 'defaults' }, roleRef: { kind: 'Role', name: 'r' }, subjects };
    const { json } = await world.admin.request('POST', `${RBAC}/namespaces/${namespace}/rolebindings`, { body });
    expect(json).toMatchObject({
      roleRef: { apiGroup: GROUP, kind: 'Role', name: 'r' },
      subjects: [
        { apiGroup: GROUP, kind: 'User', name: 'u' },
        { kind: 'ServiceAccount', name: 's', namespace: 'n' },
        { apiGroup: GROUP, kind: 'Group', name: 'g' },
      ],
    });
    expect((json as { subjects: object[] }).subjects[1]).not.toHaveProperty('apiGroup');
  });

  test('subjects that cannot be', async () => {
    const subjects = [
      { kind: 'User', name: '' },
      { kind: 'Thing', name: 'x' },
      { kind: 'ServiceAccount', name: 'x', namespace: 'n', apiGroup: 'a' },
      { kind: 'User', name: 'a', apiGroup: 'b' },
    ];
    const answer = await create('rolebindings', { metadata: { name: 'x' }, roleRef: { kind: 'Role', name: 'r' }, subjects });
    expect(answer.message).toBe(
      `RoleBinding.${GROUP} "x" is invalid: [subjects[0].name: Required value, subjects[1].kind: Unsupported value: "Thing": supported values: "ServiceAccount", "User", "Group", subjects[2].apiGroup: Unsupported value: "a": supported values: "", subjects[3].apiGroup: Unsupported value: "b": supported values: "${GROUP}"]`,
    );
  });

  test('a binding without a role', async () => {
    expect((await create('rolebindings', { metadata: { name: 'x' } })).message).toBe(
      `RoleBinding.${GROUP} "x" is invalid: [roleRef.kind: Unsupported value: "": supported values: "Role", "ClusterRole", roleRef.name: Required value]`,
    );
  });

  test('a ClusterRoleBinding binds ClusterRoles, and service accounts of a namespace', async () => {
    const body = { metadata: { name: 'x' }, roleRef: { kind: 'Role', name: 'r' }, subjects: [{ kind: 'ServiceAccount', name: 's' }] };
    expect((await create('clusterrolebindings', body, '')).message).toBe(
      `ClusterRoleBinding.${GROUP} "x" is invalid: [roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole", subjects[0].namespace: Required value]`,
    );
  });

  test('the role of a binding cannot be changed', async () => {
    await world.bind('fixed', 'Role/r', ['u'], namespace);
    const answer = await world.admin.request('PATCH', `${RBAC}/namespaces/${namespace}/rolebindings/fixed`, {
      body: { roleRef: { name: 'other' } },
      type: 'application/merge-patch+json',
    });
    expect(told(answer)).toMatchObject({
      code: 422,
      message: `RoleBinding.${GROUP} "fixed" is invalid: roleRef: Invalid value: {"APIGroup":"${GROUP}","Kind":"Role","Name":"other"}: cannot change roleRef`,
    });
  });

  test('admin, edit and view are there and hold each other', async () => {
    const [admin, edit, view] = [await clusterRole('admin'), await clusterRole('edit'), await clusterRole('view')];
    expect(edit.rules).toEqual(expect.arrayContaining([...(view.rules ?? [])]));
    expect(admin.rules).toEqual(expect.arrayContaining([...(edit.rules ?? [])]));
    expect(edit.metadata.labels).toMatchObject({ [`${GROUP}/aggregate-to-admin`]: 'true', 'kubernetes.io/bootstrapping': 'rbac-defaults' });
  });

  test.each(['cluster-admin', 'system:basic-user', 'system:discovery', 'system:public-info-viewer'])(
    '%s is bound from the start',
    async (name) => {
      const { json } = await world.admin.request('GET', `${RBAC}/clusterrolebindings/${name}`);
      expect(json).toMatchObject({ roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name } });
    },
  );
});

describeCluster(
  'aggregated ClusterRoles',
  (plane) => {
    let world: AccessWorld;
    beforeAll(async () => {
      world = await openAccessWorld(plane);
    });
    afterAll(() => world.close());

    test('gather the rules of all that a selector fits, in the order of names, each once', async () => {
      const [whole, label] = [world.unique('whole'), world.unique('part')];
      const rules = async (): Promise<unknown> => {
        const { json } = await world.admin.request('GET', `${RBAC}/clusterroles/${whole}`);
        return (json as RoleObject).rules;
      };
      const rule = (resource: string): object => ({ verbs: ['get'], apiGroups: [''], resources: [resource] });
      const part = async (suffix: string, value: string, resources: readonly string[]): Promise<void> => {
        const body = { metadata: { name: `${label}-${suffix}`, labels: { [label]: value } }, rules: resources.map(rule) };
        await world.admin.request('POST', `${RBAC}/clusterroles`, { body });
      };
      await part('b', '1', ['b', 'same']);
      await part('a', '2', ['a', 'same']);
      const aggregationRule = {
        clusterRoleSelectors: [
          { matchLabels: { [label]: '1' } },
          { matchExpressions: [{ key: label, operator: 'In', values: ['1', '2'] }] },
        ],
      };
      await world.role(whole, [], undefined, { aggregationRule });
      await expect.poll(rules).toEqual([rule('b'), rule('same'), rule('a')]);
      await world.admin.request('DELETE', `${RBAC}/clusterroles/${label}-b`);
      await expect.poll(rules).toEqual([rule('a'), rule('same')]);
      await world.admin.request('DELETE', `${RBAC}/clusterroles/${label}-a`);
      await expect.poll(rules).toBe(null);
    });
  },
  { needs: 'controllers' },
);
