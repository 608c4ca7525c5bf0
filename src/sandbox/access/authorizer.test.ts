import { expect, test } from 'vitest';
import { accessScene } from '../../../test/support/access-scene.ts';
import { type RequestInfo, type ResourceRequest } from '../requests/request-info.ts';

const NOBODY = { name: 'nobody', groups: ['system:authenticated'] };
const USER = [{ kind: 'User', name: 'nobody' }];

function about(resource: Partial<ResourceRequest>, query = ''): RequestInfo {
  const full = { verb: 'get' as const, group: '', version: 'v1', plural: 'pods', namespace: 'a', ...resource };
  return { method: 'GET', path: '/', query: new URLSearchParams(query), resource: full };
}

function path(name: string, method = 'GET'): RequestInfo {
  return { method, path: name, query: new URLSearchParams() };
}

test('without rights discovery and health are open, the rest is refused with the words of the server', () => {
  const { authorizer } = accessScene();
  expect(authorizer.authorize(NOBODY, path('/apis/apps/v1')).allowed).toBe(true);
  expect(authorizer.authorize(NOBODY, path('/metrics', 'POST'))).toEqual({
    allowed: false,
    message: 'forbidden: User "nobody" cannot post path "/metrics"',
    details: {},
  });
  expect(authorizer.authorize(NOBODY, about({ group: 'apps', plural: 'deployments', name: 'x', subresource: 'scale' }))).toEqual({
    allowed: false,
    message:
      'deployments.apps "x" is forbidden: User "nobody" cannot get resource "deployments/scale" in API group "apps" in the namespace "a"',
    details: { name: 'x', group: 'apps', kind: 'deployments' },
  });
});

test('rights hold in their namespace alone, and from the moment of the binding to that of its removal', () => {
  const { authorizer, role, bind, storage } = accessScene();
  const may = (namespace: string): boolean => authorizer.authorize(NOBODY, about({ namespace })).allowed;
  expect(may('a')).toBe(false);
  role('reader', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }], 'a');
  bind('b', 'Role/reader', USER, 'a');
  expect([may('a'), may('b')]).toEqual([true, false]);
  storage.remove('rolebindings.rbac.authorization.k8s.io', { namespace: 'a', name: 'b' });
  expect(may('a')).toBe(false);
});

test('a changed role counts at once', () => {
  const { authorizer, role, bind } = accessScene();
  role('r', [], 'a');
  bind('b', 'Role/r', USER, 'a');
  expect(authorizer.authorize(NOBODY, about({})).allowed).toBe(false);
  role('r', [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }], 'a');
  expect(authorizer.authorize(NOBODY, about({})).allowed).toBe(true);
});

test('a rule for names: lists and watches only by that name, never creations', () => {
  const { authorizer, role, bind } = accessScene();
  role('r', [{ apiGroups: [''], resources: ['pods'], resourceNames: ['x'], verbs: ['*'] }], 'a');
  bind('b', 'Role/r', USER, 'a');
  const may = (info: RequestInfo): boolean => authorizer.authorize(NOBODY, info).allowed;
  expect([may(about({ name: 'x' })), may(about({ name: 'y' }))]).toEqual([true, false]);
  expect([may(about({ verb: 'list' })), may(about({ verb: 'create' }))]).toEqual([false, false]);
  const byName = 'fieldSelector=metadata.name%3Dx,status.phase%3DRunning';
  expect([may(about({ verb: 'watch' }, byName)), may(about({ verb: 'deletecollection' }, byName))]).toEqual([true, false]);
  expect(may(about({ verb: 'list' }, 'fieldSelector=metadata.name!%3Dx'))).toBe(false);
});

test('subresources are rights of their own; `*/scale` is that of every type, `x/*` of none', () => {
  const { authorizer, role, bind } = accessScene();
  role('r', [
    { apiGroups: [''], resources: ['pods', 'pods/*'], verbs: ['get'] },
    { apiGroups: ['apps'], resources: ['*/scale'], verbs: ['get'] },
  ]);
  bind('b', 'ClusterRole/r', USER);
  const may = (resource: Partial<ResourceRequest>): boolean => authorizer.authorize(NOBODY, about(resource)).allowed;
  expect([may({ name: 'x' }), may({ name: 'x', subresource: 'log' })]).toEqual([true, false]);
  const scale = { group: 'apps', plural: 'deployments', name: 'x' };
  expect([may({ ...scale, subresource: 'scale' }), may(scale)]).toEqual([true, false]);
});

test('paths: a trailing star stands for the rest; only cluster-wide bindings give them', () => {
  const { authorizer, role, bind } = accessScene();
  role('r', [{ nonResourceURLs: ['/metrics/*', '/foo*', '/bar'], verbs: ['get'] }]);
  bind('b', 'ClusterRole/r', USER, 'a');
  expect(authorizer.authorize(NOBODY, path('/bar')).allowed).toBe(false);
  bind('b', 'ClusterRole/r', USER);
  const may = (name: string): boolean => authorizer.authorize(NOBODY, path(name)).allowed;
  expect(['/metrics/x', '/metrics', '/foobar', '/bar', '/bar/'].map(may)).toEqual([true, false, true, true, false]);
});

test('the admin of a namespace may read the namespace itself', () => {
  const { authorizer, bind } = accessScene();
  bind('b', 'ClusterRole/view', USER, 'a');
  const { namespace: _none, ...resource } = about({ plural: 'namespaces', name: 'a' }).resource ?? {};
  const info = { ...about({}), resource: resource as ResourceRequest };
  expect(authorizer.authorize(NOBODY, info).allowed).toBe(true);
  expect(authorizer.authorize(NOBODY, { ...info, resource: { ...info.resource, name: 'b' } }).message).toBe(
    'namespaces "b" is forbidden: User "nobody" cannot get resource "namespaces" in API group "" in the namespace "b"',
  );
});

test('roles that are bound and missing are told, one plain and several in brackets', () => {
  const { authorizer, bind } = accessScene();
  bind('b', 'Role/gone', USER, 'a');
  expect(authorizer.authorize(NOBODY, about({})).message).toMatch(/: RBAC: role\.rbac\.authorization\.k8s\.io "gone" not found$/);
  bind('c', 'ClusterRole/lost', USER, 'a');
  expect(authorizer.authorize(NOBODY, about({})).message).toMatch(
    /: RBAC: \[role\.rbac\.authorization\.k8s\.io "gone" not found, clusterrole\.rbac\.authorization\.k8s\.io "lost" not found\]$/,
  );
});

test('masters may do everything, and no reason is given', () => {
  const { authorizer } = accessScene();
  const master = { name: 'root', groups: ['system:masters'] };
  expect(authorizer.authorize(master, about({ verb: 'deletecollection' }))).toEqual({ allowed: true, message: '' });
});

test('ten thousand bindings elsewhere do not slow a check down', () => {
  const { authorizer, role, bind } = accessScene();
  role('r', [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }]);
  for (let index = 0; index < 10_000; index += 1) bind('b', 'ClusterRole/r', USER, `n${String(index)}`);
  // The time of this process alone: others may be at work on the machine.
  const start = process.cpuUsage();
  for (let index = 0; index < 10_000; index += 1) authorizer.authorize(NOBODY, about({ namespace: `n${String(index)}` }));
  expect(process.cpuUsage(start).user / 1_000).toBeLessThan(2_000);
});
