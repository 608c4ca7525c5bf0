import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';

const note = (name: string, owners: readonly object[] = [], finalizers?: readonly string[]): Record<string, unknown> => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(owners.length === 0 ? {} : { ownerReferences: owners }), ...(finalizers === undefined ? {} : { finalizers }) },
});
const owner = (rig: ControllerRig, name: string, more: object = {}): object => {
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid: rig.get('configmaps', name)?.metadata.uid, ...more };
};

test('in the background the owner goes first, its dependents and theirs after it', () => {
  const rig = controllerRig();
  rig.create(note('a'));
  rig.create(note('b', [owner(rig, 'a')]));
  rig.create(note('c', [owner(rig, 'b')]));
  rig.delete('configmaps', 'a', { propagation: 'Background' });
  expect(rig.names('configmaps')).toEqual([]);
});

test('in the foreground the owner waits for what blocks it', () => {
  const rig = controllerRig();
  rig.create(note('a'));
  rig.create(note('blocks', [owner(rig, 'a', { blockOwnerDeletion: true })], ['x.dev/hold']));
  rig.create(note('follows', [owner(rig, 'a')], ['x.dev/hold']));
  rig.delete('configmaps', 'a', { propagation: 'Foreground' });
  expect(rig.get('configmaps', 'a')?.metadata.finalizers).toEqual(['foregroundDeletion']);
  expect(rig.get('configmaps', 'blocks')?.metadata.deletionTimestamp).toBeDefined();
  expect(rig.get('configmaps', 'follows')?.metadata.deletionTimestamp).toBeDefined();
  rig.patch('configmaps', 'blocks', { metadata: { finalizers: null } });
  expect(rig.names('configmaps')).toEqual(['follows']);
});

test('a chain in the foreground goes from its end', () => {
  const rig = controllerRig();
  rig.create(note('a'));
  rig.create(note('b', [owner(rig, 'a', { blockOwnerDeletion: true })]));
  rig.create(note('c', [owner(rig, 'b', { blockOwnerDeletion: true })], ['x.dev/hold']));
  rig.delete('configmaps', 'a', { propagation: 'Foreground' });
  expect(rig.names('configmaps')).toEqual(['a', 'b', 'c']);
  rig.patch('configmaps', 'c', { metadata: { finalizers: null } });
  expect(rig.names('configmaps')).toEqual([]);
});

test('as orphans the dependents stay and forget the owner', () => {
  const rig = controllerRig();
  rig.create(note('a'));
  rig.create(note('other'));
  rig.create(note('b', [owner(rig, 'a'), owner(rig, 'other')]));
  rig.delete('configmaps', 'a', { propagation: 'Orphan' });
  expect(rig.names('configmaps')).toEqual(['b', 'other']);
  expect(rig.get('configmaps', 'b')?.metadata.ownerReferences).toEqual([owner(rig, 'other')]);
});

test('another uid, or an owner that never was, is no owner', () => {
  const rig = controllerRig();
  rig.create(note('a'));
  rig.create(note('stranger', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'another' }]));
  rig.create(note('alone', [{ apiVersion: 'v1', kind: 'Secret', name: 'none', uid: 'x' }]));
  rig.create(note('unknown', [{ apiVersion: 'no.such/v1', kind: 'Foo', name: 'x', uid: 'x' }]));
  expect(rig.names('configmaps')).toEqual(['a', 'unknown']);
});

test('one owner that is left is enough; the lost one is forgotten', () => {
  const rig = controllerRig();
  rig.create(note('a'));
  rig.create(note('b'));
  rig.create(note('c', [owner(rig, 'a'), owner(rig, 'b')]));
  rig.delete('configmaps', 'a');
  expect(rig.get('configmaps', 'c')?.metadata.ownerReferences).toEqual([owner(rig, 'b')]);
  rig.delete('configmaps', 'b');
  expect(rig.names('configmaps')).toEqual([]);
});
