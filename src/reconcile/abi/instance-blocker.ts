import { describeRef } from '../../kernel/kube-object.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import type { Blocker } from '../engine/contract.ts';
import { childRef, workloadRole } from './child-role.ts';
import type { InstancePhase } from './instance-phase.ts';
import {
  conflictProblems,
  essentialFailure,
  failureProblem,
  immutableProblem,
  placeProblem,
  secretProblem,
  switchProblem,
} from './instance-problems.ts';
import { SWITCH_ANNOTATION, type InstanceSituation } from './instance-situation.ts';

type On = NonNullable<Blocker['on']>;

function onWorkload({ values }: InstanceSituation): On {
  const { type, name, namespace } = childRef(workloadRole(values.workload), values);
  return { kind: type.kind, ...(namespace === undefined ? {} : { namespace }), name };
}

function describePods({ values }: InstanceSituation): string {
  return `kubectl describe pods -n ${values.namespace} -l app.kubernetes.io/instance=${values.name}`;
}

function conflictBlocker(situation: InstanceSituation): Blocker | undefined {
  const [conflict] = conflictProblems(situation);
  if (conflict === undefined) return undefined;
  const [kind = '', namespace = '', name = ''] = (conflict.message.split(' ')[0] ?? '').split('/');
  const fix = `look whose it is: kubectl get ${kind.toLowerCase()} ${name} -n ${namespace} -o yaml; then remove it, or give the instance another name`;
  return { kind: 'failed', ...conflict, on: { kind, namespace, name }, fix };
}

/** A key that the provider needs. The values are the user's to fill in. */
function secretBlocker({ unusableSecrets, values }: InstanceSituation): Blocker | undefined {
  const finding = unusableSecrets.find(({ required }) => required);
  if (finding === undefined) return undefined;
  const { key, name, state } = finding;
  const { namespace } = values;
  const fix =
    state === 'absent'
      ? `kubectl create secret generic ${name} -n ${namespace} --from-literal=${key}=VALUE`
      : `kubectl patch secret ${name} -n ${namespace} -p '${JSON.stringify({ stringData: { [key]: 'VALUE' } })}'`;
  return { kind: 'stuck', ...secretProblem(finding, namespace), on: { kind: 'Secret', namespace, name }, fix };
}

function failedChildBlocker(situation: InstanceSituation): Blocker | undefined {
  const failure = essentialFailure(situation);
  if (failure === undefined) return undefined;
  const { role, step } = failure;
  const { namespace } = situation.values;
  const on: On = { kind: step.kind ?? '', namespace, name: step.name ?? (role === undefined ? '' : childRef(role, situation.values).name) };
  return { kind: step.stuck ? 'failed' : 'waits', ...failureProblem(failure), on };
}

function immutableBlocker(situation: InstanceSituation): Blocker | undefined {
  const problem = immutableProblem(situation);
  if (problem === undefined) return undefined;
  const { name, namespace } = situation.values;
  const fix = `set the field back: kubectl edit abiinstance ${name} -n ${namespace}; or make an instance of another name and move the data`;
  return { kind: 'failed', ...problem, fix };
}

function podBlocker(situation: InstanceSituation, phase: InstancePhase): Blocker | undefined {
  const { pods, rollout } = situation;
  const on = onWorkload(situation);
  const fix = describePods(situation);
  const workload = `${on.kind}/${on.namespace ?? ''}/${on.name}`;
  if (rollout.failure !== undefined) {
    const { reason, message } = rollout.failure;
    return { kind: 'failed', reason, message: `${workload}: ${message}`, on, fix };
  }
  const { trouble } = pods;
  if (trouble !== undefined) {
    const { message, reason } = trouble;
    const words = `${trouble.pods} of ${pods.pods} pods of ${workload} do not start${message === '' ? '' : `: ${message}`}`;
    return { kind: phase === 'Failed' ? 'failed' : 'waits', reason, message: words, on, fix };
  }
  const blocked = switchProblem(situation);
  if (blocked !== undefined) {
    const { name, namespace } = situation.values;
    const allow = `kubectl annotate abiinstance ${name} -n ${namespace} ${SWITCH_ANNOTATION}=recreate lets the old one go first, with a gap in service`;
    return { kind: 'waits', ...blocked, on, fix: allow };
  }
  const place = placeProblem(situation);
  return place === undefined ? undefined : { kind: 'waits', ...place, on, fix };
}

function waitingBlocker(situation: InstanceSituation, phase: InstancePhase): Blocker {
  const { choice, replaced, rollout, served } = situation;
  const on = onWorkload(situation);
  const workload = describeRef(childRef(workloadRole(situation.values.workload), situation.values));
  const waits = (reason: string, message: string): Blocker => ({ kind: 'waits', reason, message, on });
  if (!rollout.exists) return waits('WorkloadMissing', `${workload} does not exist yet`);
  if (!rollout.current) return waits('RollingOut', `${workload} has yet to take up the current spec`);
  const ready = `${workload} has ${rollout.readyReplicas} of ${choice.replicas} replicas ready`;
  if (replaced !== undefined) return waits('SwitchingWorkload', `${ready}; the ${replaced.kind} goes once all are`);
  if (phase === 'Running' && served.readyReplicas < choice.replicas) return waits('ReplicasNotReady', ready);
  const updated = `${ready}, ${rollout.updatedReplicas} of them with the current template`;
  return waits('RollingOut', rollout.unavailable === undefined ? updated : `${updated}: ${rollout.unavailable}`);
}

/** The one reason why an instance is not Ready; undefined when it is, and when its user wants no replica. */
export function instanceBlocker(
  situation: InstanceSituation,
  phase: InstancePhase,
  health: AbiInstanceStatus['health']['status'],
): Blocker | undefined {
  if (phase === 'Running' && (health === 'Healthy' || situation.choice.replicas === 0)) return undefined;
  if (situation.problem !== undefined) return { kind: 'failed', ...situation.problem };
  return (
    conflictBlocker(situation) ??
    secretBlocker(situation) ??
    failedChildBlocker(situation) ??
    immutableBlocker(situation) ??
    podBlocker(situation, phase) ??
    waitingBlocker(situation, phase)
  );
}
