import { findCondition, nextConditions, type ConditionIntent } from '../../kernel/condition.ts';
import type { SchemaIssue } from '../../kernel/kind-definition.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { TenantStatus } from '../../kinds/neurallog/tenant-status.ts';
import type { EventNote, Plan } from '../engine/contract.ts';
import { deletionPlan } from './plan-deletion.ts';
import { storedStatus } from './stored-status.ts';
import { namespaceRef, TENANT_FINALIZER, tenantNamespace } from './tenant-key.ts';
import type { TenantStep } from './tenant-steps.ts';

function describeIssue({ path, message }: SchemaIssue): string {
  const field = path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`), 'spec');
  return `${field}: ${message}`;
}

/** The namespace goes only where it was ours: the engine asks again by the uid of its owner, and somebody else's must not hold the Tenant. */
function deletionSteps(primary: KubeObject, stored: TenantStatus): readonly TenantStep[] {
  if (!(primary.metadata.finalizers?.includes(TENANT_FINALIZER) ?? false)) return [];
  const release: TenantStep = { do: 'release', finalizer: TENANT_FINALIZER };
  const isForeign = findCondition(stored.conditions, 'NamespaceReady')?.reason === 'NamespaceConflict';
  return isForeign ? [release] : [{ do: 'remove', refs: [namespaceRef(primary)], propagation: 'Background' }, release];
}

/** The plan for a Tenant whose stored spec does not fit the schema: its objects are left as they are, and the status says what is wrong. */
export function planInvalidTenant(primary: KubeObject, issues: readonly SchemaIssue[], now: number): Plan<TenantStatus> {
  const stored = storedStatus(primary);
  if (primary.metadata.deletionTimestamp !== undefined) return deletionPlan(primary, deletionSteps(primary, stored), undefined, now);
  const message = issues.map(describeIssue).toSorted().join('; ');
  const reason = 'InvalidSpec';
  const ready: ConditionIntent = { type: 'Ready', status: 'False', reason, message };
  const generation = primary.metadata.generation ?? 0;
  const known = findCondition(stored.conditions, 'Ready')?.message;
  const events: readonly EventNote[] = known === message ? [] : [{ type: 'Warning', reason: 'ValidationFailed', message }];
  const others = stored.conditions.filter(({ type }) => type !== 'Ready');
  return {
    steps: [],
    status: {
      ...stored,
      phase: 'Failed',
      namespace: tenantNamespace(primary),
      observedGeneration: generation,
      conditions: [...nextConditions(stored.conditions, [ready], generation, now), ...others],
    },
    events,
    blocked: { kind: 'failed', reason, message, fix: `kubectl edit tenant ${primary.metadata.name}` },
  };
}
