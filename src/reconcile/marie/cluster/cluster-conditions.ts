import { findCondition, type ConditionIntent } from '../../../kernel/condition.ts';
import type { Blocker } from '../../engine/contract.ts';
import { failureProblem } from './child-failure.ts';
import type { ClusterPhase } from './cluster-phase.ts';
import type { ClusterSituation } from './cluster-situation.ts';
import { specWarnings } from './spec-warnings.ts';

function condition(type: string, status: ConditionIntent['status'], reason: string, message: string): ConditionIntent {
  return { type, status, reason, message };
}

function ready(phase: ClusterPhase, blocker: Blocker | undefined): ConditionIntent {
  if (blocker !== undefined) return condition('Ready', 'False', blocker.reason, blocker.message);
  if (phase === 'Suspended') return condition('Ready', 'False', 'Suspended', 'spec.suspend is true: there are no pods');
  return condition('Ready', 'True', 'Running', 'the server and every executor group are ready');
}

/** Once true it stays: it tells whether the cluster has ever been whole. */
function provisioned({ primary, problem, stored }: ClusterSituation, phase: ClusterPhase, blocker: Blocker | undefined): ConditionIntent {
  const type = 'MarieClusterProvisioned';
  const isRenewed = findCondition(stored?.conditions, type)?.status === 'True';
  if (isRenewed || (phase === 'Running' && problem === undefined)) {
    return condition(type, 'True', 'Provisioned', 'every pod of the cluster was ready at least once');
  }
  if (phase === 'Failed') return condition(type, 'False', 'ProvisioningFailed', blocker?.message ?? 'the spec cannot be followed');
  return condition(type, 'False', 'Provisioning', `the objects of ${primary.metadata.name} are being made, or its pods are not ready yet`);
}

function serverPodReady({ server, values }: ClusterSituation): ConditionIntent {
  const { readyReplicas } = server.rollout;
  return readyReplicas > 0
    ? condition('ServerPodReady', 'True', 'ServerReady', `${readyReplicas} of ${values.serverReplicas} server pods are ready`)
    : condition('ServerPodReady', 'False', 'ServerNotReady', 'no server pod is ready');
}

function allExecutorsReady({ groups }: ClusterSituation): ConditionIntent {
  const type = 'AllExecutorsReady';
  const want = groups.reduce((sum, group) => sum + group.want, 0);
  const lacking = groups.filter(({ rollout }) => !rollout.complete);
  if (lacking.length === 0) return condition(type, 'True', 'AllExecutorsReady', `${want}/${want} executor replicas are ready`);
  const words = lacking.map(({ name, rollout, want: of }) => `${name} has ${rollout.readyReplicas} of ${of}`);
  return condition(type, 'False', 'ExecutorsNotReady', `ready executor replicas: ${words.join(', ')}`);
}

function suspension({ isSuspended }: ClusterSituation, phase: ClusterPhase): readonly ConditionIntent[] {
  if (!isSuspended) return [condition('Suspended', 'False', 'NotSuspended', 'spec.suspend is not set')];
  return phase === 'Suspended'
    ? [condition('Suspended', 'True', 'Suspended', 'there are no pods')]
    : [
        condition('Suspended', 'False', 'Suspending', 'pods are still there'),
        condition('Suspending', 'True', 'Suspending', 'the pods are going'),
      ];
}

function replicaFailure({ groups, server }: ClusterSituation): readonly ConditionIntent[] {
  const failed = [server, ...groups].filter(({ rollout }) => rollout.failure?.reason === 'ReplicaFailure');
  const words = failed.map(({ deployment, rollout }) => `${deployment}: ${rollout.failure?.message ?? ''}`);
  return failed.length === 0 ? [] : [condition('ReplicaFailure', 'True', 'FailedCreate', words.join('; '))];
}

function specValid(situation: ClusterSituation): ConditionIntent {
  const { primary, problem } = situation;
  if (problem !== undefined) return condition('SpecValid', 'False', problem.reason, problem.message);
  const warnings = specWarnings(primary.spec).map(({ message }) => message);
  const message = warnings.length === 0 ? 'the spec can be followed' : `the spec can be followed, but: ${warnings.join('; ')}`;
  return condition('SpecValid', 'True', 'Valid', message);
}

function authConfigured({ observed, values }: ClusterSituation): ConditionIntent {
  const type = 'AuthConfigured';
  const { key, secret, state, why } = observed.key;
  const what = `Secret/${values.namespace}/${secret}`;
  if (state === 'present') return condition(type, 'True', 'AuthConfigured', `${what} holds the API key of the gateway`);
  if (state === 'unknown') return condition(type, 'Unknown', 'NotVisible', `${what} cannot be seen: ${why ?? 'it was not read'}`);
  const lack = state === 'absent' ? 'does not exist' : `has no key ${key}`;
  return condition(type, 'False', 'AuthNotConfigured', `${what} with the API key of the gateway ${lack}: no job can be submitted`);
}

function ingressReady(situation: ClusterSituation): readonly ConditionIntent[] {
  if (situation.primary.spec.enableIngress !== true) return [];
  const type = 'IngressReady';
  const failure = situation.failures.find(({ isEssential, step }) => !isEssential && step.step === 'apply');
  if (failure !== undefined) {
    const { message, reason } = failureProblem(failure);
    return [condition(type, 'False', reason, message)];
  }
  const isThere = situation.observed.ingresses.length > 0;
  return [
    isThere
      ? condition(type, 'True', 'Applied', 'the Ingress leads to the gateway')
      : condition(type, 'False', 'Pending', 'it is not there yet'),
  ];
}

function autoscaling({ groups, observed }: ClusterSituation): readonly ConditionIntent[] {
  const type = 'Autoscaling';
  const names = groups.filter(({ scaled }) => scaled.isAutoscaled).map(({ name }) => name);
  if (names.length === 0) return [];
  const { work } = observed;
  const why = work?.state === 'unknown' ? work.why : observed.jobs === undefined ? 'not all MarieJobs can be seen' : undefined;
  if (why !== undefined) return [condition(type, 'False', 'SignalUnknown', `no group shrinks until the work is known: ${why}`)];
  return [condition(type, 'True', 'FollowingWork', `the work before the gateway sets the size of: ${names.join(', ')}`)];
}

/** All conditions, in every pass. Suspending and ReplicaFailure only while they hold, those of a feature only where it is in use. */
export function clusterConditions(
  situation: ClusterSituation,
  phase: ClusterPhase,
  blocker: Blocker | undefined,
): readonly ConditionIntent[] {
  return [
    ready(phase, blocker),
    provisioned(situation, phase, blocker),
    serverPodReady(situation),
    allExecutorsReady(situation),
    ...suspension(situation, phase),
    ...replicaFailure(situation),
    specValid(situation),
    authConfigured(situation),
    ...ingressReady(situation),
    ...autoscaling(situation),
  ];
}
