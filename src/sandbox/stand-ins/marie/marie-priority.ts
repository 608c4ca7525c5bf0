import type { Clock } from '../../../kernel/clock.ts';
import { isFinished, type MarieRow } from './marie-row.ts';
import type { MarieSite } from './marie-site.ts';

const MINUTE_MS = 60_000;
const BUCKET_MS = 15 * MINUTE_MS;

function time(value: unknown): number {
  return typeof value === 'string' ? Date.parse(value) : typeof value === 'number' ? value : Number.NaN;
}

/**
 * A row's priority: 1000 and more past its hard deadline, 500 to 999 past the soft one, 1 to 499 before it. A job without deadlines has one
 * that is "now", so it is past it at once.
 */
export function priorityAt({ metadata }: MarieRow, now: number): number {
  const soft = time(metadata['soft_sla']);
  const hard = time(metadata['hard_sla']);
  const buckets = (from: number): number => Math.floor((now - from) / BUCKET_MS);
  if (!Number.isNaN(hard) && !Number.isNaN(soft) && now >= hard) return Math.min(1999, 1000 + buckets(hard));
  if (Number.isNaN(soft) || Number.isNaN(hard)) return 500;
  return now >= soft ? Math.min(999, 500 + buckets(soft)) : Math.max(1, 499 + buckets(soft));
}

/** Sets the priorities anew at every full minute, as the database's own timer does. The function that comes back ends it. */
export function startPriorities(site: MarieSite, later: (ms: number, does: () => void) => () => void, clock: Clock): () => void {
  let cancel = (): void => undefined;
  const arm = (): void => {
    const untilMinute = MINUTE_MS - (clock.now() % MINUTE_MS);
    cancel = later(untilMinute, () => {
      if (!site.switches.dbDown) {
        for (const row of site.rows.values()) if (!isFinished(row)) row.priority = priorityAt(row, clock.now());
      }
      arm();
    });
  };
  arm();
  return () => cancel();
}
