import type { ConditionIntent } from '../../kernel/condition.ts';
import { drainBudget, leastReplicas } from '../../templates/abi/drain-budget.ts';
import { isBound } from '../../templates/abi/volume-terms.ts';
import type { Blocker } from '../engine/contract.ts';
import { autoscalingCondition } from './autoscaling-condition.ts';
import { knowsEvictionPolicy, UNKNOWN_POLICY_NOTE } from './eviction-policy.ts';
import { hasServed, type InstancePhase } from './instance-phase.ts';
import { refusedProblem, secretProblem, switchProblem, volumeProblems, type InstanceProblem } from './instance-problems.ts';
import type { InstanceSituation } from './instance-situation.ts';
import { specWarnings } from './spec-warnings.ts';
import { isResizing } from './volume-growth.ts';

/** A condition for a list of problems: the reason of the first, the words of all. */
function joined(type: string, problems: readonly InstanceProblem[]): ConditionIntent | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  return { type, status: 'False', reason: first.reason, message: problems.map(({ message }) => message).join('; ') };
}

function ready({ choice, served }: InstanceSituation, blocker: Blocker | undefined): ConditionIntent {
  const type = 'Ready';
  if (blocker !== undefined) return { type, status: 'False', reason: blocker.reason, message: blocker.message };
  if (choice.replicas === 0) return { type, status: 'False', reason: 'ScaledToZero', message: 'spec.replicas is 0' };
  const message = `${served.readyReplicas} of ${choice.replicas} replicas are ready`;
  return { type, status: 'True', reason: 'ReplicasReady', message };
}

function available(situation: InstanceSituation): ConditionIntent {
  const type = 'Available';
  const { choice, primary, served } = situation;
  if (choice.replicas === 0) return { type, status: 'False', reason: 'ScaledToZero', message: 'spec.replicas is 0' };
  const least = Math.min(Math.max(1, leastReplicas(primary.spec)), choice.replicas);
  // At first all that are asked for must have been ready; afterwards what a disruption budget would leave is enough.
  const enough = hasServed(situation) ? 1 : least;
  if (served.readyReplicas >= enough) {
    return { type, status: 'True', reason: 'MinimumReplicasAvailable', message: 'the instance serves' };
  }
  return hasServed(situation)
    ? { type, status: 'False', reason: 'MinimumReplicasUnavailable', message: 'no replica is ready' }
    : { type, status: 'False', reason: 'NeverAvailable', message: 'the replicas have not been ready yet' };
}

function progressing({ problem, rollout }: InstanceSituation, phase: InstancePhase, blocker: Blocker | undefined): ConditionIntent {
  const type = 'Progressing';
  if (phase === 'Running') return { type, status: 'False', reason: 'RolloutComplete', message: 'every replica runs the current spec' };
  if (problem === undefined && rollout.failure !== undefined) {
    const { reason, message } = rollout.failure;
    return { type, status: 'False', reason: reason === 'ProgressDeadlineExceeded' ? 'DeadlineExceeded' : reason, message };
  }
  if (phase === 'Failed') {
    return { type, status: 'False', reason: blocker?.reason ?? 'Failed', message: blocker?.message ?? 'the spec cannot be followed' };
  }
  return { type, status: 'True', reason: 'RollingOut', message: 'the workload is being brought in step with the spec' };
}

function specValid({ primary, problem }: InstanceSituation): ConditionIntent {
  const type = 'SpecValid';
  if (problem !== undefined) return { type, status: 'False', ...problem };
  const warnings = specWarnings(primary.spec).map(({ message }) => message);
  const message = warnings.length === 0 ? 'the spec can be followed' : `the spec can be followed, but: ${warnings.join('; ')}`;
  return { type, status: 'True', reason: 'Valid', message };
}

