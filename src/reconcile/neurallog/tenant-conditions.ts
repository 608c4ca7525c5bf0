import type { ConditionIntent } from '../../kernel/condition.ts';
import { budgetOf } from '../../templates/neurallog/quota.ts';
import type { Blocker } from '../engine/contract.ts';
import type { ComponentFinding, Problem } from './component-finding.ts';
import { referenceProblem } from './reference-finding.ts';
import { specWarnings } from './spec-warnings.ts';
import { failureProblem } from './step-failures.ts';
import type { TenantPhase } from './tenant-phase.ts';
import type { TenantSituation } from './tenant-situation.ts';

/** A condition for a list of problems: the reason of the first, the words of all. */
function joined(type: string, problems: readonly Problem[]): ConditionIntent | undefined {
  const [first] = problems;
  if (first === undefined) return undefined;
  return { type, status: 'False', reason: first.reason, message: [...new Set(problems.map(({ message }) => message))].join('; ') };
}

function ready(phase: TenantPhase, blocker: Blocker | undefined): ConditionIntent {
  const type = 'Ready';
  if (blocker !== undefined) return { type, status: 'False', reason: blocker.reason, message: blocker.message };
  if (phase === 'Suspended')
    return { type, status: 'False', reason: 'Suspended', message: 'server and Redis are at rest; their data is kept' };
  return { type, status: 'True', reason: 'Running', message: 'server and Redis are running' };
}

function namespaceReady({ observed, problem, values }: TenantSituation, blocker: Blocker | undefined): ConditionIntent {
  const type = 'NamespaceReady';
  const found = observed.namespace;
  if (found.state === 'ours' && found.live.metadata.deletionTimestamp === undefined) {
    return { type, status: 'True', reason: 'Active', message: `Namespace/${values.namespace} belongs to the tenant` };
  }
  if (problem !== undefined) return { type, status: 'False', ...problem };
  const { reason, message } = blocker ?? { reason: 'NotCreated', message: `Namespace/${values.namespace} is waiting to be created` };
  return { type, status: 'False', reason, message };
}

function component(type: string, name: 'server' | 'redis', finding: ComponentFinding, situation: TenantSituation): ConditionIntent {
  const { status } = finding;
  const warnings = specWarnings(situation.primary.spec).filter((warning) => warning.component === name);
  const message = [status.message, ...warnings.map((warning) => warning.message)].join('; ');
  if (status.phase !== 'Running') return { type, status: 'False', reason: finding.reason, message };
  // The one warning about something that will happen by itself.
  const reason = warnings.some((warning) => warning.reason === 'NoMemoryHeadroom') ? 'NoMemoryHeadroom' : finding.reason;
  return { type, status: 'True', reason, message };
}

function networkPolicyReady({ failures, observed, primary, problem }: TenantSituation): ConditionIntent {
  const type = 'NetworkPolicyReady';
  const problems = joined(type, (failures.policies ?? []).map(failureProblem));
  if (problems !== undefined) return problems;
  if (!primary.spec.networkPolicy.enabled) {
    return { type, status: 'True', reason: 'Disabled', message: 'spec.networkPolicy.enabled is false: everybody may reach the tenant' };
  }
  if (problem !== undefined) return { type, status: 'Unknown', ...problem };
  return observed.policies.length === 0
    ? { type, status: 'False', reason: 'NotCreated', message: 'the policies are waiting to be created' }
    : { type, status: 'True', reason: 'Applied', message: `${observed.policies.length} policies keep the tenant apart` };
}

function quotaSufficient({ failures, primary, shortage }: TenantSituation): ConditionIntent {
  const type = 'QuotaSufficient';
  const failed = joined(type, (failures.quota ?? []).map(failureProblem));
  if (failed !== undefined) return failed;
  if (shortage.length > 0) return { type, status: 'False', reason: 'QuotaExceeded', message: shortage.join('; ') };
  const message = budgetOf(primary.spec) === undefined ? 'spec.resources sets no budget' : 'server and Redis fit into the budget';
  return { type, status: 'True', reason: 'Sufficient', message };
}

function referencesResolved({ observed, unusable, values }: TenantSituation): ConditionIntent {
  const type = 'ReferencesResolved';
  const problems = joined(
    type,
    unusable.map((finding) => referenceProblem(finding, values.namespace)),
  );
  if (problems !== undefined) return problems;
  const hidden = observed.references.find(({ state }) => state === 'unknown');
  if (hidden !== undefined) {
    const message = `${hidden.kind}/${values.namespace}/${hidden.name} (for ${hidden.variable}) cannot be seen: ${hidden.why ?? 'it was not read'}`;
    return { type, status: 'Unknown', reason: 'NotVisible', message };
  }
  return { type, status: 'True', reason: 'Resolved', message: 'every key that spec.server.env names is there' };
}

function storageResized({ failures, primary, volume }: TenantSituation): ConditionIntent {
  const type = 'StorageResized';
  const size = String(primary.spec.redis.storage);
  if (volume.refusedShrink !== undefined) {
    const message = `spec.redis.storage is ${size}, but the volumes have ${volume.refusedShrink} and cannot shrink`;
    return { type, status: 'False', reason: 'ShrinkForbidden', message };
  }
  const failed = (failures.volumes ?? [])
    .map(failureProblem)
    .map(({ message }) => ({ reason: message.includes('exceeded quota') ? 'QuotaExceeded' : 'ExpansionUnsupported', message }));
  const problem = joined(type, failed);
  if (problem !== undefined) return problem;
  return volume.growth !== undefined || volume.isResizing
    ? { type, status: 'False', reason: 'Resizing', message: `the volumes of Redis grow to ${size}` }
    : { type, status: 'True', reason: 'AsAsked', message: 'the volumes of Redis are as the spec asks' };
}

/** All conditions, in every pass. */
export function tenantConditions(situation: TenantSituation, phase: TenantPhase, blocker: Blocker | undefined): readonly ConditionIntent[] {
  return [
    ready(phase, blocker),
    namespaceReady(situation, blocker),
    component('RedisReady', 'redis', situation.redis, situation),
    component('ServerReady', 'server', situation.server, situation),
    networkPolicyReady(situation),
    quotaSufficient(situation),
    referencesResolved(situation),
    storageResized(situation),
  ];
}
