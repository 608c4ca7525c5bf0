import type { Condition } from '../../../kernel/condition.ts';
import { findCondition } from '../../../kernel/condition.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { freshnessOf, generationIn, generationWanted, isNewerThan } from './freshness.ts';
import { pathValues, speaksOfStatus } from './path-values.ts';
import type { WaitCondition } from './wait-condition.ts';

/** How an object stands to what is waited for. */
export type Judgement =
  /** `isSure`: false where the status does not say which spec it speaks of, so that the workloads must be looked at too. */
  | { readonly is: 'met'; readonly isSure: boolean }
  | { readonly is: 'waits'; readonly why: string }
  /** It will not come to be without somebody's help. */
  | { readonly is: 'failed'; readonly why: string };

interface Status {
  readonly phase: string | undefined;
  readonly message: string | undefined;
  readonly conditions: readonly Condition[];
}

/** Phases by what they mean: the words of all kinds. */
const DONE: ReadonlySet<string> = new Set(['Running', 'Ready', 'Active', 'Succeeded', 'Completed']);
const SUCCEEDED: ReadonlySet<string> = new Set(['Succeeded', 'Completed']);
const FAILED: ReadonlySet<string> = new Set(['Failed', 'Error', 'Cancelled']);
const SUSPENDED = 'Suspended';

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function statusOf(object: KubeObject): Status {
  const status = isJsonObject(object['status']) ? object['status'] : {};
  const conditions = Array.isArray(status['conditions']) ? (status['conditions'] as readonly Condition[]).filter(isJsonObject) : [];
  return { phase: text(status['phase']), message: text(status['message']), conditions };
}

function describeCondition({ type, status, reason, message }: Partial<Condition>): string {
  const because = text(reason) === undefined ? '' : ` (${reason})`;
  return `${type} is ${status}${because}${text(message) === undefined ? '' : `: ${message}`}`;
}

/** What stands in the way, in the words of the status. */
function blocking({ phase, message, conditions }: Status): string {
  const ready = findCondition(conditions, 'Ready');
  if (ready !== undefined && ready.status !== 'True') return describeCondition(ready);
  const degraded = conditions.find(({ type, status }) => type === 'Degraded' && status === 'True');
  if (degraded !== undefined) return describeCondition(degraded);
  if (phase === undefined) return 'it has no status yet';
  return message === undefined ? `its phase is ${phase}` : `its phase is ${phase}: ${message}`;
}

/** Why nothing more is to come of it: conditions `Failed` and `Stalled` (kstatus), or a phase that ends badly. */
function failure(status: Status): string | undefined {
  const bad = status.conditions.find(
    (condition) => (condition.type === 'Failed' || condition.type === 'Stalled') && condition.status === 'True',
  );
  if (bad !== undefined) return describeCondition(bad);
  if (status.phase === undefined || !FAILED.has(status.phase)) return undefined;
  const why = blocking(status);
  return why.startsWith('its phase') ? why : `its phase is ${status.phase}; ${why}`;
}

function isReady({ phase, conditions }: Status): boolean {
  const ready = findCondition(conditions, 'Ready');
  return ready === undefined ? phase !== undefined && DONE.has(phase) : ready.status === 'True';
}

function hasTrue({ conditions }: Status, ...types: readonly string[]): boolean {
  return conditions.some(({ type, status }) => types.includes(type) && status === 'True');
}

function same(left: string | undefined, right: string): boolean {
  return left?.toLowerCase() === right.toLowerCase();
}

/** A condition by its name. It may carry a generation of its own, which then counts instead of the status's. */
function judgeCondition(object: KubeObject, wanted: { type: string; status: string }, wrote: KubeObject | undefined): string | undefined {
  const { conditions } = statusOf(object);
  const found = conditions.find(({ type }) => same(type, wanted.type));
  if (found === undefined) return `it has no condition ${wanted.type}`;
  const observed = generationIn(found);
  if (observed !== undefined && observed < generationWanted(object, wrote)) return `its condition ${found.type} is of an older generation`;
  return same(found.status, wanted.status) ? undefined : describeCondition(found);
}

function judgePath(object: KubeObject, path: string, value: string | undefined): string | undefined {
  const values = pathValues(object, path);
  if (values.length === 0) return `it has no ${path}`;
  return value === undefined || values.every((found) => found === value) ? undefined : `${path} is ${values.join(', ')}`;
}

/** Why the condition is not fulfilled, taking the status at its word; undefined where it is. */
function unmet(
  object: KubeObject,
  condition: Exclude<WaitCondition, { is: 'deleted' }>,
  wrote: KubeObject | undefined,
): string | undefined {
  if (condition.is === 'condition') return judgeCondition(object, condition, wrote);
  if (condition.is === 'jsonpath') return judgePath(object, condition.path, condition.value);
  const status = statusOf(object);
  if (object.metadata.deletionTimestamp !== undefined) return 'it is being deleted';
  if (condition.is === 'ready') return isReady(status) ? undefined : blocking(status);
  if (condition.is === 'suspended') return status.phase === SUSPENDED || hasTrue(status, SUSPENDED) ? undefined : blocking(status);
  const isDone = (status.phase !== undefined && SUCCEEDED.has(status.phase)) || hasTrue(status, 'Succeeded', 'Complete');
  return isDone ? undefined : blocking(status);
}

function finalizers(object: KubeObject): string {
  const names = object.metadata.finalizers ?? [];
  return names.length === 0 ? 'it is being deleted' : `it is being deleted and waits for ${names.join(', ')}`;
}

/**
 * Whether an object that is there fulfils the condition. `wrote` is what our own write returned: no status that is older, or speaks of an
 * older generation, counts for good or bad.
 */
export function judge(object: KubeObject, condition: WaitCondition, wrote?: KubeObject): Judgement {
  if (condition.is === 'deleted') {
    return { is: 'waits', why: object.metadata.deletionTimestamp === undefined ? 'it is still there' : finalizers(object) };
  }
  const why = unmet(object, condition, wrote);
  if (condition.is === 'jsonpath' && !speaksOfStatus(condition.path))
    return why === undefined ? { is: 'met', isSure: true } : { is: 'waits', why };
  const fresh = freshnessOf(object, wrote);
  if (fresh.is === 'stale') return { is: 'waits', why: fresh.why };
  if (why === undefined) return { is: 'met', isSure: fresh.is === 'current' };
  // A write that leaves the generation alone (an annotation) has been seen by nobody until something newer appears.
  const failed = isNewerThan(object, wrote) ? failure(statusOf(object)) : undefined;
  return failed === undefined ? { is: 'waits', why } : { is: 'failed', why: failed };
}
