import { nextConditions, type ConditionIntent } from '../../kernel/condition.ts';
import type { SchemaIssue } from '../../kernel/kind-definition.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import type { Plan } from '../engine/contract.ts';
import { degraded } from './instance-conditions.ts';
import { problemEvents } from './instance-events.ts';
import { planDeletion } from './plan-deletion.ts';
import { storedStatus } from './stored-status.ts';

function describeIssue({ path, message }: SchemaIssue): string {
  const field = path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`), 'spec');
  return `${field}: ${message}`;
}

/** The plan for an instance whose stored spec does not fit the schema: its objects are left as they are, and the status says what is wrong. */
export function planInvalidInstance(primary: KubeObject, issues: readonly SchemaIssue[], now: number): Plan<MaiaInstanceStatus> {
  if (primary.metadata.deletionTimestamp !== undefined) return planDeletion(primary, undefined, now);
  const stored = storedStatus(primary);
  const reason = 'InvalidSpec';
  const message = issues.map(describeIssue).toSorted().join('; ');
  const conditions: readonly ConditionIntent[] = [
    { type: 'Ready', status: 'False', reason, message },
    { type: 'Progressing', status: 'False', reason, message },
    degraded([{ reason, message }]),
  ];
  const generation = primary.metadata.generation ?? 0;
  return {
    steps: [],
    status: {
      ...stored,
      phase: 'Failed',
      observedGeneration: generation,
      conditions: nextConditions(stored.conditions, conditions, generation, now),
    },
    events: problemEvents(stored.conditions, [{ reason, message }]),
    blocked: { kind: 'failed', reason, message },
  };
}
