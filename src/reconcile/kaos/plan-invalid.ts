import { findCondition, nextConditions, type Condition, type ConditionIntent } from '../../kernel/condition.ts';
import type { Schema, SchemaIssue } from '../../kernel/kind-definition.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { EventNote, Plan } from '../engine/contract.ts';
import { NO_STATUS, planDeletion } from './plan-deletion.ts';
import { storedStatus } from './stored-status.ts';
import { releaseUpstream } from './upstream-finalizers.ts';

interface InvalidStatus {
  readonly phase: string;
  readonly ready: boolean;
  readonly observedGeneration: number;
  readonly conditions: readonly Condition[];
}

function describeIssue({ message, path }: SchemaIssue): string {
  const field = path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`), 'spec');
  return `${field}: ${message}`;
}

/** The plan for an object whose stored spec does not fit the schema: its children are left as they are, and the status says what is wrong. */
export function planInvalid<Status extends InvalidStatus>(
  schema: Schema<Status>,
): (primary: KubeObject, issues: readonly SchemaIssue[], now: number) => Plan<Status> {
  return (primary, issues, now) => {
    const stored = storedStatus(schema, primary);
    if (primary.metadata.deletionTimestamp !== undefined) return planDeletion(primary, stored, now);
    const message = issues.map(describeIssue).toSorted().join('; ');
    const reason = 'InvalidSpec';
    const ready: ConditionIntent = { type: 'Ready', status: 'False', reason, message };
    const generation = primary.metadata.generation ?? 0;
    const others = (stored?.conditions ?? []).filter(({ type }) => type !== 'Ready');
    const status = {
      ...(stored ?? NO_STATUS),
      phase: 'Failed',
      ready: false,
      message,
      observedGeneration: generation,
      conditions: [...nextConditions(stored?.conditions, [ready], generation, now), ...others],
    };
    const isNews = findCondition(stored?.conditions, 'Ready')?.message !== message;
    const events: readonly EventNote[] = isNews ? [{ type: 'Warning', reason, message }] : [];
    return { steps: releaseUpstream(primary), status: status as unknown as Status, events, blocked: { kind: 'failed', reason, message } };
  };
}
