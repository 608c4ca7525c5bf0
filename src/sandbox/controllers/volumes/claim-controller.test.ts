import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { claimBody, podBody } from '../../../../test/support/workload-bodies.ts';
import { SIMULATION_TIMINGS } from '../simulation-timing.ts';

const storageClass = (more: object = {}): Record<string, unknown> => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'standard' },
  provisioner: 'kubernetes.io/host-path',
  reclaimPolicy: 'Delete',
  allowVolumeExpansion: true,
  volumeBindingMode: 'Immediate',
  ...more,
});
const standard = { storageClassName: 'standard' };
const status = (rig: ControllerRig, name = 'data'): unknown => rig.get('persistentvolumeclaims', name)?.['status'];
const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
const grown = { spec: { resources: { requests: { storage: '2Gi' } } } };

test('a claim is bound to a volume that is made for it', () => {
  const rig = controllerRig({ timing: SIMULATION_TIMINGS.lifelike });
  rig.create(storageClass());
  rig.create(claimBody('data', standard));
  expect(status(rig)).toEqual({ phase: 'Pending' });
  rig.advance(200);
  expect(status(rig)).toEqual({ accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, phase: 'Bound' });
  const claim = rig.get('persistentvolumeclaims', 'data');
  const volume = `pvc-${claim?.metadata.uid ?? ''}`;
  expect(claim?.['spec']).toMatchObject({ volumeName: volume });
  expect(claim?.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  expect(claim?.metadata.annotations).toEqual({
    'pv.kubernetes.io/bind-completed': 'yes',
    'pv.kubernetes.io/bound-by-controller': 'yes',
    'volume.beta.kubernetes.io/storage-provisioner': 'kubernetes.io/host-path',
    'volume.kubernetes.io/storage-provisioner': 'kubernetes.io/host-path',
  });
  expect(rig.get('persistentvolumes', volume)?.['status']).toMatchObject({ phase: 'Bound' });
  expect(rig.events('data')).toEqual([`ProvisioningSucceeded: Successfully provisioned volume ${volume} using kubernetes.io/host-path`]);
});

test('why a claim stays pending is told', () => {
  const rig = controllerRig();
  rig.create(storageClass({ metadata: { name: 'outside' }, provisioner: 'ext.dev/x' }));
  rig.create(claimBody('unknown', { storageClassName: 'nosuch' }));
  rig.create(claimBody('none', { storageClassName: '' }));
  rig.create(claimBody('external', { storageClassName: 'outside' }));
  expect(rig.events('unknown')).toEqual(['ProvisioningFailed: storageclass.storage.k8s.io "nosuch" not found']);
  expect(rig.events('none')).toEqual(['FailedBinding: no persistent volumes available for this claim and no storage class is set']);
  expect(rig.events('external')[0]).toMatch(
    /^ExternalProvisioning: Waiting for a volume to be created either by the external provisioner 'ext.dev\/x'/,
  );
  for (const name of ['unknown', 'none', 'external']) expect(status(rig, name)).toEqual({ phase: 'Pending' });
  rig.create(storageClass({ metadata: { name: 'nosuch' } }));
  expect(status(rig, 'unknown')).toMatchObject({ phase: 'Bound' });
});

test('a volume that is there already is taken, the smallest that is large enough', () => {
  const rig = controllerRig();
  const volume = (name: string, storage: string): Record<string, unknown> => ({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name },
    spec: { capacity: { storage }, accessModes: ['ReadWriteOnce'], persistentVolumeReclaimPolicy: 'Retain' },
  });
  for (const [name, size] of [
    ['large', '5Gi'],
    ['fits', '2Gi'],
    ['small', '1Mi'],
  ] as const)
    rig.create(volume(name, size));
  rig.create(claimBody('data', { storageClassName: '' }));
  expect(status(rig)).toEqual({ accessModes: ['ReadWriteOnce'], capacity: { storage: '2Gi' }, phase: 'Bound' });
  rig.delete('persistentvolumeclaims', 'data');
  expect(rig.get('persistentvolumes', 'fits')?.['status']).toMatchObject({ phase: 'Released' });
});

test('capacity follows a larger request where the class allows that', () => {
  const rig = controllerRig({ timing: SIMULATION_TIMINGS.lifelike });
  rig.create(storageClass());
  rig.create(claimBody('data', standard));
  rig.advance(1000);
  rig.patch('persistentvolumeclaims', 'data', grown);
  expect(status(rig)).toMatchObject({ capacity: { storage: '1Gi' } });
  rig.advance(500);
  expect(status(rig)).toMatchObject({ capacity: { storage: '2Gi' } });
});

test('it never follows where that is turned off', () => {
  const rig = controllerRig({ expandsVolumes: false });
  rig.create(storageClass());
  rig.create(claimBody('data', standard));
  rig.patch('persistentvolumeclaims', 'data', grown);
  rig.advance(60_000);
  expect(status(rig)).toMatchObject({ capacity: { storage: '1Gi' } });
});

test('a claim in use goes only after its pod, and its volume with it', () => {
  const rig = controllerRig();
  rig.create(storageClass());
  rig.create(claimBody('data', standard));
  rig.create(podBody('p', { spec: { volumes } }));
  rig.delete('persistentvolumeclaims', 'data');
  expect(rig.get('persistentvolumeclaims', 'data')?.metadata.deletionTimestamp).toBeDefined();
  rig.delete('pods', 'p');
  expect(rig.names('persistentvolumeclaims')).toEqual([]);
  expect(rig.names('persistentvolumes')).toEqual([]);
});
