import { formatGoDuration } from '../../../kernel/duration.ts';
import { parseKey } from '../../../kernel/kube-object.ts';
import type { ReconcileTrace, TracedDecision, TracedRead } from './reconcile-trace.ts';

export interface ExplainOptions {
  /** How the object is called: `maiainstance.maia.cuemby.com/maia`. */
  readonly name: string;
  /** Tell of passes that decided nothing too. */
  readonly all: boolean;
}

const VERBS = { 'in step': 'in step', create: 'to create', update: 'to update', skip: 'to leave alone', remove: 'to remove' } as const;
/** Names of more fields than these tell less, not more. */
const MAX_FIELDS = 5;

function readText(reads: readonly TracedRead[], leftOut: number): string {
  const from = (where: TracedRead['from']): number => reads.filter((read) => read.from === where).length;
  const parts = [
    [from('cache') + leftOut, 'from the cache'],
    [from('api'), 'by GET'],
    [from('port'), 'from outside'],
  ] as const;
  const told = parts.filter(([count]) => count > 0).map(([count, where]) => `${String(count)} ${where}`);
  return told.length === 0 ? 'read nothing' : `read ${told.join(', ')}`;
}

function decisionText(decisions: readonly TracedDecision[]): string {
  const counts = Map.groupBy(decisions, ({ decision }) => decision);
  return [...counts].map(([decision, same]) => `${String(same.length)} ${VERBS[decision]}`).join(', ');
}

/** The child as it is called inside the object's own namespace. */
function shortName(child: string, namespace: string | undefined): string {
  const slash = child.indexOf('/');
  const key = parseKey(child.slice(slash + 1));
  return key.namespace === namespace ? `${child.slice(0, slash)}/${key.name}` : child;
}

function whyText({ decision, why, fields }: TracedDecision): string {
  if (decision === 'create') return 'create it: it is not there';
  if (decision === 'remove') return 'remove it: the spec does not ask for it any more';
  if (why === 'foreign') return 'leave it alone: it belongs to somebody else';
  if (why === 'terminating') return 'wait: it is still being deleted';
  if (why === 'not served') return 'leave it out: the cluster does not serve its type';
  const more = fields.length > MAX_FIELDS ? ` and ${String(fields.length - MAX_FIELDS)} more` : '';
  return `update it: ${fields.slice(0, MAX_FIELDS).join(', ')}${more}`;
}

function decidedNothing({ decisions, writes, effects, failures, outcome, status }: ReconcileTrace): boolean {
  const isIdle = decisions.every(({ decision }) => decision === 'in step') && writes.length === 0 && effects.length === 0;
  return isIdle && failures.length === 0 && !status.changed && outcome !== 'error' && outcome !== 'stale';
}

function nextText({ requeueAfterMs, outcome }: ReconcileTrace): string | undefined {
  if (outcome === 'again' || requeueAfterMs === 0) return 'planned anew at once';
  return requeueAfterMs === undefined
    ? undefined
    : `looked at again in ${formatGoDuration(requeueAfterMs)}, or when something it depends on changes`;
}

/**
 * A pass in words: what woke it, what was read, what differs, what is done about it and what is waited for. Empty for a pass that decided
 * nothing, unless `all`.
 */
export function explainPass(record: ReconcileTrace, { name, all }: ExplainOptions): readonly string[] {
  if (!all && decidedNothing(record)) return [];
  const { decisions, reads, readsLeftOut = 0, steps, writes, namespace, blocked } = record;
  const woken = record.wokenBy.length === 0 ? '' : ` (woken by ${record.wokenBy.join(', ')})`;
  const counts = decisionText(decisions);
  const lines = [`${name}${woken}: ${readText(reads, readsLeftOut)}${counts === '' ? '' : `; children: ${counts}`}`];
  for (const decision of decisions)
    if (decision.decision !== 'in step') lines.push(`  ${shortName(decision.child, namespace)}: ${whyText(decision)}`);
  const finalizers = steps.filter(({ do: step }) => step === 'hold' || step === 'release');
  for (const { verb, type, result, status } of writes) {
    if (status >= 400 || status === 0) lines.push(`  ${verb} ${type}: refused (${result})`);
    else if (verb === 'patch' && finalizers.length > 0 && !type.endsWith('/status'))
      lines.push(`  finalizer: ${finalizers.flatMap(({ subjects }) => subjects).join(', ')}`);
  }
  for (const { type, result } of record.effects) lines.push(`  outside the cluster: ${type}: ${result}`);
  for (const { subject, reason, message } of record.failures) lines.push(`  failed at ${subject} (${reason}): ${message}`);
  if (record.error !== undefined) lines.push(`  broke: ${record.error}`);
  if (record.status.changed) lines.push(`  status written${record.status.phase === undefined ? '' : `: ${record.status.phase}`}`);
  if (blocked !== undefined) lines.push(`  ${blocked.kind === 'waits' ? 'waits' : blocked.kind}: ${blocked.message}`);
  const next = nextText(record);
  if (next !== undefined) lines.push(`  ${next}`);
  return lines;
}
