import { timestamp } from './clock.ts';

/** `metav1.Condition`. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

/** A condition as a planner decides it; the transition time follows from what was stored before. */
export type ConditionIntent = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>;

/**
 * The complete new list of conditions, in the order of `next`: `lastTransitionTime` moves only when `status` changes
 * (apimachinery `meta.SetStatusCondition`); types that `next` does not name are dropped.
 */
export function nextConditions(
  previous: readonly Condition[] | undefined,
  next: readonly ConditionIntent[],
  observedGeneration: number,
  now: number,
): readonly Condition[] {
  return next.map((intent) => {
    const before = previous?.find((condition) => condition.type === intent.type);
    const lastTransitionTime = before?.status === intent.status ? before.lastTransitionTime : timestamp(now);
    return { ...intent, lastTransitionTime, observedGeneration };
  });
}

/** The condition of a type, if present. */
export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/** Whether `type` now has another status or reason than before: the rule by which planners raise an event once. */
export function conditionChanged(previous: readonly Condition[] | undefined, next: Pick<Condition, 'type' | 'status' | 'reason'>): boolean {
  const before = findCondition(previous, next.type);
  return before?.status !== next.status || before.reason !== next.reason;
}
