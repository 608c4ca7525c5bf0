import { findCondition, nextConditions, type ConditionIntent } from '../../../kernel/condition.ts';
import type { SchemaIssue } from '../../../kernel/kind-definition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { MarieClusterStatus } from '../../../kinds/marie/cluster-status.ts';
import type { Plan } from '../../engine/contract.ts';
import { planClusterDeletion } from './plan-deletion.ts';
import { storedClusterStatus } from './stored-cluster-status.ts';
import { withUpdateTime } from './with-update-time.ts';

function describeIssue({ path, message }: SchemaIssue): string {
  const field = path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`), 'spec');
  return `${field}: ${message}`;
}

/** The plan for a cluster whose stored spec does not fit the schema: its objects are left as they are, and the status says what is wrong. */
export function planInvalidCluster(primary: KubeObject, issues: readonly SchemaIssue[], now: number): Plan<MarieClusterStatus> {
  if (primary.metadata.deletionTimestamp !== undefined) return planClusterDeletion(primary, now);
  const stored = storedClusterStatus(primary);
  const message = issues.map(describeIssue).toSorted().join('; ');
  const reason = 'InvalidSpec';
  const types = ['Ready', 'SpecValid'];
  const told = types.map((type): ConditionIntent => ({ type, status: 'False', reason, message }));
  const others = stored.conditions.filter(({ type }) => !types.includes(type));
  const generation = primary.metadata.generation ?? 0;
  const conditions = [...nextConditions(stored.conditions, told, generation, now), ...others];
  const { lastUpdateTime: _before, ...fields } = stored;
  const isKnown = findCondition(stored.conditions, 'SpecValid')?.message === message;
  return {
    steps: [],
    status: withUpdateTime({ ...fields, phase: 'Failed', observedGeneration: generation, conditions }, stored, now),
    events: isKnown ? [] : [{ type: 'Warning', reason: 'ValidationFailed', message }],
    blocked: { kind: 'failed', reason, message },
  };
}
