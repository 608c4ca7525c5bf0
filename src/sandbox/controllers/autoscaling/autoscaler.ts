import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { WorkloadCondition } from '../framework/workload-condition.ts';

/** A HorizontalPodAutoscaler (autoscaling/v2). */
export interface Autoscaler extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly {
      readonly type: string;
      readonly resource?: { readonly name: string; readonly target: { readonly type: string; readonly averageUtilization?: number } };
    }[];
    readonly behavior?: { readonly scaleDown?: { readonly stabilizationWindowSeconds?: number } };
  };
  readonly status?: {
    readonly currentReplicas?: number;
    readonly desiredReplicas?: number;
    readonly lastScaleTime?: string;
    readonly conditions?: readonly WorkloadCondition[];
  };
}

/** The type's name. */
export const AUTOSCALERS = 'horizontalpodautoscalers.autoscaling';
