import { describeRef } from '../../kernel/kube-object.ts';
import type { Blocker } from '../engine/contract.ts';
import { CHILD_ROLES, childRef, type ChildRoleName } from './child-role.ts';
import type { InstancePhase } from './instance-phase.ts';
import { conflictProblem, openaiKeyProblem, replicasProblem, secretProblem } from './instance-problems.ts';
import { essentialFailure, type InstanceSituation } from './instance-situation.ts';
import { PAUSE_ANNOTATION } from './paused.ts';
import type { SecretFinding } from './secret-finding.ts';

function on(role: ChildRoleName, situation: InstanceSituation): NonNullable<Blocker['on']> {
  const { type, name } = childRef(role, situation.values);
  return { kind: type.kind, namespace: situation.values.namespace, name };
}

function pausedBlocker({ values }: InstanceSituation): Blocker {
  return {
    kind: 'stuck',
    reason: 'Paused',
    message: `the annotation ${PAUSE_ANNOTATION} keeps the operator from touching the instance's objects`,
    fix: `kubectl annotate maiainstance ${values.name} -n ${values.namespace} ${PAUSE_ANNOTATION}-`,
  };
}

/** The command that would make or complete a Secret; the values are the user's to fill in. */
function secretFix({ name, state, keys, missingKeys = [] }: SecretFinding, namespace: string): string {
  if (keys.includes('tls.crt')) return `kubectl create secret tls ${name} -n ${namespace} --cert=FILE --key=FILE`;
  if (state === 'absent') {
    return `kubectl create secret generic ${name} -n ${namespace} ${keys.map((key) => `--from-literal=${key}=VALUE`).join(' ')}`;
  }
  const values = Object.fromEntries(missingKeys.map((key) => [key, 'VALUE']));
  return `kubectl patch secret ${name} -n ${namespace} -p '${JSON.stringify({ stringData: values })}'`;
}

/** What a person has to mend before the server can start. */
function personBlocker(situation: InstanceSituation, kind: 'stuck' | 'failed'): Blocker | undefined {
  const { conflicts, unusableSecrets, values } = situation;
  const conflict = conflicts.find((role) => CHILD_ROLES[role].essential);
  if (conflict !== undefined) {
    const { type, name } = childRef(conflict, values);
    const fix = `look whose it is: kubectl get ${type.plural} ${name} -n ${values.namespace} -o yaml; then remove it, or give the instance another name`;
    return { ...conflictProblem(conflict, situation), kind, on: on(conflict, situation), fix };
  }
  const [secret] = unusableSecrets;
  if (secret !== undefined) {
    const { namespace } = values;
    const fix = secretFix(secret, namespace);
    return { ...secretProblem(secret, namespace), kind, on: { kind: 'Secret', namespace, name: secret.name }, fix };
  }
  const openai = openaiKeyProblem(situation);
  return openai === undefined ? undefined : { ...openai, kind };
}

function failedChildBlocker(situation: InstanceSituation, kind: 'stuck' | 'failed'): Blocker | undefined {
  const failure = essentialFailure(situation);
  if (failure === undefined || failure.isConflict) return undefined;
  const { role, step } = failure;
  const reason = failure.isUsersValue ? 'InvalidSpec' : CHILD_ROLES[role].failureReason;
  return { kind: step.stuck ? kind : 'waits', reason, message: `${step.subject}: ${step.message}`, on: on(role, situation) };
}

function rolloutBlocker(situation: InstanceSituation, kind: 'stuck' | 'failed'): Blocker | undefined {
  const { rollout, values } = situation;
  const replicas = rollout.current && rollout.readyReplicas > 0 ? replicasProblem(situation) : undefined;
  if (replicas !== undefined) {
    const patch = `kubectl patch maiainstance ${values.name} -n ${values.namespace} --type merge -p '{"spec":{"replicas":1}}'`;
    return { ...replicas, kind, on: on('deployment', situation), fix: patch };
  }
  if (rollout.failure === undefined) return undefined;
  const { reason, message } = rollout.failure;
  const describe = `kubectl describe pods -n ${values.namespace} -l app.kubernetes.io/instance=${values.name}`;
  return {
    kind: 'failed',
    reason,
    message: `${describeRef(childRef('deployment', values))}: ${message}`,
    on: on('deployment', situation),
    fix: describe,
  };
}

/** The claim that has no volume yet and without which no server pod starts. */
export function unboundClaim(situation: InstanceSituation): ChildRoleName | undefined {
  const claims: readonly ChildRoleName[] = situation.values.backupClaim === undefined ? ['dataClaim'] : ['dataClaim', 'backupClaim'];
  return claims.find((role) => {
    const status = situation.observed.live[role]?.['status'] as { readonly phase?: string } | undefined;
    return status?.phase !== undefined && status.phase !== 'Bound';
  });
}

function waitingBlocker(situation: InstanceSituation): Blocker {
  const { observed, primary, rollout, values } = situation;
  const unknown = observed.secrets.find(({ state }) => state === 'unknown');
  if (unknown !== undefined) {
    const message = `Secret/${values.namespace}/${unknown.name} (${unknown.field}) cannot be seen: ${unknown.why ?? 'it was not read'}`;
    return {
      kind: 'waits',
      reason: 'ReferenceNotVisible',
      message,
      on: { kind: 'Secret', namespace: values.namespace, name: unknown.name },
    };
  }
  const reason = 'DeploymentNotReady';
  const deployment = describeRef(childRef('deployment', values));
  if (!rollout.exists) return { kind: 'waits', reason, message: `${deployment} does not exist yet`, on: on('deployment', situation) };
  if (!rollout.current) {
    return { kind: 'waits', reason, message: `${deployment} has yet to take up the current spec`, on: on('deployment', situation) };
  }
  const claim = unboundClaim(situation);
  if (claim !== undefined) {
    const message = `${describeRef(childRef(claim, values))} has no volume yet`;
    return { kind: 'waits', reason, message, on: on(claim, situation) };
  }
  const ready = `${deployment} has ${rollout.readyReplicas} of ${primary.spec.replicas} replicas ready`;
  const message = rollout.unavailable === undefined ? ready : `${ready}: ${rollout.unavailable}`;
  return { kind: 'waits', reason, message, on: on('deployment', situation) };
}

/** The one reason why an instance is not Ready; undefined when it is. */
export function instanceBlocker(situation: InstanceSituation, phase: InstancePhase): Blocker | undefined {
  if (phase === 'Running') return undefined;
  if (situation.nameProblem !== undefined) return { kind: 'failed', reason: 'InvalidSpec', message: situation.nameProblem };
  if (situation.paused) return pausedBlocker(situation);
  const kind = phase === 'Failed' ? 'failed' : 'stuck';
  return (
    personBlocker(situation, kind) ?? failedChildBlocker(situation, kind) ?? rolloutBlocker(situation, kind) ?? waitingBlocker(situation)
  );
}
