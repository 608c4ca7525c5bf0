import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { claimBody, statefulSetBody } from '../../../../test/support/workload-bodies.ts';
import { SIMULATION_TIMINGS } from '../simulation-timing.ts';
import type { StatefulSet } from './stateful-set.ts';

const CLASS = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard' },
  provisioner: 'kubernetes.io/host-path',
};
const CLAIMS = { volumeClaimTemplates: [claimBody('data', { storageClassName: 'standard' })] };
const status = (rig: ControllerRig): StatefulSet['status'] => (rig.get('statefulsets.apps', 's') as StatefulSet).status;
const image = (name: string): object => ({ spec: { template: { spec: { containers: [{ name: 'c', image: name }] } } } });

test('pods come in order, each with its claim, name, revision and index', () => {
  const rig = controllerRig({ timing: SIMULATION_TIMINGS.lifelike });
  rig.create(CLASS);
  rig.create(statefulSetBody('s', CLAIMS));
  expect(rig.names('pods')).toEqual(['s-0']);
  rig.advance(2000);
  expect(rig.names('pods')).toEqual(['s-0', 's-1']);
  rig.advance(2000);
  expect(rig.names('persistentvolumeclaims')).toEqual(['data-s-0', 'data-s-1']);
  const revision = rig.names('controllerrevisions.apps')[0] ?? '';
  expect(status(rig)).toEqual({
    availableReplicas: 2,
    collisionCount: 0,
    currentReplicas: 2,
    currentRevision: revision,
    observedGeneration: 1,
    readyReplicas: 2,
    replicas: 2,
    updateRevision: revision,
    updatedReplicas: 2,
  });
  expect(rig.get('pods', 's-1')?.metadata.labels).toEqual({
    app: 's',
    'apps.kubernetes.io/pod-index': '1',
    'controller-revision-hash': revision,
    'statefulset.kubernetes.io/pod-name': 's-1',
  });
  expect(rig.get('pods', 's-1')?.['spec']).toMatchObject({
    hostname: 's-1',
    subdomain: 's',
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data-s-1' } }],
  });
  expect(rig.events('s')).toContain('SuccessfulCreate: Create Claim data-s-0 Pod s-0 in StatefulSet s success');
  expect(rig.events('s')).toContain('SuccessfulCreate: Create Pod s-1 in StatefulSet s successful');
});

test('a pod that is not ready holds up those after it, but not in parallel', () => {
  const ordered = controllerRig();
  ordered.create(statefulSetBody('s', {}, { behaviour: 'hang' }));
  expect(ordered.names('pods')).toEqual(['s-0']);
  const parallel = controllerRig();
  parallel.create(statefulSetBody('s', { podManagementPolicy: 'Parallel' }, { behaviour: 'hang' }));
  expect(parallel.names('pods')).toEqual(['s-0', 's-1']);
});

test('a new template goes from the last pod to the first, one ready after the other', () => {
  const rig = controllerRig({ timing: SIMULATION_TIMINGS.lifelike });
  rig.create(statefulSetBody('s', { replicas: 3 }));
  rig.advance(10_000);
  const uids = (): readonly (string | undefined)[] => ['s-0', 's-1', 's-2'].map((name) => rig.get('pods', name)?.metadata.uid);
  const before = uids();
  rig.patch('statefulsets.apps', 's', image('nginx:2'));
  rig.advance(500);
  const changed = uids().map((uid, at) => uid !== before[at]);
  expect(changed).toEqual([false, false, true]);
  expect(status(rig)?.currentRevision).not.toBe(status(rig)?.updateRevision);
  rig.advance(10_000);
  expect(uids().every((uid, at) => uid !== before[at])).toBe(true);
  expect(status(rig)?.currentRevision).toBe(status(rig)?.updateRevision);
});

test('below the partition the old revision stays', () => {
  const rig = controllerRig();
  rig.create(statefulSetBody('s', { replicas: 2, updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }));
  rig.patch('statefulsets.apps', 's', image('nginx:2'));
  const hash = (name: string): string | undefined => rig.get('pods', name)?.metadata.labels?.['controller-revision-hash'];
  expect(hash('s-0')).toBe(status(rig)?.currentRevision);
  expect(hash('s-1')).toBe(status(rig)?.updateRevision);
  rig.delete('pods', 's-0');
  expect(hash('s-0')).toBe(status(rig)?.currentRevision);
});

