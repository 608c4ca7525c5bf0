import type { KubeObject } from '../../kernel/kube-object.ts';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';

/** The number of pods to ask for, and whose number it is. */
export interface ReplicaChoice {
  readonly replicas: number;
  /** An autoscaler owns the number: what is told is what it has set. */
  readonly carried: boolean;
}

/** What the number of pods follows from. */
export interface ReplicaFacts {
  readonly spec: AbiInstanceSpec;
  /** The live workload of the wanted kind. */
  readonly wanted: KubeObject | undefined;
  /** The live workload of the other kind, which is being replaced. */
  readonly other: KubeObject | undefined;
  /** Pods that the wanted workload last had; more than 0 where it is gone and is made anew. */
  readonly before: number;
}

function replicasOf(workload: KubeObject | undefined): number | undefined {
  if (workload === undefined) return undefined;
  return (workload['spec'] as { readonly replicas?: number } | undefined)?.replicas ?? 1;
}

/**
 * The number of pods. Without an autoscaler the spec says it. With one the live number is carried over and never set, except at the beginning
 * (the spec's number within the autoscaler's bounds) and at zero, which only the spec can ask for and end: an autoscaler pauses there.
 */
export function replicaChoice({ spec, wanted, other, before }: ReplicaFacts): ReplicaChoice {
  const { autoscaling } = spec;
  if (autoscaling?.enabled !== true || spec.replicas === 0) return { replicas: spec.replicas, carried: false };
  const within = (count: number): number => Math.min(Math.max(count, autoscaling.minReplicas), autoscaling.maxReplicas);
  const [live = 0, replaced = 0] = [replicasOf(wanted), replicasOf(other)];
  // What is being replaced is what the autoscaler looks after: the new workload is to be as big.
  if (other !== undefined && replaced > 0) return { replicas: replaced, carried: false };
  if (wanted === undefined) return { replicas: within(before > 0 ? before : spec.replicas), carried: true };
  return live === 0 ? { replicas: within(spec.replicas), carried: false } : { replicas: live, carried: true };
}
