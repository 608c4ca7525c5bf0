import type { V2HorizontalPodAutoscalerSpec } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { childNames } from '../../../../templates/abi/names.ts';
import { specOf } from '../instance-model.ts';

/** Who says how many pods an instance has. */
export interface ReplicaOwner {
  /** `spec`: spec.replicas; `autoscaler`: that of the instance; `otherAutoscaler`: one that somebody else made. */
  readonly is: 'spec' | 'autoscaler' | 'otherAutoscaler' | 'paused';
  /** Name of the HorizontalPodAutoscaler, where one counts. */
  readonly autoscaler?: string;
  /** In a sentence. */
  readonly explanation: string;
}

/** Autoscalers that somebody else made for the instance or its workload. */
export function otherAutoscalers(instance: KubeObject, autoscalers: readonly KubeObject[]): readonly KubeObject[] {
  const { name, uid } = instance.metadata;
  return autoscalers.filter((autoscaler) => {
    const target = (autoscaler['spec'] as V2HorizontalPodAutoscalerSpec | undefined)?.scaleTargetRef;
    if (target?.name !== name) return false;
    const isOwn =
      autoscaler.metadata.name === childNames.autoscaler(name) &&
      (autoscaler.metadata.ownerReferences ?? []).some((owner) => owner.uid === uid);
    return !isOwn && (target.kind === 'AbiInstance' || target.kind === 'Deployment' || target.kind === 'StatefulSet');
  });
}

/** Who owns the number of an instance's pods. */
export function replicaOwner(instance: KubeObject, autoscalers: readonly KubeObject[]): ReplicaOwner {
  const spec = specOf(instance);
  const replicas = spec?.replicas ?? 1;
  const [other] = otherAutoscalers(instance, autoscalers);
  if (replicas === 0) {
    const isScaled = spec?.autoscaling?.enabled === true || other !== undefined;
    return isScaled
      ? { is: 'paused', explanation: 'spec.replicas is 0, which pauses the autoscaler: another number starts it again' }
      : { is: 'spec', explanation: 'spec.replicas (0) says how many pods there are' };
  }
  if (other !== undefined) {
    const target = (other['spec'] as V2HorizontalPodAutoscalerSpec).scaleTargetRef;
    const { name } = other.metadata;
    const what = target.kind === 'AbiInstance' ? 'spec.replicas' : `the number of ${target.kind} ${target.name}`;
    return {
      is: 'otherAutoscaler',
      autoscaler: name,
      explanation: `HorizontalPodAutoscaler ${name}, which somebody else made, sets ${what}`,
    };
  }
  if (spec?.autoscaling?.enabled !== true) return { is: 'spec', explanation: `spec.replicas (${replicas}) says how many pods there are` };
  const autoscaler = childNames.autoscaler(instance.metadata.name);
  const { minReplicas, maxReplicas } = spec.autoscaling;
  const explanation = `HorizontalPodAutoscaler ${autoscaler} sets the number, between ${minReplicas} and ${maxReplicas}; spec.replicas (${replicas}) is only the number to begin with`;
  return { is: 'autoscaler', autoscaler, explanation };
}
