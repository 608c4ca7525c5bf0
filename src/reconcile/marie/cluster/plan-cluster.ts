import { nextConditions } from '../../../kernel/condition.ts';
import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';
import type { Plan, StepFailure } from '../../engine/contract.ts';
import { clusterBlocker } from './cluster-blocker.ts';
import { clusterConditions } from './cluster-conditions.ts';
import { clusterEvents } from './cluster-events.ts';
import type { MarieClusterPrimary } from './cluster-key.ts';
import { clusterPhase } from './cluster-phase.ts';
import { clusterSituation, type ClusterSituation } from './cluster-situation.ts';
import { clusterStatusFields } from './cluster-status-fields.ts';
import { clusterSteps } from './cluster-steps.ts';
import type { MarieClusterObserved } from './observe-cluster.ts';
import { planClusterDeletion } from './plan-deletion.ts';
import { withUpdateTime } from './with-update-time.ts';

/** How often the gateway is asked while there is work before it, and while there is none, in milliseconds. */
const BUSY_MS = 5_000;
const QUIET_MS = 30_000;
/** After which a Secret is looked at again that cannot be seen. */
const RECHECK_MS = 60_000;

/** When the cluster must be looked at again though nothing wakes it: the gateway tells nobody that a job has come in. */
function nextLook({ groups, observed }: ClusterSituation, now: number): number | undefined {
  const scaled = groups.filter((group) => group.scaled.isAutoscaled);
  const isBusy = (observed.jobs ?? []).length > 0 || scaled.some(({ demand }) => (demand?.pods ?? 0) > 0);
  const times = [
    ...(scaled.length === 0 ? [] : [isBusy ? BUSY_MS : QUIET_MS]),
    ...scaled.flatMap(({ size }) => (size.shrinksAt === undefined ? [] : [Math.max(size.shrinksAt - now, 1)])),
    ...(observed.key.state === 'unknown' ? [RECHECK_MS] : []),
  ];
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Decides what is to be done for a cluster and what its status says. Pure. */
export function planCluster(
  primary: MarieClusterPrimary,
  observed: MarieClusterObserved,
  now: number,
  failures: readonly StepFailure[],
): Plan<MarieClusterStatus> {
  if (primary.metadata.deletionTimestamp !== undefined) return planClusterDeletion(primary, now);
  const situation = clusterSituation(primary, observed, failures, now);
  const phase = clusterPhase(situation);
  const blocked = clusterBlocker(situation, phase);
  const intents = clusterConditions(situation, phase, blocked);
  const conditions = nextConditions(situation.stored?.conditions, intents, primary.metadata.generation ?? 0, now);
  const recheckAfter = situation.problem === undefined ? nextLook(situation, now) : undefined;
  return {
    steps: clusterSteps(situation),
    status: withUpdateTime({ ...clusterStatusFields(situation), phase, conditions: [...conditions] }, situation.stored, now),
    events: clusterEvents(situation, intents, { phase }),
    ...(recheckAfter === undefined ? {} : { recheckAfter }),
    ...(blocked === undefined ? {} : { blocked }),
  };
}
