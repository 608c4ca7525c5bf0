import { isApiError } from '../../cluster/api-error.ts';
import type { Metrics, MetricLabels } from './metrics.ts';
import type { PassResult } from './pass-result.ts';
import type { AnyReconciler } from './wake-up.ts';

/** What one pass over one key came to. `error`: the pass itself broke (a throwing planner, an unreachable server). */
export interface PassReport extends Partial<PassResult> {
  readonly reconciler: AnyReconciler;
  readonly key: string;
  readonly outcome: 'ready' | 'waits' | 'stuck' | 'failed' | 'again' | 'stale' | 'gone' | 'error';
  readonly error?: unknown;
  readonly durationMs: number;
  /** Milliseconds until the key is looked at again, unless something wakes it sooner; 0: at once. Absent: only when something wakes it. */
  readonly requeueAfterMs?: number;
}

/** How an object stands after a pass that did not break. */
export function outcomeOf(result: PassResult): PassReport['outcome'] {
  if (result.end === 'again' || result.end === 'gone') return result.end;
  if (result.blocked !== undefined) return result.blocked.kind;
  return result.end === 'done' && result.failures.length === 0 ? 'ready' : 'waits';
}

function resultLabel({ outcome, failures = [], recheckAfter }: PassReport): 'error' | 'requeue' | 'requeue_after' | 'success' {
  if (outcome === 'error' || failures.length > 0) return 'error';
  if (outcome === 'again' || outcome === 'stale') return 'requeue';
  return recheckAfter === undefined ? 'success' : 'requeue_after';
}

/** Counts a pass under controller-runtime's metric names. What broke without the API server's doing is a panic. */
export function countPass(metrics: Metrics, labels: MetricLabels, report: PassReport): void {
  const result = resultLabel(report);
  metrics.count('controller_runtime_reconcile_total', { ...labels, result });
  metrics.observe('controller_runtime_reconcile_time_seconds', labels, report.durationMs / 1_000);
  if (result === 'error') metrics.count('controller_runtime_reconcile_errors_total', labels);
  if (report.failures?.some((failure) => failure.stuck) === true)
    metrics.count('controller_runtime_terminal_reconcile_errors_total', labels);
  if (report.outcome === 'error' && !isApiError(report.error)) metrics.count('controller_runtime_reconcile_panics_total', labels);
}
