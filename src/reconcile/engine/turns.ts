import type { Clock } from '../../kernel/clock.ts';

/** Gives timers and sockets their turn between pieces of work. One for all workers of a process. */
export interface Turns {
  /** Returns at once for a few milliseconds of work, then lets everything that waits in the event loop go first. */
  breathe(): Promise<void>;
}

/** Longest stretch of work, over all workers, during which neither an edit nor the lease is heard. */
const TURN_MS = 5;

/** Turns on the given clock. */
export function createTurns(clock: Clock): Turns {
  let since = clock.monotonic();
  let next: Promise<void> | undefined;
  return {
    breathe: async () => {
      if (clock.monotonic() - since < TURN_MS) return;
      next ??= new Promise((resolve) => {
        setImmediate(() => {
          since = clock.monotonic();
          next = undefined;
          resolve();
        });
      });
      await next;
    },
  };
}
