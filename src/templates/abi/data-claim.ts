import type { V1PersistentVolumeClaimSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import { STORAGE_CLASS_ANNOTATION } from '../shared/claim-terms.ts';
import { abiMetadata, workloadLabels } from './metadata.ts';
import { childNames } from './names.ts';
import type { VolumeTerms } from './volume-terms.ts';

interface Instance {
  readonly name: string;
  readonly namespace: string;
}

function claimSpec({ size, storageClassName, accessModes }: Omit<VolumeTerms, 'refusals'>): V1PersistentVolumeClaimSpec {
  return {
    accessModes: [...accessModes],
    resources: { requests: { storage: size } },
    ...(storageClassName === undefined ? {} : { storageClassName }),
  };
}

/** The claim on the one volume that all pods of a Deployment share. It outlives the instance unless the spec says otherwise. */
export function sharedClaim(instance: Instance, terms: VolumeTerms): Manifest {
  const metadata = abiMetadata(instance, childNames.sharedClaim(instance.name), 'storage');
  const { storageClassName } = terms;
  const annotations = storageClassName === undefined ? {} : { annotations: { [STORAGE_CLASS_ANNOTATION]: storageClassName } };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { ...metadata, ...annotations }, spec: claimSpec(terms) };
}

/** A claim that the StatefulSet controller has made, asking for more: what it was made with, and the new size. */
export function grownClaim(instance: Instance, ordinal: number, terms: Omit<VolumeTerms, 'refusals'>): Manifest {
  const metadata = abiMetadata(instance, childNames.ordinalClaim(instance.name, ordinal), 'storage');
  const labels = { ...metadata.labels, ...workloadLabels(instance.name, 'StatefulSet') };
  return { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { ...metadata, labels }, spec: claimSpec(terms) };
}
