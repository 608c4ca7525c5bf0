import { findCondition, nextConditions, type ConditionIntent } from '../../kernel/condition.ts';
import type { SchemaIssue } from '../../kernel/kind-definition.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { AbiInstanceStatus } from '../../kinds/abi/instance-status.ts';
import type { EventNote, Plan } from '../engine/contract.ts';
import { deletionPlan } from './plan-deletion.ts';
import { INSTANCE_FINALIZER } from './retention.ts';
import { storedStatus } from './stored-status.ts';

function describeIssue({ path, message }: SchemaIssue): string {
  const field = path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`), 'spec');
  return `${field}: ${message}`;
}

/** Reasons of the rules across fields; everything else is a value that the schema refuses. */
function reasonOf(message: string): string {
  if (message.includes('must differ')) return 'PortConflict';
  if (message.includes('minReplicas must not be more')) return 'MinAboveMax';
  return message.includes('either minAvailable or maxUnavailable') ? 'PDBConflict' : 'InvalidSpec';
}

/** The plan for an instance whose stored spec does not fit the schema: its objects are left as they are, and the status says what is wrong. */
export function planInvalidInstance(primary: KubeObject, issues: readonly SchemaIssue[], now: number): Plan<AbiInstanceStatus> {
  if (primary.metadata.deletionTimestamp !== undefined) {
    // What is to become of the volumes cannot be read from such a spec: they are kept.
    const isHeld = primary.metadata.finalizers?.includes(INSTANCE_FINALIZER) ?? false;
    return deletionPlan(primary, isHeld ? [{ do: 'release', finalizer: INSTANCE_FINALIZER }] : [], '; its volumes are kept', now);
  }
  const stored = storedStatus(primary);
  const message = issues.map(describeIssue).toSorted().join('; ');
  const reason = reasonOf(message);
  const types = ['Ready', 'Progressing', 'SpecValid'];
  const told = types.map((type): ConditionIntent => ({ type, status: 'False', reason, message }));
  const others = stored.conditions.filter(({ type }) => !types.includes(type));
  const generation = primary.metadata.generation ?? 0;
  const known = findCondition(stored.conditions, 'SpecValid')?.message;
  const events: readonly EventNote[] = known === message ? [] : [{ type: 'Warning', reason: 'ValidationFailed', message }];
  return {
    steps: [],
    status: {
      ...stored,
      phase: 'Failed',
      observedGeneration: generation,
      conditions: [...nextConditions(stored.conditions, told, generation, now), ...others],
    },
    events,
    blocked: { kind: 'failed', reason, message },
  };
}