function secretsResolved({ observed, unusableSecrets, values }: InstanceSituation): ConditionIntent {
  const type = 'SecretsResolved';
  const problems = unusableSecrets.map((finding) => secretProblem(finding, values.namespace));
  const unknown = observed.secrets.find(({ state }) => state === 'unknown');
  if (problems.length === 0 && unknown !== undefined) {
    const message = `Secret/${values.namespace}/${unknown.name} (${unknown.field}) cannot be seen: ${unknown.why ?? 'it was not read'}`;
    return { type, status: 'Unknown', reason: 'NotVisible', message };
  }
  return joined(type, problems) ?? { type, status: 'True', reason: 'Resolved', message: 'every Secret that the spec names is there' };
}

function storageReady(situation: InstanceSituation): ConditionIntent {
  const type = 'StorageReady';
  const { growth, observed, primary } = situation;
  if (primary.spec.storage?.enabled !== true) {
    return { type, status: 'False', reason: 'NotEnabled', message: 'data is lost with its pod: spec.storage is not enabled' };
  }
  const problem = joined(type, volumeProblems(situation));
  if (problem !== undefined) return problem;
  const claims = [...observed.claims.map(({ live }) => live), observed.live.sharedClaim].filter((claim) => claim !== undefined);
  const unbound = claims.find((claim) => !isBound(claim));
  if (unbound !== undefined) {
    return { type, status: 'False', reason: 'NotBound', message: `PersistentVolumeClaim ${unbound.metadata.name} has no volume yet` };
  }
  if (growth !== undefined || claims.some(isResizing)) {
    return { type, status: 'False', reason: 'Resizing', message: `the volumes grow to ${String(primary.spec.storage.size)}` };
  }
  return { type, status: 'True', reason: 'AsAsked', message: 'the volumes are as the spec asks' };
}

function disruptionSafe(situation: InstanceSituation): ConditionIntent {
  const type = 'DisruptionSafe';
  const { spec } = situation.primary;
  const choice = drainBudget(spec);
  if (choice === undefined) {
    const why = spec.highAvailability?.enabled === true ? 'a single replica has none' : 'spec.highAvailability is not enabled';
    return { type, status: 'False', reason: 'NotEnabled', message: `there is no disruption budget: ${why}` };
  }
  const problem = refusedProblem(situation, 'disruptionBudget');
  if (problem !== undefined) return { type, status: 'False', ...problem };
  const note = knowsEvictionPolicy(situation) ? '' : `; ${UNKNOWN_POLICY_NOTE}`;
  if (choice.refused === undefined) {
    return { type, status: 'True', reason: 'BudgetLetsPodsGo', message: `drains take one pod after the other${note}` };
  }
  const wish = `spec.highAvailability.podDisruptionBudget has ${choice.refused} with at least ${leastReplicas(spec)} replicas`;
  const message = `${wish}, which would block every drain: the budget lets one pod go${note}`;
  return { type, status: 'False', reason: 'BudgetBlocksDrain', message };
}

function monitoringReady(situation: InstanceSituation): ConditionIntent {
  const type = 'MonitoringReady';
  const problem = refusedProblem(situation, 'metricsService', 'serviceMonitor');
  if (problem !== undefined) return { type, status: 'False', ...problem };
  return situation.observed.servesServiceMonitors
    ? { type, status: 'True', reason: 'ServiceMonitorMade', message: 'a ServiceMonitor selects the Service of the metrics' }
    : { type, status: 'False', reason: 'PrometheusOperatorMissing', message: 'the cluster does not serve ServiceMonitor' };
}

/** All conditions, in every pass; SwitchBlocked only while it holds. */
export function instanceConditions(
  situation: InstanceSituation,
  phase: InstancePhase,
  blocker: Blocker | undefined,
): readonly ConditionIntent[] {
  const blocked = switchProblem(situation);
  return [
    ready(situation, blocker),
    available(situation),
    progressing(situation, phase, blocker),
    specValid(situation),
    secretsResolved(situation),
    storageReady(situation),
    autoscalingCondition(situation),
    disruptionSafe(situation),
    monitoringReady(situation),
    ...(blocked === undefined ? [] : [{ type: 'SwitchBlocked', status: 'True' as const, ...blocked }]),
  ];
}
