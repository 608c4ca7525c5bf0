import type { V1PersistentVolumeClaimSpec } from '@kubernetes/client-node';
import type { Manifest, ManifestMeta } from '../../kernel/kube-object.ts';
import { STORAGE_CLASS_ANNOTATION, type ClaimTerms } from './claim-terms.ts';

/** A claim on one volume that one node mounts for writing, with the terms that {@link ClaimTerms} settled. */
export function volumeClaim(metadata: ManifestMeta, terms: ClaimTerms): Manifest {
  const { size, storageClassName } = terms;
  const spec: V1PersistentVolumeClaimSpec = {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: size } },
    ...(storageClassName === undefined ? {} : { storageClassName }),
  };
  const annotations =
    storageClassName === undefined ? metadata.annotations : { ...metadata.annotations, [STORAGE_CLASS_ANNOTATION]: storageClassName };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { ...metadata, ...(annotations === undefined ? {} : { annotations }) },
    spec,
  };
}
