import { findCondition } from '../../kernel/condition.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import { CHILD_ROLES } from './child-role.ts';
import { essentialFailure, immutableProblem } from './instance-problems.ts';
import type { InstanceSituation } from './instance-situation.ts';

export type InstancePhase = AbiInstanceStatus['phase'];

/** Pods that are in trouble for longer do not come up by themselves. */
const TROUBLE_MS = 5 * 60_000;

/** When pods that are all in trouble make the instance Failed, Unix milliseconds; undefined while one may still come up. */
export function troubleEnds({ choice, pods }: InstanceSituation): number | undefined {
  const { trouble } = pods;
  if (trouble === undefined || choice.replicas === 0 || trouble.pods < pods.pods) return undefined;
  return trouble.since + TROUBLE_MS;
}

/** Whether the instance has served at any time since it was made. */
export function hasServed({ stored }: Pick<InstanceSituation, 'stored'>): boolean {
  const available = findCondition(stored?.conditions, 'Available');
  return available !== undefined && (available.status === 'True' || available.reason !== 'NeverAvailable');
}

function isFailed(situation: InstanceSituation, now: number): boolean {
  const { conflicts, observed, problem, rollout } = situation;
  if (problem !== undefined || rollout.failure !== undefined) return true;
  if (conflicts.some((role) => CHILD_ROLES[role].essential) || observed.foreignClaims.length > 0) return true;
  if (immutableProblem(situation) !== undefined || essentialFailure(situation)?.step.stuck === true) return true;
  return (troubleEnds(situation) ?? Infinity) <= now;
}

/** The phase: the first rule that fits. `now` is Unix milliseconds. */
export function instancePhase(situation: InstanceSituation, now: number): InstancePhase {
  const { choice, replaced, rollout, stored } = situation;
  if (isFailed(situation, now)) return 'Failed';
  if (!rollout.exists && replaced === undefined && stored?.workloadKind === undefined) return 'Pending';
  if (!hasServed(situation) && !rollout.complete) return 'Creating';
  const isRolling = !rollout.current || rollout.updatedReplicas < choice.replicas || rollout.replicas !== choice.replicas;
  return isRolling || replaced !== undefined ? 'Updating' : 'Running';
}
