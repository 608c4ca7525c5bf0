import type { Claim, StorageClass } from './volume-types.ts';

/** Annotation of a claim and of a class; of both names the older is still written. */
export const PROVISIONER_ANNOTATIONS = [
  'volume.beta.kubernetes.io/storage-provisioner',
  'volume.kubernetes.io/storage-provisioner',
] as const;

/** Name of the volume that is made for a claim. */
export function volumeName(claim: Claim): string {
  return `pvc-${claim.metadata.uid}`;
}

/** Body of the volume that a class makes for a claim. */
export function provisionedVolume(claim: Claim, storageClass: StorageClass): object {
  const { namespace, name, uid, resourceVersion } = claim.metadata;
  const { accessModes, resources, volumeMode = 'Filesystem' } = claim.spec;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: {
      name: volumeName(claim),
      annotations: {
        'kubernetes.io/createdby': 'hostpath-dynamic-provisioner',
        'pv.kubernetes.io/bound-by-controller': 'yes',
        'pv.kubernetes.io/provisioned-by': storageClass.provisioner,
      },
      finalizers: ['kubernetes.io/pv-protection'],
    },
    spec: {
      accessModes,
      capacity: { storage: resources?.requests?.storage },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace, name, uid, resourceVersion },
      hostPath: { path: `/tmp/hostpath_pv/${uid}`, type: '' },
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? 'Delete',
      storageClassName: storageClass.metadata.name,
      volumeMode,
    },
  };
}
