import { conditionChanged, nextConditions, type ConditionIntent } from '../../../kernel/condition.ts';
import type { SchemaIssue } from '../../../kernel/kind-definition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import type { Plan } from '../../engine/contract.ts';
import { isEnded } from './job-phase.ts';
import { JOB_FINALIZER } from './start-attempt.ts';
import { storedJobStatus } from './stored-job-status.ts';

function describeIssue({ path, message }: SchemaIssue): string {
  const field = path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${String(key)}]` : `${text}.${String(key)}`),
    'spec',
  );
  return `${field}: ${message}`;
}

/** The plan for a job whose stored spec does not fit the schema: nothing is submitted, and the status says what is wrong until it is mended. */
export function planInvalidJob(primary: KubeObject, issues: readonly SchemaIssue[], now: number): Plan<MarieJobStatus> {
  const stored = storedJobStatus(primary);
  const message = issues.map(describeIssue).toSorted().join('; ');
  const reason = 'ValidationFailed';
  const isHeld = primary.metadata.finalizers?.includes(JOB_FINALIZER) ?? false;
  const isGoing = primary.metadata.deletionTimestamp !== undefined;
  const submitted: ConditionIntent = { type: 'JobSubmitted', status: 'False', reason, message };
  const generation = primary.metadata.generation ?? 0;
  const { name, namespace = 'default' } = primary.metadata;
  const others = stored.conditions.filter(({ type }) => type !== submitted.type);
  const blocked = { kind: 'stuck' as const, reason, message, fix: `kubectl edit mariejob ${name} -n ${namespace}` };
  if (isEnded(stored.phase) || isGoing) {
    return { steps: isGoing && isHeld ? [{ do: 'release', finalizer: JOB_FINALIZER }] : [], status: stored, events: [], blocked };
  }
  return {
    steps: [],
    status: {
      ...stored,
      message,
      observedGeneration: generation,
      conditions: nextConditions(stored.conditions, [submitted, ...others], generation, now),
    },
    events: conditionChanged(stored.conditions, submitted) ? [{ type: 'Warning', reason, message }] : [],
    blocked,
  };
}
