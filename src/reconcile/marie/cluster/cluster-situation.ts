import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';
import type { ClusterValues } from '../../../templates/marie/cluster-values.ts';
import { executorDeployment } from '../../../templates/marie/executor-deployment.ts';
import { clusterNames } from '../../../templates/marie/names.ts';
import { serverDeployment } from '../../../templates/marie/server-deployment.ts';
import type { StepFailure } from '../../engine/contract.ts';
import { childFailures, type ChildFailure } from './child-failure.ts';
import { clusterKey, type MarieClusterPrimary } from './cluster-key.ts';
import { groupDemands, type GroupDemand } from './group-demand.ts';
import { groupSize, type GroupSize } from './group-size.ts';
import type { MarieClusterObserved } from './observe-cluster.ts';
import { roleFinding, type RoleFinding } from './role-finding.ts';
import { podsOf } from './pod-findings.ts';
import { marksOf, type MarksInput } from './pod-marks.ts';
import { scaledGroups, type ScaledGroup } from './scaled-group.ts';
import { storedClusterStatus } from './stored-cluster-status.ts';
import { specProblem, type ClusterProblem } from './spec-problem.ts';

/** One group: how its size is found, what is asked of it, its size, and how it does. */
export interface GroupFinding extends RoleFinding {
  readonly scaled: ScaledGroup;
  readonly demand: GroupDemand | undefined;
  readonly size: GroupSize;
  /** Which of its pods are to go first, and do not say so yet. */
  readonly marks: MarksInput;
}

/** Everything that steps, conditions, phase and blocker are decided from. */
export interface ClusterSituation {
  readonly primary: MarieClusterPrimary;
  readonly stored: MarieClusterStatus | undefined;
  readonly observed: MarieClusterObserved;
  readonly values: ClusterValues;
  /** Why no object can be made. */
  readonly problem: ClusterProblem | undefined;
  readonly isSuspended: boolean;
  readonly server: RoleFinding;
  readonly groups: readonly GroupFinding[];
  readonly failures: readonly ChildFailure[];
}

function liveReplicas(deployments: readonly KubeObject[], name: string): number | undefined {
  const live = deployments.find(({ metadata }) => metadata.name === name);
  return (live?.['spec'] as { readonly replicas?: number } | undefined)?.replicas;
}

/** Without a key no job can be submitted: what is not submitted yet must not wake a GPU. */
function jobsThatGoOn({ jobs = [], key }: MarieClusterObserved): NonNullable<MarieClusterObserved['jobs']> {
  return key.state === 'absent' || key.state === 'incomplete' ? jobs.filter(({ needsNoKey }) => needsNoKey) : jobs;
}

/** Puts together what the pass has found. `now` is Unix milliseconds. */
export function clusterSituation(
  primary: MarieClusterPrimary,
  observed: MarieClusterObserved,
  stepFailures: readonly StepFailure[],
  now: number,
): ClusterSituation {
  const key = clusterKey(primary);
  const { spec } = primary;
  // The status may be one that another operator has left.
  const stored = primary.status === undefined ? undefined : storedClusterStatus(primary);
  const scaled = scaledGroups(spec);
  const isSuspended = spec.suspend === true;
  const demands = groupDemands(spec, scaled, observed.work, jobsThatGoOn(observed));
  const sized = scaled.map((one) => {
    const { groupName } = one.group;
    const live = liveReplicas(observed.deployments, clusterNames.executorDeployment(key.name, groupName));
    const before = stored?.executorGroupStatuses[groupName];
    const demand = demands.get(groupName);
    const present = { ...(live === undefined ? {} : { live }), ...(before === undefined ? {} : { stored: before }) };
    const marks = marksOf(one, podsOf(observed.pods, key.name, { group: groupName }));
    const size = groupSize(one, present, demand, now);
    // Until the pods that are to go first say so, others would go.
    const waits = marks.mark.length > 0 && live !== undefined && size.replicas > 0 && size.replicas < live;
    return { scaled: one, demand, marks, size: waits ? { ...size, replicas: live } : size };
  });
  const values: ClusterValues = {
    ...key,
    spec,
    serverReplicas: isSuspended ? 0 : spec.serverSpec.replicas,
    groups: sized.map(({ scaled: { group, isExternal, isSuspended: sleeps }, size }) => {
      return { group, replicas: size.replicas, isExternal: isExternal && !sleeps };
    }),
  };
  const groups = values.groups.flatMap((group, index): GroupFinding[] => {
    const one = sized[index];
    if (one === undefined) return [];
    const wanted = executorDeployment(values, group);
    return [{ ...one, ...roleFinding({ group: group.group.groupName }, wanted, group.replicas, key.name, observed) }];
  });
  return {
    primary,
    stored,
    observed,
    values,
    problem: specProblem(primary),
    isSuspended,
    server: roleFinding('server', serverDeployment(values), values.serverReplicas, key.name, observed),
    groups,
    failures: childFailures(stepFailures, key),
  };
}
