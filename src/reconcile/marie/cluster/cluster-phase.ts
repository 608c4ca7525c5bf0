import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';
import type { ChildFailure } from './child-failure.ts';
import type { ClusterSituation } from './cluster-situation.ts';

export type ClusterPhase = MarieClusterStatus['phase'];

/** The failure without which there would be the whole cluster. One that passes by itself is none: it is tried again. */
export function stuckFailure({ failures }: ClusterSituation): ChildFailure | undefined {
  return failures.find(({ isConflict, isEssential, step }) => isEssential && (isConflict || step.stuck));
}

/** The server or the group whose rollout Kubernetes has given up. */
export function failedRole({ groups, server }: ClusterSituation): ClusterSituation['server'] | undefined {
  return [server, ...groups].find(({ rollout }) => rollout.failure !== undefined);
}

/** Whether no pod is left, counted by the Deployments and by the pods themselves, which go later. */
export function isAsleep({ groups, observed, server }: ClusterSituation): boolean {
  const isGone = [server, ...groups].every(({ rollout }) => rollout.complete && rollout.replicas === 0);
  return isGone && observed.pods.length === 0;
}

/** The server and the groups that are not as they should be: counted one by one, so that a surplus here hides no lack there. */
export function unready({ groups, server }: ClusterSituation): readonly ClusterSituation['server'][] {
  return [server, ...groups].filter(({ rollout }) => !rollout.complete);
}

/** The phase: the first rule that fits. `Terminating` is told by the plan of a deletion. */
export function clusterPhase(situation: ClusterSituation): ClusterPhase {
  const { isSuspended, problem, server, stored } = situation;
  if (problem !== undefined || stuckFailure(situation) !== undefined || failedRole(situation) !== undefined) return 'Failed';
  if (isSuspended) return isAsleep(situation) ? 'Suspended' : 'Creating';
  if (!server.rollout.exists && (stored === undefined || stored.phase === 'Pending')) return 'Pending';
  return unready(situation).length === 0 ? 'Running' : 'Creating';
}
