import { conditionChanged, nextConditions, type ConditionIntent } from '../../../kernel/condition.ts';
import type { SchemaIssue } from '../../../kernel/kind-definition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import type { Plan } from '../../engine/contract.ts';
import { farewellSteps, FORCE_DELETE_ANNOTATION, isForced } from './plan-tenant-deletion.ts';
import { storedTenantStatus } from './stored-tenant-status.ts';

function describeIssue({ path, message }: SchemaIssue): string {
  const field = path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`), 'spec');
  return `${field}: ${message}`;
}

/**
 * The plan for a tenant whose stored spec does not fit the schema: nothing is changed, and the status says what is wrong. Deleted, it waits
 * until the spec says on which server it is, or until it is forced.
 */
export function planInvalidTenant(primary: KubeObject, issues: readonly SchemaIssue[], now: number): Plan<MaiaTenantStatus> {
  const stored = storedTenantStatus(primary);
  const reason = 'InvalidSpec';
  const message = issues.map(describeIssue).toSorted().join('; ');
  const conditions: readonly ConditionIntent[] = [
    { type: 'Synced', status: 'False', reason, message },
    { type: 'Ready', status: 'False', reason, message },
    { type: 'Suspended', status: stored.phase === 'Suspended' ? 'True' : 'False', reason, message },
  ];
  const generation = primary.metadata.generation ?? 0;
  const { name, namespace = 'default' } = primary.metadata;
  const isGoing = primary.metadata.deletionTimestamp !== undefined;
  const fix = isGoing
    ? `mend the spec, or let it go: kubectl annotate maiatenant ${name} -n ${namespace} ${FORCE_DELETE_ANNOTATION}=true`
    : `kubectl edit maiatenant ${name} -n ${namespace}`;
  const isNews = conditions.slice(0, 1).some((synced) => conditionChanged(stored.conditions, synced));
  return {
    steps: isGoing && isForced(primary) ? farewellSteps(primary, stored.apiKeySecrets ?? []) : [],
    status: {
      ...stored,
      phase: 'Failed',
      observedGeneration: generation,
      conditions: nextConditions(stored.conditions, conditions, generation, now),
    },
    events: isNews ? [{ type: 'Warning', reason, message }] : [],
    blocked: { kind: 'failed', reason, message, fix },
  };
}
