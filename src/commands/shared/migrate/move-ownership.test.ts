import { expect, test } from 'vitest';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ManagedFieldsEntry } from './managed-fields.ts';
import { formerEntries, movedOwnership } from './move-ownership.ts';

const FORMER = { ours: 'maia-operator', names: ['upstream'] };

function entry(manager: string, fieldsV1: ManagedFieldsEntry['fieldsV1'], more: Partial<ManagedFieldsEntry> = {}): ManagedFieldsEntry {
  return { manager, operation: 'Update', apiVersion: 'apps/v1', fieldsType: 'FieldsV1', fieldsV1, ...more };
}

function objectWith(...managedFields: readonly ManagedFieldsEntry[]): KubeObject {
  const owner = { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', name: 'acme', uid: 'u-1', controller: true };
  const metadata = { name: 'acme', uid: 'c', resourceVersion: '1', creationTimestamp: '', ownerReferences: [owner], managedFields };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata };
}

const SET_OWNER = { 'f:metadata': { 'f:ownerReferences': { 'k:{"uid":"u-1"}': {} } } };

test('the former operator is known by its name, or by having set the controller; people and the control plane are not it', () => {
  const live = objectWith(
    entry('manager', { 'f:spec': {} }),
    entry('upstream', { 'f:spec': {} }),
    entry('some-binary', SET_OWNER),
    entry('kubectl-edit', { 'f:spec': { 'f:replicas': {} } }),
    entry('kube-controller-manager', { 'f:status': {} }, { subresource: 'status' }),
    entry('manager', { 'f:status': {} }, { subresource: 'status' }),
    entry('manager', { 'f:spec': {} }, { operation: 'Apply' }),
  );
  expect(formerEntries(live, FORMER).map(({ manager }) => manager)).toEqual(['manager', 'upstream', 'some-binary']);
});

test('its fields become ours beside what we have applied; everybody else keeps theirs', () => {
  const hand = entry('kubectl-edit', { 'f:spec': { 'f:paused': {} } });
  const ours = entry('maia-operator', { 'f:spec': { 'f:template': {} } }, { operation: 'Apply', time: '2026-01-01T00:00:00Z' });
  const status = entry('manager', { 'f:status': {} }, { subresource: 'status' });
  const live = objectWith(entry('manager', { 'f:spec': { 'f:replicas': {} } }), hand, ours, status);
  const moved = movedOwnership(live, FORMER, 'all');
  expect(moved).toEqual([{ ...ours, fieldsV1: { 'f:spec': { 'f:template': {}, 'f:replicas': {} } } }, hand, status]);
  // Done is done.
  expect(movedOwnership(objectWith(...(moved ?? [])), FORMER, 'all')).toBeUndefined();
});

test('where the server lets nobody take a spec away, only the metadata becomes ours', () => {
  const live = objectWith(entry('manager', { ...SET_OWNER, 'f:spec': { 'f:replicas': {} } }));
  const named = (mode: 'metadata' | 'none'): readonly unknown[] | undefined =>
    movedOwnership(live, FORMER, mode)?.map(({ fieldsV1 }) => fieldsV1);
  expect([named('metadata'), named('none')]).toEqual([[SET_OWNER], []]);
});

test('fields that were written in another version of the API go to nobody', () => {
  const live = objectWith(
    entry('manager', { 'f:spec': { 'f:old': {} } }, { apiVersion: 'apps/v1beta1' }),
    entry('manager', { 'f:spec': { 'f:new': {} } }),
  );
  expect(movedOwnership(live, FORMER, 'all')?.map(({ fieldsV1 }) => fieldsV1)).toEqual([{ 'f:spec': { 'f:new': {} } }]);
});
