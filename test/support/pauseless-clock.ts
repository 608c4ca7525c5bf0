import { createSystemClock } from '../../src/cluster/system-clock.ts';
import type { Clock } from '../../src/kernel/clock.ts';

/** From this length on a timer is a time-out, not a pause. */
const TIMEOUT_MS = 20_000;

/** A clock on which every pause is over at once and no time-out ever comes. `pauses` says how long the pauses would have been, in milliseconds. */
export interface PauselessClock extends Clock {
  readonly pauses: readonly number[];
}

/** Makes a {@link PauselessClock}. */
export function pauselessClock(): PauselessClock {
  const real = createSystemClock();
  const pauses: number[] = [];
  return {
    ...real,
    pauses,
    after(ms, callback) {
      if (ms >= TIMEOUT_MS) return () => {};
      pauses.push(ms);
      return real.after(0, callback);
    },
  };
}
