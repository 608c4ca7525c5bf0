import type { GatewayRow } from '../gateway.ts';

/** What the tasks of a job say of the job. */
export type JobVerdict =
  | { readonly state: 'queued' | 'running' | 'succeeded' | 'cancelled' }
  | { readonly state: 'failed'; readonly code: 'AppFailed' | 'Expired' };

const DONE: ReadonlySet<string> = new Set(['completed', 'skipped']);
const ENDED: ReadonlySet<string> = new Set(['completed', 'skipped', 'failed', 'cancelled', 'expired']);

/**
 * How a job stands by its rows, of which there is at least one. `isSeenTwice`: an earlier sweep showed the same. The rows of a job appear one
 * after the other, so an end is believed where the last task (level 0) has completed, or on the second look. A failed task is an end at once.
 */
export function jobVerdict(rows: readonly GatewayRow[], isSeenTwice: boolean): JobVerdict {
  const has = (state: string): boolean => rows.some((row) => row.state === state);
  if (has('failed')) return { state: 'failed', code: 'AppFailed' };
  const isOver = isRowsOver(rows);
  const isLastDone = rows.some(({ jobLevel, state }) => jobLevel === 0 && state === 'completed');
  if (rows.every(({ state }) => DONE.has(state)) && (isLastDone || isSeenTwice)) return { state: 'succeeded' };
  if (isOver && isSeenTwice) return has('cancelled') ? { state: 'cancelled' } : { state: 'failed', code: 'Expired' };
  // The first task of a stock plan does nothing and has the id of the job: that it is done says nothing.
  const isAtWork = rows.some(({ dagId, id, state }) => state === 'active' || state === 'retry' || (id !== dagId && ENDED.has(state)));
  return { state: isAtWork ? 'running' : 'queued' };
}

/** Whether no task moves any more. */
export function isRowsOver(rows: readonly GatewayRow[]): boolean {
  return rows.every(({ state }) => ENDED.has(state));
}

/** The rows by state, as one text that is the same for the same states: `1 active, 1 completed, 1 created`. */
export function taskCounts(rows: readonly GatewayRow[]): string {
  const byState = Map.groupBy(rows, ({ state }) => state);
  return [...byState]
    .map(([state, same]) => `${String(same.length)} ${state}`)
    .toSorted()
    .join(', ');
}

/** Finished tasks in percent; 100 only where the job has succeeded. */
export function jobProgress(rows: readonly GatewayRow[], verdict: JobVerdict): number {
  if (verdict.state === 'succeeded') return 100;
  const ended = rows.filter(({ state }) => ENDED.has(state)).length;
  return rows.length === 0 ? 0 : Math.min(99, Math.floor((100 * ended) / rows.length));
}
