import { describeRef } from '../../kernel/kube-object.ts';
import type { ClaimRefusal, ClaimTerms } from '../../templates/shared/claim-terms.ts';
import type { ChildFailure } from './child-failure.ts';
import { CHILD_ROLES, childRef, type ChildRoleName } from './child-role.ts';
import type { InstanceSituation } from './instance-situation.ts';
import type { SecretFinding } from './secret-finding.ts';

/** Something that is not as asked. Reason and message are the same as long as it lasts. */
export interface InstanceProblem {
  readonly reason: string;
  readonly message: string;
}

function failureProblem(failure: ChildFailure): InstanceProblem {
  const { role, step } = failure;
  const did = step.step === 'remove' ? 'removed' : 'applied';
  const reason = failure.isUsersValue ? 'InvalidSpec' : CHILD_ROLES[role].failureReason;
  return { reason, message: `${step.subject} could not be ${did}: ${step.message}` };
}

/** What is wrong with a Secret that the spec names. */
export function secretProblem(finding: SecretFinding, namespace: string): InstanceProblem {
  const what = `Secret/${namespace}/${finding.name} (${finding.field})`;
  if (finding.state === 'absent') return { reason: 'SecretNotFound', message: `${what} does not exist` };
  const keys = (finding.missingKeys ?? []).map((key) => JSON.stringify(key)).join(' and ');
  return { reason: 'SecretKeyMissing', message: `${what} has no key ${keys}` };
}

/** A name that another object has. */
export function conflictProblem(role: ChildRoleName, situation: InstanceSituation): InstanceProblem {
  const subject = describeRef(childRef(role, situation.values));
  return { reason: 'NameConflict', message: `${subject} exists and does not belong to this MaiaInstance: it is left alone` };
}

function refusalProblem({ reason, live, wanted }: ClaimRefusal, claim: string): InstanceProblem {
  return reason === 'StorageShrinkRefused'
    ? { reason, message: `${claim} asks for ${live} and cannot shrink to ${wanted}` }
    : { reason, message: `${claim} is of the storage class ${live} and cannot change to ${wanted}` };
}

function claimProblems(situation: InstanceSituation): readonly InstanceProblem[] {
  const of = (role: ChildRoleName, terms: ClaimTerms | undefined): readonly InstanceProblem[] =>
    (terms?.refusals ?? []).map((refusal) => refusalProblem(refusal, describeRef(childRef(role, situation.values))));
  return [...of('dataClaim', situation.values.dataClaim), ...of('backupClaim', situation.backupTerms)];
}

/** OpenAI's key is optional in the schema and not in the server. */
export function openaiKeyProblem({ primary }: InstanceSituation): InstanceProblem | undefined {
  const { model, openaiSecretRef } = primary.spec.embedding;
  if (model !== 'openai' || openaiSecretRef !== undefined) return undefined;
  return {
    reason: 'SecretNotFound',
    message: 'spec.embedding.openaiSecretRef is not set: with the model openai the server does not start without a key',
  };
}

/** More replicas than can be ready at once. */
export function replicasProblem({ primary }: InstanceSituation): InstanceProblem | undefined {
  const { replicas } = primary.spec;
  if (replicas === 1) return undefined;
  return {
    reason: 'MultipleReplicasUnsupported',
    message: `spec.replicas is ${replicas}, but the pods share one data directory that one of them locks: at most one becomes ready`,
  };
}

function specProblems(situation: InstanceSituation): readonly InstanceProblem[] {
  const { embedding, metrics, security, tenancy } = situation.primary.spec;
  const problems: (InstanceProblem | undefined)[] = [openaiKeyProblem(situation), replicasProblem(situation)];
  if (embedding.model === 'ollama') {
    const message = 'the MAIA server as released does not start with the embedding model ollama: it needs an image that knows it';
    problems.push({ reason: 'UnsupportedEmbeddingModel', message });
  }
  if (tenancy.enabled && security.apiKeySecretRef === undefined) {
    const message = 'spec.tenancy is enabled without spec.security.apiKeySecretRef: whoever reaches the server may administer its tenants';
    problems.push({ reason: 'AdminAPIUnprotected', message });
  }
  if (metrics.enabled && metrics.serviceMonitor.enabled && !situation.observed.servesServiceMonitors) {
    const message = 'spec.metrics.serviceMonitor is enabled, but the cluster does not serve ServiceMonitor (monitoring.coreos.com/v1)';
    problems.push({ reason: 'ServiceMonitorCRDMissing', message });
  }
  return problems.filter((problem) => problem !== undefined);
}

/**
 * Counts that cannot be had, where somebody counts on them: tenants are wanted, or they were told before. A server without an Admin API is no
 * fault of the instance.
 */
function statisticsProblems({ observed: { statistics }, primary, stored }: InstanceSituation): readonly InstanceProblem[] {
  if (statistics?.state !== 'unknown' || statistics.reason === 'AdminAPIUnavailable') return [];
  if (!primary.spec.tenancy.enabled && stored?.storageUsed === undefined) return [];
  return [{ reason: 'StatsUnavailable', message: `the server's counts cannot be read (${statistics.reason}): ${statistics.message}` }];
}

/** All that is not as asked, the most severe first. */
export function instanceProblems(situation: InstanceSituation): readonly InstanceProblem[] {
  const { conflicts, failures, nameProblem, unusableSecrets, values } = situation;
  const isRefusal = (failure: ChildFailure): boolean => !failure.isConflict && failure.step.reason !== 'NotServed';
  const refused = failures.filter(isRefusal).toSorted((a, b) => Number(b.isUsersValue) - Number(a.isUsersValue));
  return [
    ...(nameProblem === undefined ? [] : [{ reason: 'InvalidSpec', message: nameProblem }]),
    ...conflicts.map((role) => conflictProblem(role, situation)),
    ...refused.map(failureProblem),
    ...unusableSecrets.map((finding) => secretProblem(finding, values.namespace)),
    ...claimProblems(situation),
    ...specProblems(situation),
    ...statisticsProblems(situation),
  ];
}
