import { expect, test } from 'vitest';
import { applied, conditionOf, failedApply, planned, settled } from '../../../test/support/maia-cluster.ts';
import { maiaInstancePrimary } from '../../../test/support/maia-instances.ts';
import type { Manifest } from '../../kernel/kube-object.ts';

function names(manifests: readonly Manifest[]): readonly string[] {
  return manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

test('pods that cannot be made are a failure with the cause in it', async () => {
  const primary = maiaInstancePrimary({});
  const message = 'pods "notes-5f4d-" is forbidden: exceeded quota: compute';
  const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }];
  const children = settled(await planned(primary), { observedGeneration: 1, conditions });
  const plan = await planned(primary, { children });
  expect(plan.status.phase).toBe('Failed');
  expect(conditionOf(plan, 'Progressing')).toBe('False/ReplicaFailure');
  expect(plan.blocked).toMatchObject({
    kind: 'failed',
    reason: 'ReplicaFailure',
    message: expect.stringContaining('exceeded quota: compute'),
  });
  expect(plan.events).toContainEqual(expect.objectContaining({ type: 'Warning', reason: 'ReplicaFailure' }));
});

test('an object of the same name that is not ours is named and keeps its name', async () => {
  const failures = [failedApply('Service', 'notes-headless', { reason: 'ForeignObject', code: 0 })];
  const primary = maiaInstancePrimary({});
  const plan = await planned(primary, { children: settled(await planned(primary)) }, failures);
  expect(conditionOf(plan, 'Degraded')).toBe('True/NameConflict');
  expect(plan.events).toContainEqual({
    type: 'Warning',
    reason: 'NameConflict',
    message: 'Service/apps/notes-headless exists and does not belong to this MaiaInstance: it is left alone',
  });
  expect(plan.status.phase).toBe('Running');
});

test('a foreign Deployment blocks the instance until a person acts', async () => {
  const plan = await planned(maiaInstancePrimary({}), {}, [failedApply('Deployment', 'notes', { reason: 'ForeignObject', code: 0 })]);
  expect(plan.status.phase).toBe('Pending');
  expect(plan.blocked).toMatchObject({ kind: 'stuck', reason: 'NameConflict', on: { kind: 'Deployment', name: 'notes' } });
});

test.each([
  ['ConfigMap', 'notes-config', 'Deployment/notes'],
  ['PersistentVolumeClaim', 'notes-data', 'Deployment/notes'],
  ['PersistentVolumeClaim', 'notes-backup', 'CronJob/notes-backup'],
])('a foreign %s called %s is never mounted', async (kind, name, consumer) => {
  const other = {
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'apps', uid: 'x', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  };
  const plan = await planned(maiaInstancePrimary({ backup: { enabled: true } }), { others: [other] });
  expect(names(applied(plan))).not.toContain(consumer);
  expect(JSON.stringify(applied(plan).filter((manifest) => manifest.kind !== kind))).not.toContain(`"${name}"`);
  expect(conditionOf(plan, 'Degraded')).toBe('True/NameConflict');
});

test("a child that the server refuses has upstream's reason; a refused value is the user's", async () => {
  const refusedByQuota = failedApply('PersistentVolumeClaim', 'notes-data', { message: 'exceeded quota: volumes' });
  const quota = await planned(maiaInstancePrimary({}), {}, [refusedByQuota]);
  expect(conditionOf(quota, 'Degraded')).toBe('True/PVCFailed');
  expect(quota.blocked).toMatchObject({
    kind: 'stuck',
    reason: 'PVCFailed',
    message: 'PersistentVolumeClaim/apps/notes-data: exceeded quota: volumes',
  });
  expect(quota.status.phase).toBe('Pending');

  const invalid = failedApply('Deployment', 'notes', { reason: 'Invalid', code: 422, message: 'requests must be at most limits' });
  const value = await planned(maiaInstancePrimary({}), {}, [invalid]);
  expect(value.status.phase).toBe('Failed');
  expect(conditionOf(value, 'Ready')).toBe('False/InvalidSpec');
  expect(value.blocked).toMatchObject({ kind: 'failed', reason: 'InvalidSpec' });
});

test('a refused optional child degrades a running instance and does not stop it', async () => {
  const primary = maiaInstancePrimary({ ingress: { enabled: true } });
  const children = settled(await planned(primary));
  const plan = await planned(primary, { children }, [failedApply('Ingress', 'notes', { message: 'denied by webhook' })]);
  expect(plan.status.phase).toBe('Running');
  expect(conditionOf(plan, 'Degraded')).toBe('True/IngressFailed');
});

test('a failure that passes by itself is waited for', async () => {
  const failure = failedApply('Service', 'notes', { reason: 'Timeout', code: 504, message: 'timed out', stuck: false });
  const plan = await planned(maiaInstancePrimary({}), {}, [failure]);
  expect(plan.blocked).toMatchObject({ kind: 'waits', reason: 'ServiceFailed' });
});
