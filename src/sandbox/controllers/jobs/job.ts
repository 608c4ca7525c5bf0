import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { PodTemplate } from '../framework/pod.ts';
import type { WorkloadCondition } from '../framework/workload-condition.ts';

/** A Job, after defaulting. */
export interface Job extends KubeObject {
  readonly spec: {
    readonly parallelism?: number;
    readonly completions?: number;
    readonly completionMode?: 'NonIndexed' | 'Indexed';
    readonly backoffLimit?: number;
    readonly activeDeadlineSeconds?: number;
    readonly ttlSecondsAfterFinished?: number;
    readonly suspend?: boolean;
    readonly podReplacementPolicy?: 'TerminatingOrFailed' | 'Failed';
    readonly template: PodTemplate;
  };
  readonly status?: {
    readonly startTime?: string;
    readonly completionTime?: string;
    readonly active?: number;
    readonly succeeded?: number;
    readonly failed?: number;
    readonly completedIndexes?: string;
    readonly conditions?: readonly WorkloadCondition[];
  };
}

/** How a Job has ended: its condition `Complete` or `Failed`, or undefined while it has not. */
export function jobEnd(job: Job): WorkloadCondition | undefined {
  return job.status?.conditions?.find(({ type, status }) => (type === 'Complete' || type === 'Failed') && status === 'True');
}
