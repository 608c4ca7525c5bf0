import type { Clock } from '../../kernel/clock.ts';

/** Why a key was queued, kept until its pass begins. */
export interface WakeReasons {
  /** `afterMs`: the reason counts only once that has passed, since something else may bring the key back before. */
  note(key: string, reason: string, afterMs?: number): void;
  /** The reasons that count by now, in the order in which they came; the key begins anew. */
  take(key: string): readonly string[];
}

/** Many children change at once: a few names tell enough. */
const MAX_REASONS = 16;

/** For runs that nobody watches: nothing is kept. */
export const noWakeReasons: WakeReasons = { note: () => undefined, take: () => [] };

/** Reasons on the given clock. */
export function createWakeReasons(clock: Pick<Clock, 'monotonic'>): WakeReasons {
  /** Reason → the time from which it counts. */
  const noted = new Map<string, Map<string, number>>();
  return {
    note: (key, reason, afterMs = 0) => {
      const reasons = noted.get(key) ?? new Map<string, number>();
      noted.set(key, reasons);
      const at = clock.monotonic() + afterMs;
      const before = reasons.get(reason);
      if (before === undefined ? reasons.size < MAX_REASONS : at < before) reasons.set(reason, at);
    },
    take: (key) => {
      const now = clock.monotonic();
      const reasons = [...(noted.get(key) ?? [])].filter(([, at]) => at <= now).map(([reason]) => reason);
      noted.delete(key);
      return reasons;
    },
  };
}
