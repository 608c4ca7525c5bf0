import { setImmediate as turn } from 'node:timers/promises';
import type { Clock } from '../../src/kernel/clock.ts';

/** A clock that stands still until it is moved. */
export interface FakeClock extends Clock {
  /** Moves the clock and runs the timers that fall due, each at its own time, in the order of their times; those set meanwhile too. */
  advance(ms: number): void;
  /** Like `advance`, and lets promises and I/O callbacks run before the first timer, after each timer and at the end. */
  advanceAsync(ms: number): Promise<void>;
  /** How many timers are set. */
  pending(): number;
  /** Milliseconds until the next timer falls due; undefined when none is set. */
  untilNext(): number | undefined;
}

interface Timer {
  readonly due: number;
  readonly callback: () => void;
}

const START = Date.UTC(2026, 0, 1);

/** @param start what `now()` gives at first, in Unix milliseconds. `monotonic()` starts at 0. */
export function fakeClock(start: number = START): FakeClock {
  const timers = new Set<Timer>();
  let elapsed = 0;

  const next = (): Timer | undefined => {
    let first: Timer | undefined;
    for (const timer of timers) if (first === undefined || timer.due < first.due) first = timer;
    return first;
  };
  const runNext = (end: number): boolean => {
    const timer = next();
    if (timer === undefined || timer.due > end) return false;
    timers.delete(timer);
    elapsed = Math.max(elapsed, timer.due);
    timer.callback();
    return true;
  };

  return {
    now: () => start + elapsed,
    monotonic: () => elapsed,
    after: (ms, callback) => {
      const timer: Timer = { due: elapsed + Math.max(0, ms), callback };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance: (ms) => {
      const end = elapsed + ms;
      while (runNext(end));
      elapsed = end;
    },
    advanceAsync: async (ms) => {
      const end = elapsed + ms;
      await turn();
      while (runNext(end)) await turn();
      elapsed = end;
      await turn();
    },
    pending: () => timers.size,
    untilNext: () => {
      const timer = next();
      return timer === undefined ? undefined : timer.due - elapsed;
    },
  };
}
