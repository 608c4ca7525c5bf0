import { findCondition } from '../../kernel/condition.ts';
import type { InstanceSituation } from './instance-situation.ts';

/** Field of a PodDisruptionBudget that servers before 1.26 do not know. */
const FIELD = 'unhealthyPodEvictionPolicy';

/** In the condition DisruptionSafe, so that the next passes know what this one was told. */
export const UNKNOWN_POLICY_NOTE = `this server does not know ${FIELD}: pods that are not ready count too`;

/** Whether the server has just refused the field. */
export function hasRefusedPolicy({ failures }: Pick<InstanceSituation, 'failures'>): boolean {
  return failures.some(({ role, step }) => role === 'disruptionBudget' && step.message.includes(FIELD));
}

/** Whether the server knows the field: true until it said otherwise. */
export function knowsEvictionPolicy(situation: Pick<InstanceSituation, 'failures' | 'stored'>): boolean {
  const told = findCondition(situation.stored?.conditions, 'DisruptionSafe')?.message ?? '';
  return !hasRefusedPolicy(situation) && !told.includes(UNKNOWN_POLICY_NOTE);
}
