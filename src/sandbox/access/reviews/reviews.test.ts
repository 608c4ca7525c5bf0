import { expect, test } from 'vitest';
import { type AccessScene, accessScene } from '../../../../test/support/access-scene.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { isFailure } from '../../failures/api-failure.ts';

const NOBODY = { name: 'nobody', uid: '1', groups: ['system:authenticated'] };

function ask({ reviews }: AccessScene, kind: string, spec: JsonObject, body: JsonObject = {}): JsonObject {
  const review = reviews.find((one) => one.kind === kind);
  if (review === undefined) throw new Error(`no ${kind}`);
  return review.answer({ ...body, spec }, { requester: NOBODY, namespace: 'a' });
}

function failure(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return isFailure(error) ? [error.status.code, error.status.message] : error;
  }
}

test('names of all the reviews are those of the API', () => {
  expect(accessScene().reviews.map(({ group, plural, scope }) => `${plural}.${group} ${scope}`)).toEqual([
    'selfsubjectreviews.authentication.k8s.io Cluster',
    'tokenreviews.authentication.k8s.io Cluster',
    'localsubjectaccessreviews.authorization.k8s.io Namespaced',
    'selfsubjectaccessreviews.authorization.k8s.io Cluster',
    'selfsubjectrulesreviews.authorization.k8s.io Cluster',
    'subjectaccessreviews.authorization.k8s.io Cluster',
  ]);
});

test('a review of access tells by which binding it is allowed, and drops what it does not know', () => {
  const scene = accessScene();
  expect(ask(scene, 'SelfSubjectAccessReview', { nonResourceAttributes: { verb: 'get', path: '/version', bogus: 1 } })).toEqual({
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    metadata: {},
    spec: { nonResourceAttributes: { verb: 'get', path: '/version' } },
    status: {
      allowed: true,
      reason: 'RBAC: allowed by ClusterRoleBinding "system:discovery" of ClusterRole "system:discovery" to Group "system:authenticated"',
    },
  });
  scene.role('r', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }], 'a');
  scene.bind('b', 'Role/r', [{ kind: 'ServiceAccount', name: 'robot' }], 'a');
  const spec = { user: 'system:serviceaccount:a:robot', resourceAttributes: { verb: 'get', resource: 'pods', namespace: 'a' } };
  expect(ask(scene, 'SubjectAccessReview', spec)).toMatchObject({
    spec,
    status: { allowed: true, reason: 'RBAC: allowed by RoleBinding "b/a" of Role "r" to ServiceAccount "robot/a"' },
  });
  expect(ask(scene, 'LocalSubjectAccessReview', { ...spec, user: 'eve' })).toMatchObject({
    metadata: { namespace: 'a' },
    status: { allowed: false },
  });
});

test('reviews that ask for nothing, for two things, or about nobody are invalid', () => {
  const scene = accessScene();
  const wrong = (kind: string, spec: JsonObject, body: JsonObject = {}): unknown => failure(() => ask(scene, kind, spec, body));
  const start = '.authorization.k8s.io "" is invalid: ';
  expect(wrong('SelfSubjectAccessReview', {})).toEqual([
    422,
    `${start}spec.resourceAttributes: Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified`,
  ]);
  expect(wrong('SelfSubjectAccessReview', { resourceAttributes: {}, nonResourceAttributes: { path: '/', verb: 'get' } })).toEqual([
    422,
    `${start}spec.nonResourceAttributes: Invalid value: {"Path":"/","Verb":"get"}: cannot be specified in combination with resourceAttributes`,
  ]);
  expect(wrong('SelfSubjectAccessReview', { resourceAttributes: {} }, { metadata: { name: 'x' } })).toEqual([
    422,
    `${start}metadata: Invalid value: {"name":"x"}: must be empty`,
  ]);
  expect(wrong('SubjectAccessReview', { resourceAttributes: {} })).toEqual([
    422,
    `${start}spec.user: Invalid value: "": at least one of user or group must be specified`,
  ]);
  expect(wrong('LocalSubjectAccessReview', { user: 'x', resourceAttributes: { namespace: 'b' } })).toEqual([
    422,
    `${start}spec.resourceAttributes.namespace: Invalid value: "b": must match metadata.namespace`,
  ]);
  expect(wrong('LocalSubjectAccessReview', { user: 'x', resourceAttributes: {} }, { metadata: { namespace: 'b' } })).toEqual([
    400,
    'the namespace of the provided object does not match the namespace sent on the request',
  ]);
});

test('a review of rules lists them as roles have them, and tells missing roles', () => {
  const scene = accessScene();
  scene.role('r', [{ apiGroups: [''], resources: ['pods'], resourceNames: ['x'], verbs: ['get'] }], 'a');
  scene.bind('b', 'Role/r', [{ kind: 'User', name: 'nobody' }], 'a');
  scene.bind('c', 'Role/gone', [{ kind: 'User', name: 'nobody' }], 'a');
  const { status, ...rest } = ask(scene, 'SelfSubjectRulesReview', { namespace: 'a' });
  expect(rest).toMatchObject({ metadata: {}, spec: {} });
  expect(status).toMatchObject({ incomplete: false, evaluationError: 'role.rbac.authorization.k8s.io "gone" not found' });
  const { resourceRules, nonResourceRules } = status as Record<string, unknown[]>;
  expect(resourceRules).toContainEqual({ verbs: ['get'], apiGroups: [''], resources: ['pods'], resourceNames: ['x'] });
  expect(resourceRules).toContainEqual({ verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] });
  expect(nonResourceRules).toHaveLength(2);
  expect(failure(() => ask(scene, 'SelfSubjectRulesReview', {}))).toEqual([400, 'no namespace on request']);
});

test('who I am, and whose a token is', () => {
  const scene = accessScene({ 'jane-token': { name: 'jane' } });
  expect(ask(scene, 'SelfSubjectReview', {})['status']).toEqual({
    userInfo: { username: 'nobody', uid: '1', groups: ['system:authenticated'] },
  });
  const status = (spec: JsonObject): unknown => ask(scene, 'TokenReview', spec)['status'];
  const audiences = ['https://kubernetes.default.svc'];
  expect(status({ token: 'jane-token' })).toEqual({
    authenticated: true,
    user: { username: 'jane', groups: ['system:authenticated'] },
    audiences,
  });
  expect(status({ token: 'jane-token', audiences: ['x'] })).toEqual({ user: {}, error: 'invalid bearer token' });
  scene.put('serviceaccounts', 'robot', {}, 'a');
  const issued = scene.tokenRequest({ namespace: 'a', name: 'robot' }, {}, { requester: NOBODY, fieldManager: 'x' });
  const { token } = issued['status'] as { token: string };
  expect(status({ token, audiences: ['x', ...audiences] })).toMatchObject({ authenticated: true, audiences });
  expect(status({ token, audiences: ['x'] })).toEqual({
    user: {},
    error: '[invalid bearer token, token audiences ["https://kubernetes.default.svc"] is invalid for the target audiences ["x"]]',
  });
  expect(failure(() => ask(scene, 'TokenReview', {}))).toEqual([400, 'token is required for TokenReview in authentication']);
});
