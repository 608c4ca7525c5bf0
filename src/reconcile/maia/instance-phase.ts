import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import { CHILD_ROLES } from './child-role.ts';
import { essentialFailure, type InstanceSituation } from './instance-situation.ts';

export type InstancePhase = MaiaInstanceStatus['phase'];

/** The phase: the first rule that fits. */
export function instancePhase(situation: InstanceSituation): InstancePhase {
  const { conflicts, nameProblem, rollout, stored, unusableSecrets } = situation;
  const failure = essentialFailure(situation);
  if (nameProblem !== undefined || failure?.isUsersValue === true || rollout.failure !== undefined) return 'Failed';
  if (!rollout.exists || (unusableSecrets.length > 0 && rollout.readyReplicas === 0)) return 'Pending';
  const isBlocked = failure !== undefined || conflicts.some((role) => CHILD_ROLES[role].essential);
  if (rollout.complete && !isBlocked) return 'Running';
  return stored?.phase === 'Running' || stored?.phase === 'Updating' ? 'Updating' : 'Pending';
}
