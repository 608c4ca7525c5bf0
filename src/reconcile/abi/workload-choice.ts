import type { KubeObject } from '../../kernel/kube-object.ts';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import type { WorkloadKind } from '../../templates/abi/instance-values.ts';
import { sharedVolumeTerms, templateVolumeTerms, type VolumeTerms } from '../../templates/abi/volume-terms.ts';
import type { AbiInstanceObserved } from './observe-instance.ts';

/** The workload that an instance is to have, with the terms of its volumes. */
export interface WorkloadChoice {
  readonly kind: WorkloadKind;
  /** Absent where data is not kept. */
  readonly volume?: VolumeTerms;
}

interface PodTemplate {
  readonly spec?: { readonly volumes?: readonly { readonly persistentVolumeClaim?: unknown }[] };
}

function mountsSharedClaim(deployment: KubeObject | undefined): boolean {
  const spec = deployment?.['spec'] as { readonly template?: PodTemplate } | undefined;
  return spec?.template?.spec?.volumes?.some((volume) => volume.persistentVolumeClaim !== undefined) ?? false;
}

/**
 * Deployment or StatefulSet. One volume for all pods needs ReadWriteMany; with any other access mode each pod has its own, which only a
 * StatefulSet gives. It does not depend on the number of replicas: scaling would replace the workload. Volumes of one kind are never exchanged
 * for the other: the data would stay behind, so what is there stands and the terms name the refusal.
 */
export function workloadChoice(spec: AbiInstanceSpec, { live }: Pick<AbiInstanceObserved, 'live'>): WorkloadChoice {
  const { storage } = spec;
  if (storage?.enabled !== true) return { kind: 'Deployment' };
  const mayShare = storage.accessModes.includes('ReadWriteMany');
  const isSet = live.statefulSet !== undefined;
  const isShared = !isSet && live.sharedClaim !== undefined && mountsSharedClaim(live.deployment);
  return isSet || (!mayShare && !isShared)
    ? { kind: 'StatefulSet', volume: templateVolumeTerms(live.statefulSet, storage) }
    : { kind: 'Deployment', volume: sharedVolumeTerms(live.sharedClaim, storage) };
}
