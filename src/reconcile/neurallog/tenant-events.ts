import { conditionChanged, findCondition, type ConditionIntent } from '../../kernel/condition.ts';
import type { EventNote } from '../engine/contract.ts';
import { referenceProblem } from './reference-finding.ts';
import { specWarnings } from './spec-warnings.ts';
import type { TenantPhase } from './tenant-phase.ts';
import type { TenantSituation } from './tenant-situation.ts';

/** Warnings for conditions that have just come to say so. Reasons that are not listed are told by no event. */
const TELLING: Readonly<Record<string, readonly string[]>> = {
  NamespaceReady: ['NamespaceConflict', 'ApplyFailed'],
  NetworkPolicyReady: ['ApplyFailed', 'NameConflict'],
  QuotaSufficient: ['QuotaExceeded', 'ApplyFailed', 'NameConflict'],
  StorageResized: ['ShrinkForbidden', 'ExpansionUnsupported', 'QuotaExceeded'],
};

function lifeEvents({ observed, stored, values }: TenantSituation, phase: TenantPhase): readonly EventNote[] {
  const events: EventNote[] = [];
  const normal = (reason: string, message: string): unknown => events.push({ type: 'Normal', reason, message });
  const before = stored?.phase;
  const isOurs = observed.namespace.state === 'ours';
  const wasOurs = findCondition(stored?.conditions, 'NamespaceReady')?.status === 'True';
  if (isOurs && !wasOurs) normal('NamespaceCreated', `Namespace/${values.namespace} was made for the tenant`);
  if (phase === 'Running' && before !== 'Running') normal('Running', 'server and Redis are running');
  if (phase === 'Suspended' && before !== 'Suspended') normal('Suspended', 'server and Redis are at rest; their data is kept');
  return events;
}

/** Warnings that the stored conditions do not speak of yet. */
function warnings({ primary, problem, stored, unusable, values }: TenantSituation): readonly EventNote[] {
  const known = (type: string): string => findCondition(stored?.conditions, type)?.message ?? '';
  const warn = (reason: string, message: string): EventNote => ({ type: 'Warning', reason, message });
  if (problem !== undefined) return known('Ready') === problem.message ? [] : [warn('ValidationFailed', problem.message)];
  const ofSpec = specWarnings(primary.spec)
    .filter(({ component, message }) => !known(component === 'server' ? 'ServerReady' : 'RedisReady').includes(message))
    .map(({ reason, message }) => warn(reason, message));
  const ofReferences = unusable
    .map((finding) => referenceProblem(finding, values.namespace))
    .filter(({ message }) => !known('ReferencesResolved').includes(message))
    .map(({ reason, message }) => warn(reason, message));
  return [...ofSpec, ...ofReferences];
}

function failedComponents({ redis, server, stored, problem }: TenantSituation): readonly EventNote[] {
  if (problem !== undefined) return [];
  const parts = [
    { finding: redis, before: stored?.redisStatus },
    { finding: server, before: stored?.serverStatus },
  ];
  return parts
    .filter(({ finding, before }) => finding.status.phase === 'Failed' && before?.phase !== 'Failed')
    .map(({ finding }) => ({ type: 'Warning', reason: finding.reason, message: finding.status.message }));
}

/** What is new since the stored status. Nothing where nothing changed. */
export function tenantEvents(situation: TenantSituation, conditions: readonly ConditionIntent[], phase: TenantPhase): readonly EventNote[] {
  const changed = conditions.filter((condition) => conditionChanged(situation.stored?.conditions, condition));
  const told = changed.flatMap(({ type, reason, message }): EventNote[] =>
    TELLING[type]?.includes(reason) === true ? [{ type: 'Warning', reason, message }] : [],
  );
  return [...lifeEvents(situation, phase), ...warnings(situation), ...told, ...failedComponents(situation)];
}
