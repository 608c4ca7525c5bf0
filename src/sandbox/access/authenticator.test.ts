import { expect, test } from 'vitest';
import { accessScene } from '../../../test/support/access-scene.ts';
import type { Requester } from '../requests/requester.ts';
import type { AccessScene } from '../../../test/support/access-scene.ts';

const USERS = { 'jane-token': { name: 'jane', uid: '7', groups: ['dev'] } };
const OPTIONS = { requester: { name: 'x', groups: [] }, fieldManager: 'test' };

function bearer({ authenticator }: AccessScene, token: string): Requester | undefined {
  return authenticator.authenticate({ headers: { authorization: `Bearer ${token}` } });
}

function tokenOf(scene: AccessScene, spec: Readonly<Record<string, unknown>> = {}): string {
  const { status } = scene.tokenRequest({ namespace: 'a', name: 'robot' }, { spec }, OPTIONS);
  return (status as { token: string }).token;
}

test('a token of the table is its user, an unknown one nobody, none the anonymous user', () => {
  const scene = accessScene(USERS);
  expect(bearer(scene, 'jane-token')).toEqual({ name: 'jane', uid: '7', groups: ['dev', 'system:authenticated'] });
  expect(bearer(scene, 'wrong')).toBeUndefined();
  const anonymous = { name: 'system:anonymous', groups: ['system:unauthenticated'] };
  expect(scene.authenticator.authenticate({ headers: {} })).toEqual(anonymous);
  expect(scene.authenticator.authenticate({ headers: { authorization: 'Basic abc' } })).toEqual(anonymous);
});

test('tokens can be added and taken away while the server runs', () => {
  const scene = accessScene();
  scene.tokens.add('new', { name: 'joe' });
  expect(bearer(scene, 'new')?.name).toBe('joe');
  scene.tokens.remove('new');
  expect(bearer(scene, 'new')).toBeUndefined();
});

test('a certificate goes before a token; one of a foreign CA is a wrong credential', () => {
  const { authenticator } = accessScene(USERS);
  const headers = { authorization: 'Bearer jane-token' };
  const certificate = { name: 'admin', groups: ['system:masters'], trusted: true, sha256: 'ab' };
  expect(authenticator.authenticate({ headers, certificate })).toEqual({
    name: 'admin',
    groups: ['system:masters', 'system:authenticated'],
    extra: { 'authentication.kubernetes.io/credential-id': ['X509SHA256=ab'] },
  });
  expect(authenticator.authenticate({ headers, certificate: { ...certificate, trusted: false } })?.name).toBe('jane');
  expect(authenticator.authenticate({ headers: {}, certificate: { ...certificate, trusted: false } })).toBeUndefined();
});

test("a service account's token is good for its time, and dies with the account", () => {
  const scene = accessScene();
  const { uid } = scene.put('serviceaccounts', 'robot', {}, 'a').metadata;
  const token = tokenOf(scene, { expirationSeconds: 600 });
  expect(bearer(scene, token)).toMatchObject({
    name: 'system:serviceaccount:a:robot',
    uid,
    groups: ['system:serviceaccounts', 'system:serviceaccounts:a', 'system:authenticated'],
  });
  scene.clock.advance(599_000);
  expect(bearer(scene, token)).toBeDefined();
  scene.clock.advance(1_000);
  expect(bearer(scene, token)).toBeUndefined();
  const other = tokenOf(scene);
  scene.put('serviceaccounts', 'robot', {}, 'a');
  expect(bearer(scene, other)).toBeUndefined();
  scene.storage.remove('serviceaccounts', { namespace: 'a', name: 'robot' });
  expect(bearer(scene, other)).toBeUndefined();
});

test('a token that was tampered with, or is meant for others, is no token', () => {
  const scene = accessScene();
  scene.put('serviceaccounts', 'robot', {}, 'a');
  const token = tokenOf(scene);
  const [head, body = '', signature] = token.split('.');
  const claims = Buffer.from(body, 'base64url').toString().replace('robot', 'other');
  expect(bearer(scene, [head, Buffer.from(claims).toString('base64url'), signature].join('.'))).toBeUndefined();
  expect(bearer(scene, `${String(head)}.${body}.`)).toBeUndefined();
  expect(bearer(scene, tokenOf(scene, { audiences: ['vault'] }))).toBeUndefined();
});

test('a token bound to a pod tells pod and node, and dies with the pod', () => {
  const scene = accessScene();
  scene.put('serviceaccounts', 'robot', {}, 'a');
  scene.put('nodes', 'n1');
  scene.put('pods', 'p', { spec: { nodeName: 'n1' } }, 'a');
  const token = tokenOf(scene, { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } });
  expect(bearer(scene, token)?.extra).toMatchObject({
    'authentication.kubernetes.io/pod-name': ['p'],
    'authentication.kubernetes.io/node-name': ['n1'],
  });
  scene.storage.remove('pods', { namespace: 'a', name: 'p' });
  expect(bearer(scene, token)).toBeUndefined();
});

test('requests for a token that cannot be are refused', () => {
  const scene = accessScene();
  expect(() => tokenOf(scene)).toThrow('serviceaccounts "robot" not found');
  scene.put('serviceaccounts', 'robot', {}, 'a');
  expect(() => tokenOf(scene, { expirationSeconds: 60 })).toThrow('may not specify a duration less than 10 minutes');
  expect(() => tokenOf(scene, { boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name: 'p' } })).toThrow('pods "p" not found');
  expect(() => tokenOf(scene, { boundObjectRef: { kind: 'Foo', name: 'p' } })).toThrow('cannot bind token to object of type /, Kind=Foo');
});
