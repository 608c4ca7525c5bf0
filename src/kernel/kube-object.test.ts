import { expect, test } from 'vitest';
import { DEPLOYMENT, NAMESPACE } from './builtin-types.ts';
import { controllerOf, describeRef, keyOf, parseKey } from './kube-object.ts';

test('keys name an object with or without namespace, and back', () => {
  expect(keyOf({ namespace: 'a', name: 'b' })).toBe('a/b');
  expect(keyOf({ name: 'b' })).toBe('b');
  expect(parseKey('a/b')).toEqual({ namespace: 'a', name: 'b' });
  expect(parseKey('b')).toEqual({ name: 'b' });
});

test('messages name an object by kind and key', () => {
  expect(describeRef({ type: DEPLOYMENT, namespace: 'a', name: 'b' })).toBe('Deployment/a/b');
  expect(describeRef({ type: NAMESPACE, name: 'b' })).toBe('Namespace/b');
});

test('the controller is the owner that says so, not any owner', () => {
  const owner = { apiVersion: 'v1', kind: 'X', name: 'x', uid: 'u' };
  expect(controllerOf({ metadata: { name: 'c', ownerReferences: [owner, { ...owner, uid: 'v', controller: true }] } })?.uid).toBe('v');
  expect(controllerOf({ metadata: { name: 'c', ownerReferences: [{ ...owner, controller: false }] } })).toBeUndefined();
  expect(controllerOf({ metadata: { name: 'c' } })).toBeUndefined();
});
