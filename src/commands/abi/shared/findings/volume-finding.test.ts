import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { instanceModel, type InstanceModel, type LiveWorkload } from '../instance-model.ts';
import { volumeFindings } from './volume-finding.ts';

const metadata = { name: 'brain', namespace: 'apps', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };

function model(replicas: number, storage: object | undefined, live: LiveWorkload = {}): InstanceModel {
  const spec = { replicas, ...(storage !== undefined && { storage }) };
  const found = instanceModel({ apiVersion: 'abi.io/v1', kind: 'AbiInstance', metadata, spec }, live);
  if (found === undefined) throw new Error('the spec does not fit');
  return found;
}

const reasons = (now: InstanceModel, before?: InstanceModel): readonly string[] =>
  volumeFindings(now, before).map(({ severity, reason }) => `${severity} ${reason}`);

test('several pods with a volume each are told once; shared volumes and no volumes are fine', () => {
  const own = { size: '1Gi' };
  expect(reasons(model(3, own), model(1, own))).toEqual(['warning VolumePerPod']);
  expect(reasons(model(3, own))).toEqual(['warning VolumePerPod']);
  expect(reasons(model(3, own), model(2, own))).toEqual([]);
  expect(reasons(model(1, own), model(1, own))).toEqual([]);
  expect(reasons(model(3, { size: '1Gi', accessModes: ['ReadWriteMany'] }))).toEqual([]);
  expect(reasons(model(3, undefined))).toEqual([]);
});

test.each([
  ['ReadWriteOnce', 'only pods of one node can mount it'],
  ['ReadWriteOncePod', 'one pod can mount it'],
])('a volume that pods share and that is %s cannot work', (mode, why) => {
  const pod = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'brain-data' } }] };
  const deployment: KubeObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { spec: pod } } };
  const spec = { accessModes: [mode], resources: { requests: { storage: '1Gi' } } };
  const sharedClaim: KubeObject = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec, status: { phase: 'Bound' } };
  const [finding] = volumeFindings(model(2, { size: '1Gi', accessModes: [mode] }, { deployment, sharedClaim }), undefined);
  expect(finding).toMatchObject({
    severity: 'error',
    reason: 'VolumeNotShared',
    message: `2 pods share one volume that is ${mode}: ${why}`,
  });
});
