import { expect, test } from 'vitest';
import { type AccessScene, accessScene } from '../../../test/support/access-scene.ts';
import type { RequestInfo } from '../requests/request-info.ts';
import type { Requester } from '../requests/requester.ts';

const ROOT: Requester = { name: 'root', groups: ['system:masters', 'system:authenticated'] };
const JANE: Requester = { name: 'jane', groups: ['system:authenticated'] };
const LIST: RequestInfo = {
  method: 'GET',
  path: '/',
  query: new URLSearchParams(),
  resource: { verb: 'list', group: '', version: 'v1', plural: 'pods', namespace: 'a' },
};
const AS = (name: string): Record<string, string> => ({ 'impersonate-user': name });

function allow(scene: AccessScene, ...rules: readonly unknown[]): void {
  scene.role('r', rules);
  scene.bind('b', 'ClusterRole/r', [{ kind: 'User', name: 'jane' }]);
}

test('without the headers everybody is themselves', () => {
  const { authenticator } = accessScene();
  expect(authenticator.impersonate(JANE, { 'impersonate-user': '' }, LIST)).toBe(JANE);
});

test('the impersonated user has the groups that were asked for, and those that everybody has', () => {
  const { authenticator } = accessScene();
  const as = (headers: Record<string, string | string[]>): Requester => authenticator.impersonate(ROOT, headers, LIST);
  expect(as(AS('bob'))).toEqual({ name: 'bob', groups: ['system:authenticated'] });
  expect(as({ ...AS('bob'), 'impersonate-group': 'g1, g2' }).groups).toEqual(['g1', 'g2', 'system:authenticated']);
  expect(as({ ...AS('bob'), 'impersonate-group': ['a, b'] }).groups).toEqual(['a, b', 'system:authenticated']);
  expect(as({ ...AS('bob'), 'impersonate-group': 'system:unauthenticated' }).groups).toEqual(['system:unauthenticated']);
  expect(as(AS('system:anonymous')).groups).toEqual(['system:unauthenticated']);
  expect(as(AS('system:serviceaccount:a:b')).groups).toEqual([
    'system:serviceaccounts',
    'system:serviceaccounts:a',
    'system:authenticated',
  ]);
  expect(as({ ...AS('bob'), 'impersonate-uid': '7', 'impersonate-extra-acme.com%2fproject': 'p' })).toMatchObject({
    uid: '7',
    extra: { 'acme.com/project': ['p'] },
  });
});

test('groups, uid or extra without a user are a bad request', () => {
  const { authenticator } = accessScene();
  expect(() => authenticator.impersonate(ROOT, { 'impersonate-group': 'g1' }, LIST)).toThrow(
    'requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"g1"}, Extra:map[string][]string(nil)} without impersonating a user name',
  );
});

test('without any right the refusal names the first way that was tried', () => {
  const { authenticator } = accessScene();
  const refusal = (name: string) => (): Requester => authenticator.impersonate(JANE, AS(name), LIST);
  const text = (mode: string): string =>
    `pods is forbidden: User "jane" cannot impersonate-on:${mode}:list resource "pods" in API group "" in the namespace "a"`;
  expect(refusal('bob')).toThrow(text('user-info'));
  expect(refusal('system:serviceaccount:a:b')).toThrow(text('serviceaccount'));
  expect(refusal('system:node:n1')).toThrow(text('arbitrary-node'));
});

test('the verb impersonate allows all that the user may do; after it has helped once, refusals speak of it', () => {
  const scene = accessScene();
  allow(scene, { apiGroups: [''], resources: ['users'], resourceNames: ['bob'], verbs: ['impersonate'] });
  expect(scene.authenticator.impersonate(JANE, AS('bob'), LIST).name).toBe('bob');
  const refusal = (headers: Record<string, string>) => (): Requester => scene.authenticator.impersonate(JANE, headers, LIST);
  const end = 'in API group "" at the cluster scope';
  expect(refusal(AS('eve'))).toThrow(`users "eve" is forbidden: User "jane" cannot impersonate resource "users" ${end}`);
  expect(refusal({ ...AS('bob'), 'impersonate-group': 'g' })).toThrow(
    `groups "g" is forbidden: User "jane" cannot impersonate resource "groups" ${end}`,
  );
  expect(refusal({ ...AS('bob'), 'impersonate-extra-scopes': 'x' })).toThrow(
    'resource "userextras/scopes" in API group "authentication.k8s.io"',
  );
});

test('constrained impersonation allows the named user for the named verb, never the masters', () => {
  const scene = accessScene();
  allow(
    scene,
    { apiGroups: [''], resources: ['pods'], verbs: ['impersonate-on:user-info:list'] },
    { apiGroups: ['authentication.k8s.io'], resources: ['users'], resourceNames: ['bob'], verbs: ['impersonate:user-info'] },
  );
  const as = (headers: Record<string, string>, info: RequestInfo) => (): Requester => scene.authenticator.impersonate(JANE, headers, info);
  expect(as(AS('bob'), LIST)().name).toBe('bob');
  const { resource } = LIST;
  const watch: RequestInfo = resource === undefined ? LIST : { ...LIST, resource: { ...resource, verb: 'watch' } };
  expect(as(AS('bob'), watch)).toThrow('cannot impersonate-on:user-info:watch resource "pods"');
  expect(as(AS('eve'), LIST)).toThrow('users.authentication.k8s.io "eve" is forbidden: User "jane" cannot impersonate:user-info');
  expect(as({ ...AS('bob'), 'impersonate-group': 'system:masters' }, LIST)).toThrow(
    'at the cluster scope: impersonating the system:masters group is not allowed',
  );
  expect(as({ ...AS('bob'), 'impersonate-extra-scopes': 'b' }, LIST)).toThrow('must be a domain-prefixed path (such as "acme.io/foo")');
});
