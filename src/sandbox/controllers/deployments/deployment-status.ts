import { timestamp } from '../../../kernel/clock.ts';
import { withoutZero } from '../framework/without-zero.ts';
import type { WorkloadCondition } from '../framework/workload-condition.ts';
import { conditionOf, withoutCondition } from '../framework/workload-condition.ts';
import type { Deployment, ReplicaSet } from './deployment.ts';
import type { RolloutBounds } from './rollout-plan.ts';

interface Text {
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

type Counts = Readonly<Record<'replicas' | 'updatedReplicas' | 'readyReplicas' | 'availableReplicas' | 'terminatingReplicas', number>>;

const total = (sets: readonly ReplicaSet[], of: (set: ReplicaSet) => number | undefined): number => {
  return sets.reduce((count, set) => count + (of(set) ?? 0), 0);
};

function countsOf(newSet: ReplicaSet | undefined, all: readonly ReplicaSet[]): Counts {
  return {
    replicas: total(all, (set) => set.status?.replicas),
    updatedReplicas: newSet?.status?.replicas ?? 0,
    readyReplicas: total(all, (set) => set.status?.readyReplicas),
    availableReplicas: total(all, (set) => set.status?.availableReplicas),
    terminatingReplicas: total(all, (set) => set.status?.terminatingReplicas),
  };
}

/** kubernetes, `SetDeploymentCondition`: nothing changes while status and reason stay; else the condition moves to the end of the list. */
function put(conditions: readonly WorkloadCondition[], type: string, text: Text, now: number): readonly WorkloadCondition[] {
  const before = conditionOf(conditions, type);
  if (before?.status === text.status && before.reason === text.reason) return conditions;
  const kept = before?.status === text.status ? before.lastTransitionTime : undefined;
  const condition = { type, ...text, lastUpdateTime: timestamp(now), lastTransitionTime: kept ?? timestamp(now) };
  return [...withoutCondition(conditions, type), condition];
}

/** What of the rollout is known beside the ReplicaSets. */
export interface RolloutState {
  readonly now: number;
  readonly bounds: RolloutBounds;
  readonly newSet: ReplicaSet | undefined;
  readonly oldSets: readonly ReplicaSet[];
  /** A new ReplicaSet was made or found just now: what to say of it. */
  readonly begun?: { readonly reason: 'NewReplicaSetCreated' | 'FoundNewReplicaSet'; readonly message: string };
}

function progressing(
  deployment: Deployment,
  counts: Counts,
  state: RolloutState,
  conditions: readonly WorkloadCondition[],
): Text | undefined {
  const { replicas: wanted, progressDeadlineSeconds = 600 } = deployment.spec;
  const set = state.newSet;
  const what = set === undefined ? `Deployment "${deployment.metadata.name}"` : `ReplicaSet "${set.metadata.name}"`;
  const before = conditionOf(conditions, 'Progressing');
  const settled = counts.replicas === counts.updatedReplicas && before?.reason === 'NewReplicaSetAvailable';
  if (settled) return undefined;
  const { updatedReplicas, replicas, availableReplicas } = counts;
  if (updatedReplicas === wanted && replicas === wanted && availableReplicas === wanted)
    return { status: 'True', reason: 'NewReplicaSetAvailable', message: `${what} has successfully progressed.` };
  const old = deployment.status ?? {};
  const moved =
    updatedReplicas > (old.updatedReplicas ?? 0) ||
    replicas - updatedReplicas < (old.replicas ?? 0) - (old.updatedReplicas ?? 0) ||
    counts.readyReplicas > (old.readyReplicas ?? 0) ||
    availableReplicas > (old.availableReplicas ?? 0);
  if (moved) return { status: 'True', reason: 'ReplicaSetUpdated', message: `${what} is progressing.` };
  if (before === undefined || before.reason === 'ProgressDeadlineExceeded') return undefined;
  const due = Date.parse(before.lastUpdateTime ?? '') + progressDeadlineSeconds * 1000;
  if (before.reason !== 'NewReplicaSetAvailable' && state.now >= due)
    return { status: 'False', reason: 'ProgressDeadlineExceeded', message: `${what} has timed out progressing.` };
  return undefined;
}

function refreshed(conditions: readonly WorkloadCondition[], text: Text, now: number): readonly WorkloadCondition[] {
  const before = conditionOf(conditions, 'Progressing');
  if (text.reason !== 'ReplicaSetUpdated' || before?.reason !== text.reason) return put(conditions, 'Progressing', text, now);
  // Each step forward gives the rollout its whole deadline again.
  const next: WorkloadCondition = { ...before, ...text, lastUpdateTime: timestamp(now) };
  return [...withoutCondition(conditions, 'Progressing'), next];
}

/** The whole status that follows from the ReplicaSets (kubernetes, `syncRolloutStatus`). */
export function deploymentStatus(deployment: Deployment, state: RolloutState): Record<string, unknown> {
  const { now, newSet, oldSets, bounds, begun } = state;
  const all = newSet === undefined ? oldSets : [newSet, ...oldSets];
  const counts = countsOf(newSet, all);
  const { spec } = deployment;
  let conditions = deployment.status?.conditions ?? [];
  const enough = counts.availableReplicas >= spec.replicas - bounds.maxUnavailable;
  if (begun !== undefined) conditions = put(conditions, 'Progressing', { status: 'True', ...begun }, now);
  conditions = put(
    conditions,
    'Available',
    enough
      ? { status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
      : { status: 'False', reason: 'MinimumReplicasUnavailable', message: 'Deployment does not have minimum availability.' },
    now,
  );
  const paused = conditionOf(conditions, 'Progressing')?.reason;
  if (spec.paused === true) {
    if (paused !== 'DeploymentPaused' && paused !== 'ProgressDeadlineExceeded')
      conditions = put(conditions, 'Progressing', { status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' }, now);
  } else {
    if (paused === 'DeploymentPaused')
      conditions = put(
        conditions,
        'Progressing',
        { status: 'Unknown', reason: 'DeploymentResumed', message: 'Deployment is resumed' },
        now,
      );
    const text = progressing(deployment, counts, state, conditions);
    if (text !== undefined) conditions = refreshed(conditions, text, now);
  }
  const failure = all.map((set) => conditionOf(set.status?.conditions, 'ReplicaFailure')).find((condition) => condition?.status === 'True');
  if (failure === undefined) conditions = withoutCondition(conditions, 'ReplicaFailure');
  else {
    const { reason = '', message = '' } = failure;
    conditions = put(conditions, 'ReplicaFailure', { status: 'True', reason, message }, now);
  }
  const wantedOfSets = total(all, (set) => set.spec.replicas);
  return {
    ...withoutZero({
      observedGeneration: deployment.metadata.generation ?? 0,
      ...counts,
      unavailableReplicas: Math.max(0, wantedOfSets - counts.availableReplicas),
      conditions,
    }),
    terminatingReplicas: counts.terminatingReplicas,
  };
}

/** Milliseconds until a rollout that does not move has used up its deadline; undefined where none runs. */
export function deadlineIn(deployment: Deployment, conditions: readonly WorkloadCondition[], now: number): number | undefined {
  const before = conditionOf(conditions, 'Progressing');
  if (before === undefined || deployment.spec.paused === true) return undefined;
  if (before.reason === 'NewReplicaSetAvailable' || before.reason === 'ProgressDeadlineExceeded') return undefined;
  const due = Date.parse(before.lastUpdateTime ?? '') + (deployment.spec.progressDeadlineSeconds ?? 600) * 1000;
  return Math.max(1, due - now);
}