test('OnDelete waits for somebody to delete the pods', () => {
  const rig = controllerRig();
  rig.create(statefulSetBody('s', { replicas: 1, updateStrategy: { type: 'OnDelete' } }));
  const before = rig.get('pods', 's-0')?.metadata.uid;
  rig.patch('statefulsets.apps', 's', image('nginx:2'));
  expect(rig.get('pods', 's-0')?.metadata.uid).toBe(before);
  rig.delete('pods', 's-0');
  expect(rig.get('pods', 's-0')?.metadata.labels?.['controller-revision-hash']).toBe(status(rig)?.updateRevision);
});

test('scaled down it keeps its claims, unless they go with the ordinal', () => {
  const kept = controllerRig();
  kept.create(CLASS);
  kept.create(statefulSetBody('s', CLAIMS));
  kept.patch('statefulsets.apps', 's', { spec: { replicas: 1 } });
  expect(kept.names('persistentvolumeclaims')).toEqual(['data-s-0', 'data-s-1']);
  const dropped = controllerRig();
  dropped.create(CLASS);
  dropped.create(
    statefulSetBody('s', { ...CLAIMS, persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' } }),
  );
  dropped.patch('statefulsets.apps', 's', { spec: { replicas: 1 } });
  expect(dropped.names('persistentvolumeclaims')).toEqual(['data-s-0']);
  expect(dropped.names('persistentvolumes')).toHaveLength(1);
});

test('claims that go with the set have it as their owner', () => {
  const rig = controllerRig();
  rig.create(CLASS);
  rig.create(statefulSetBody('s', { ...CLAIMS, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Retain' } }));
  expect(rig.get('persistentvolumeclaims', 'data-s-0')?.metadata.ownerReferences).toMatchObject([{ kind: 'StatefulSet', name: 's' }]);
  rig.delete('statefulsets.apps', 's', { propagation: 'Background' });
  expect(rig.names('persistentvolumeclaims')).toEqual([]);
});

test('a set that is made anew around orphaned pods takes them over with their revision, and replaces none', () => {
  const rig = controllerRig();
  rig.create(CLASS);
  rig.create(statefulSetBody('s', { ...CLAIMS, podManagementPolicy: 'Parallel' }));
  rig.advance(2000);
  const uids = (): unknown => rig.names('pods').map((name) => rig.get('pods', name)?.metadata.uid);
  const [before, revisions] = [uids(), rig.names('controllerrevisions.apps')];
  rig.delete('statefulsets.apps', 's', { propagation: 'Orphan' });
  rig.advance(2000);
  rig.create(statefulSetBody('s', { ...CLAIMS, podManagementPolicy: 'Parallel' }));
  rig.advance(2000);
  expect(uids()).toEqual(before);
  expect(rig.names('controllerrevisions.apps')).toEqual(revisions);
  expect(status(rig)).toMatchObject({ observedGeneration: 1, replicas: 2, readyReplicas: 2, updatedReplicas: 2 });
});

test('a claim that is deleted with its pod, while that still uses it, comes back', () => {
  const rig = controllerRig();
  rig.create(CLASS);
  rig.create(statefulSetBody('s', { ...CLAIMS, replicas: 1 }));
  rig.advance(2000);
  const before = rig.get('persistentvolumeclaims', 'data-s-0')?.metadata.uid;
  rig.delete('persistentvolumeclaims', 'data-s-0');
  rig.delete('pods', 's-0');
  rig.advance(60_000);
  expect(rig.get('persistentvolumeclaims', 'data-s-0')?.metadata.uid).not.toBe(before);
  expect(rig.get('pods', 's-0')).toMatchObject({ status: { phase: 'Running' } });
});

test('a pod that ended by itself is made again', () => {
  const rig = controllerRig();
  rig.create(statefulSetBody('s', { replicas: 1 }));
  const before = rig.get('pods', 's-0')?.metadata.uid;
  rig.patch('pods', 's-0', { status: { phase: 'Failed' } }, 'status');
  expect(rig.get('pods', 's-0')?.metadata.uid).not.toBe(before);
});
