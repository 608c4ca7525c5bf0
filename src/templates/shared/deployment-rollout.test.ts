import { expect, test } from 'vitest';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { specChecksumOf, withSpecChecksum } from './checksum.ts';
import { deploymentRollout } from './deployment-rollout.ts';

const manifest = withSpecChecksum({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'notes' }, spec: { replicas: 2 } });
const checksum = specChecksumOf(manifest);
const READY = { observedGeneration: 3, replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };

function live(status: unknown, generation = 3): KubeObject {
  const metadata = { ...manifest.metadata, uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', generation };
  return { ...manifest, metadata, status };
}

test('a Deployment that is not there has no replicas', () => {
  expect(deploymentRollout(undefined, checksum, 2)).toMatchObject({ exists: false, current: false, complete: false, replicas: 0 });
});

test('a rollout is complete when every replica is updated, ready and available', () => {
  expect(deploymentRollout(live(READY), checksum, 2)).toMatchObject({ current: true, complete: true, readyReplicas: 2 });
});

test.each([
  ['another spec is wanted', READY, 3, 'another checksum'],
  ['its controller has not seen the spec yet', READY, 4, checksum],
  ['an old replica is left over', { ...READY, replicas: 3 }, 3, checksum],
  ['a replica is not updated', { ...READY, updatedReplicas: 1 }, 3, checksum],
  ['a replica is not available', { ...READY, availableReplicas: 1 }, 3, checksum],
  ['it has no status yet', undefined, 3, checksum],
])('a rollout is not complete while %s', (_case, status, generation, wanted) => {
  expect(deploymentRollout(live(status, generation), wanted, 2).complete).toBe(false);
});

test('a passed deadline is a failure of the current spec only', () => {
  const conditions = [
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message: 'ReplicaSet "notes-5f4d" has timed out' },
  ];
  const failure = { reason: 'ProgressDeadlineExceeded', message: 'the rollout did not finish within its progress deadline' };
  expect(deploymentRollout(live({ ...READY, conditions }), checksum, 2).failure).toEqual(failure);
  expect(deploymentRollout(live({ ...READY, conditions }), 'another checksum', 2).failure).toBeUndefined();
});

test('the message of a refused pod keeps the cause and loses the generated name', () => {
  const message = 'pods "notes-5f4d7-x2x8k" is forbidden: exceeded quota: compute';
  const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message }];
  expect(deploymentRollout(live({ ...READY, conditions }), checksum, 2).failure).toEqual({
    reason: 'ReplicaFailure',
    message: 'pods "notes-…" is forbidden: exceeded quota: compute',
  });
});
