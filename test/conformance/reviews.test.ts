import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { RawAnswer, RawClient } from '../support/raw-client.ts';
import { type AccessWorld, openAccessWorld, told } from './support/access-world.ts';

const AUTHORIZATION = '/apis/authorization.k8s.io/v1';
const INVALID = '.authorization.k8s.io "" is invalid:';

describeCluster('reviews of access', (plane) => {
  let world: AccessWorld;
  let developer: RawClient;
  beforeAll(async () => {
    world = await openAccessWorld(plane);
    developer = await world.of(plane.kubeconfigs.developer);
  });
  afterAll(() => world.close());

  const status = ({ json }: RawAnswer): unknown => (json as { status?: unknown }).status;
  const mayI = async (spec: object): Promise<RawAnswer> =>
    developer.request('POST', `${AUTHORIZATION}/selfsubjectaccessreviews`, {
      body: { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', spec },
    });
  const mayThey = async (spec: object): Promise<RawAnswer> =>
    world.admin.request('POST', `${AUTHORIZATION}/subjectaccessreviews`, { body: { spec } });

  test('SelfSubjectAccessReview: the answer is the question with a status', async () => {
    const resourceAttributes = { namespace: 'default', verb: 'delete', resource: 'nodes' };
    const answer = await mayI({ resourceAttributes });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({
      kind: 'SelfSubjectAccessReview',
      apiVersion: 'authorization.k8s.io/v1',
      spec: { resourceAttributes },
      status: { allowed: false },
    });
  });

  test('it tells who owns the fields of the question', async () => {
    const spec = { user: 'bob', groups: ['crew'], resourceAttributes: { verb: 'get', resource: 'pods' } };
    const { json } = await world.admin.request('POST', `${AUTHORIZATION}/subjectaccessreviews?fieldManager=asker`, { body: { spec } });
    expect((json as { readonly metadata: unknown }).metadata).toEqual({
      managedFields: [
        {
          manager: 'asker',
          operation: 'Update',
          apiVersion: 'authorization.k8s.io/v1',
          time: expect.any(String) as string,
          fieldsType: 'FieldsV1',
          fieldsV1: { 'f:spec': { 'f:groups': {}, 'f:resourceAttributes': { '.': {}, 'f:resource': {}, 'f:verb': {} }, 'f:user': {} } },
        },
      ],
    });
  });

  test('it tells by which binding something is allowed', async () => {
    expect(status(await mayI({ nonResourceAttributes: { path: '/api', verb: 'get' } }))).toEqual({
      allowed: true,
      reason: 'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"',
    });
  });

  test('masters are allowed without a reason', async () => {
    const body = { spec: { resourceAttributes: { verb: '*', group: '*', resource: '*' } } };
    expect(status(await world.admin.request('POST', `${AUTHORIZATION}/selfsubjectaccessreviews`, { body }))).toEqual({ allowed: true });
  });

  test('kind and apiVersion may be left out, unknown fields are dropped', async () => {
    const body = { spec: { resourceAttributes: { verb: 'get', resource: 'pods', bogus: 1 } } };
    const { json } = await developer.request('POST', `${AUTHORIZATION}/selfsubjectaccessreviews`, { body });
    expect(json).toMatchObject({ kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: { verb: 'get', resource: 'pods' } } });
    expect((json as { spec: { resourceAttributes: object } }).spec.resourceAttributes).not.toHaveProperty('bogus');
  });

  test('a review of nothing is invalid', async () => {
    expect(told(await mayI({}))).toEqual({
      code: 422,
      reason: 'Invalid',
      message: `${INVALID} spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified`,
      details: {
        group: 'authorization.k8s.io',
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified',
            field: 'spec.resourceAttributes',
          },
        ],
      },
    });
  });

  test('a review of two things is invalid', async () => {
    const answer = await mayI({ resourceAttributes: { verb: 'get' }, nonResourceAttributes: { path: '/', verb: 'get' } });
    expect(told(answer).message).toBe(
      `${INVALID} spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":"get"}: cannot be specified in combination with resourceAttributes`,
    );
  });

  test('a review with a name is invalid', async () => {
    const body = { metadata: { name: 'x' }, spec: { resourceAttributes: { verb: 'get' } } };
    const answer = await developer.request('POST', `${AUTHORIZATION}/selfsubjectaccessreviews`, { body });
    expect(answer.status).toBe(422);
    expect(told(answer).message).toMatch(
      /^\.authorization\.k8s\.io "" is invalid: metadata: Invalid value: \{"name":"x".*\}: must be empty$/,
    );
  });

  test('another kind is a bad request', async () => {
    const answer = await developer.request('POST', `${AUTHORIZATION}/selfsubjectaccessreviews`, {
      body: { kind: 'Pod', apiVersion: 'v1' },
    });
    expect(told(answer)).toMatchObject({ code: 400, reason: 'BadRequest' });
    expect(told(answer).message).toMatch(/^Pod in version "v1" cannot be handled as a SelfSubjectAccessReview/);
  });

  test('reviews cannot be listed', async () => {
    expect((await world.admin.request('GET', `${AUTHORIZATION}/selfsubjectaccessreviews`)).status).toBe(405);
  });

  test('SubjectAccessReview: users, groups and service accounts, with the binding that helps', async () => {
    const namespace = await world.namespace();
    const [user, group] = [world.unique('user'), world.unique('group')];
    await world.bind('u', 'ClusterRole/view', [user], namespace);
    await world.bind('g', 'ClusterRole/view', [{ kind: 'Group', name: group }], namespace);
    await world.bind('s', 'ClusterRole/view', [{ kind: 'ServiceAccount', name: 'robot' }], namespace);
    const resourceAttributes = { verb: 'get', resource: 'pods', namespace };
    const reason = (binding: string, subject: string): object => ({
      allowed: true,
      reason: `RBAC: allowed by RoleBinding "${binding}/${namespace}" of ClusterRole "view" to ${subject}`,
    });
    await expect.poll(async () => status(await mayThey({ user, resourceAttributes }))).toEqual(reason('u', `User "${user}"`));
    await expect.poll(async () => status(await mayThey({ groups: [group], resourceAttributes }))).toEqual(reason('g', `Group "${group}"`));
    const robot = `system:serviceaccount:${namespace}:robot`;
    await expect
      .poll(async () => status(await mayThey({ user: robot, resourceAttributes })))
      .toEqual(reason('s', `ServiceAccount "robot/${namespace}"`));
  });

  test('it tells of bound roles that are missing', async () => {
    const namespace = await world.namespace();
    const user = world.unique('user');
    await world.bind('b', 'ClusterRole/gone', [user], namespace);
    await expect
      .poll(async () => status(await mayThey({ user, resourceAttributes: { verb: 'get', resource: 'pods', namespace } })))
      .toEqual({ allowed: false, reason: 'RBAC: clusterrole.rbac.authorization.k8s.io "gone" not found' });
  });

  test('names of a rule hold in a review for lists as well', async () => {
    const namespace = await world.namespace();
    const user = world.unique('user');
    await world.role('r', [{ apiGroups: [''], resources: ['pods'], resourceNames: ['x'], verbs: ['list'] }], namespace);
    await world.bind('b', 'Role/r', [user], namespace);
    const attributes = { verb: 'list', resource: 'pods', namespace };
    await world.allowed(user, { ...attributes, name: 'x' });
    expect(status(await mayThey({ user, resourceAttributes: attributes }))).toEqual({ allowed: false });
  });

  test('a review about nobody is invalid', async () => {
    expect(told(await mayThey({ resourceAttributes: { verb: 'get' } })).message).toBe(
      `${INVALID} spec.user: Invalid value: "": at least one of user or group must be specified`,
    );
  });

  test('asking about others is a right', async () => {
    expect(told(await developer.request('POST', `${AUTHORIZATION}/subjectaccessreviews`, { body: {} })).message).toBe(
      'subjectaccessreviews.authorization.k8s.io is forbidden: User "developer" cannot create resource "subjectaccessreviews" in API group "authorization.k8s.io" at the cluster scope',
    );
  });

  const local = async (spec: object, metadata: object = {}): Promise<RawAnswer> =>
    world.admin.request('POST', `${AUTHORIZATION}/namespaces/default/localsubjectaccessreviews`, { body: { metadata, spec } });

  test('LocalSubjectAccessReview: takes the namespace of the path', async () => {
    const answer = await local({ user: 'bob', resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'default' } });
    expect(answer.json).toMatchObject({ metadata: { namespace: 'default' }, spec: { user: 'bob' }, status: { allowed: false } });
  });

  test('it is about its namespace alone', async () => {
    const message = async (spec: object, metadata?: object): Promise<unknown> =>
      told(await local({ user: 'bob', ...spec }, metadata)).message;
    expect(await message({ resourceAttributes: { namespace: 'other' } })).toBe(
      `${INVALID} spec.resourceAttributes.namespace: Invalid value: "other": must match metadata.namespace`,
    );
    expect(await message({ nonResourceAttributes: { path: '/', verb: 'get' } })).toBe(
      `${INVALID} spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":"get"}: disallowed on this kind of request`,
    );
    expect(await message({ resourceAttributes: {} }, { namespace: 'other' })).toBe(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  });

  const myRules = async (namespace: string, user: string): Promise<RawAnswer> =>
    world.as(user, 'POST', `${AUTHORIZATION}/selfsubjectrulesreviews`, { body: { spec: { namespace } } });

  test('SelfSubjectRulesReview: what everybody may do', async () => {
    const answer = await myRules('default', world.unique('user'));
    expect(answer.json).toMatchObject({ kind: 'SelfSubjectRulesReview', metadata: {}, spec: {} });
    const { resourceRules, nonResourceRules, incomplete } = status(answer) as Record<string, unknown[]>;
    expect(incomplete).toBe(false);
    const reviews = ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'];
    expect(resourceRules).toEqual([
      { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: reviews },
      { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
    ]);
    const health = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
    const discovery = [
      '/api',
      '/api/*',
      '/apis',
      '/apis/*',
      '/healthz',
      '/livez',
      '/openapi',
      '/openapi/*',
      '/readyz',
      '/version',
      '/version/',
    ];
    expect(nonResourceRules).toHaveLength(2);
    expect(nonResourceRules).toEqual(
      expect.arrayContaining([
        { verbs: ['get'], nonResourceURLs: health },
        { verbs: ['get'], nonResourceURLs: discovery },
      ]),
    );
  });

  test('it lists the rules of the namespace as roles have them, and roles that are missing', async () => {
    const namespace = await world.namespace();
    const user = world.unique('user');
    const rule = { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods'], resourceNames: ['x'] };
    await world.role('r', [rule], namespace);
    await world.bind('b', 'Role/r', [user], namespace);
    await world.bind('gone', 'Role/gone', [user], namespace);
    await expect
      .poll(async () => status(await myRules(namespace, user)))
      .toMatchObject({
        resourceRules: expect.arrayContaining([rule]) as unknown,
        evaluationError: 'role.rbac.authorization.k8s.io "gone" not found',
      });
    expect(status(await myRules('default', user))).not.toHaveProperty('evaluationError');
  });

  test('it needs a namespace', async () => {
    expect(told(await myRules('', 'bob'))).toEqual({
      code: 400,
      reason: 'BadRequest',
      message: 'no namespace on request',
      details: undefined,
    });
  });
});
