import { timestamp } from '../../../kernel/clock.ts';

/** A condition in the status of a built-in type. `lastUpdateTime`, `lastProbeTime` and `observedGeneration` are there in some of them. */
export interface WorkloadCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
  readonly lastProbeTime?: string | null;
  readonly observedGeneration?: number;
}

/** The condition of a type. */
export function conditionOf(conditions: readonly WorkloadCondition[] | undefined, type: string): WorkloadCondition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * Puts a condition into the list at its place (a new one at the end). Its `lastTransitionTime` stays while the status does. The same list
 * comes back where nothing differs.
 */
export function withCondition(
  conditions: readonly WorkloadCondition[],
  next: Omit<WorkloadCondition, 'lastTransitionTime'>,
  now: number,
): readonly WorkloadCondition[] {
  const before = conditionOf(conditions, next.type);
  const kept = before?.status === next.status ? before.lastTransitionTime : undefined;
  const condition: WorkloadCondition = { ...next, lastTransitionTime: kept ?? timestamp(now) };
  if (before === undefined) return [...conditions, condition];
  if (before.status === next.status && before.reason === next.reason && before.message === next.message) {
    if (before.observedGeneration === next.observedGeneration) return conditions;
  }
  return conditions.map((entry) => (entry === before ? condition : entry));
}

/** The list without a type. The same list comes back where it has none. */
export function withoutCondition(conditions: readonly WorkloadCondition[], type: string): readonly WorkloadCondition[] {
  return conditionOf(conditions, type) === undefined ? conditions : conditions.filter((condition) => condition.type !== type);
}
