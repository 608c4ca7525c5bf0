import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { LabelSelector } from '../framework/label-selector.ts';
import type { WorkloadCondition } from '../framework/workload-condition.ts';

/** A PodDisruptionBudget. */
export interface DisruptionBudget extends KubeObject {
  readonly spec: {
    readonly minAvailable?: number | string;
    readonly maxUnavailable?: number | string;
    readonly selector?: LabelSelector;
    readonly unhealthyPodEvictionPolicy?: 'IfHealthyBudget' | 'AlwaysAllow';
  };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly disruptionsAllowed?: number;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
    readonly expectedPods?: number;
    readonly disruptedPods?: Readonly<Record<string, string>>;
    readonly conditions?: readonly WorkloadCondition[];
  };
}

/** The type's name. */
export const BUDGETS = 'poddisruptionbudgets.policy';
