import type { ConditionIntent } from '../../kernel/condition.ts';
import { missingForAutoscaling } from '../../templates/abi/pod-resources.ts';
import { refusedProblem } from './instance-problems.ts';
import type { InstanceSituation } from './instance-situation.ts';

interface AutoscalerStatus {
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason?: string; readonly message?: string }[];
}

/** What the condition says of `spec.replicas` while an autoscaler owns the number: by it a later edit is noticed. */
export function ignoredReplicas(replicas: number): string {
  return `spec.replicas (${replicas}) is only the number to begin with`;
}

function withDefaults({ primary }: InstanceSituation): string {
  const missing = missingForAutoscaling(primary.spec);
  return missing.length === 0 ? '' : `; spec.resources has no request of ${missing.join(' and ')} to measure against: a default is set`;
}

/** Whether the number of replicas follows the load: what the autoscaler says of itself. */
export function autoscalingCondition(situation: InstanceSituation): ConditionIntent {
  const type = 'Autoscaling';
  const { observed, primary } = situation;
  const { autoscaling, replicas } = primary.spec;
  if (autoscaling?.enabled !== true) {
    return { type, status: 'False', reason: 'Disabled', message: `spec.replicas (${replicas}) says how many pods there are` };
  }
  if (replicas === 0) return { type, status: 'False', reason: 'ScaledToZero', message: 'spec.replicas is 0, which pauses the autoscaler' };
  const problem = refusedProblem(situation, 'autoscaler');
  if (problem !== undefined) return { type, status: 'False', ...problem };
  const bounds = `between ${autoscaling.minReplicas} and ${autoscaling.maxReplicas} pods; ${ignoredReplicas(replicas)}${withDefaults(situation)}`;
  const { conditions = [] } = (observed.live.autoscaler?.['status'] as AutoscalerStatus | undefined) ?? {};
  const active = conditions.find((condition) => condition.type === 'ScalingActive');
  if (active?.status === 'True') return { type, status: 'True', reason: active.reason ?? 'ScalingActive', message: bounds };
  if (active === undefined) return { type, status: 'Unknown', reason: 'NotYetKnown', message: bounds };
  const isMetrics = active.reason?.startsWith('FailedGet') === true;
  // Its message names numbers that change by the minute; the reason tells enough.
  const why = active.reason ?? 'the autoscaler is not active';
  return { type, status: 'False', reason: isMetrics ? 'MetricsUnavailable' : why, message: `${why}; ${bounds}` };
}
