import type { Clock } from '../kernel/clock.ts';

/** How the system's clock treats the process. */
export interface SystemClockOptions {
  /**
   * Timers keep the process alive until they fire or are cancelled. Default false, as {@link Clock} promises. A client sets it,
   * because a pause before a retry has no open socket that would keep a one-shot command running.
   */
  readonly holdsProcess?: boolean;
}

/** Node's timers cannot wait longer than this (about 24.8 days); a longer one would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The clock of this machine. */
export function createSystemClock(options: SystemClockOptions = {}): Clock {
  const holdsProcess = options.holdsProcess ?? false;
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, Math.min(Math.max(ms, 0), LONGEST_TIMER_MS));
      if (!holdsProcess) timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
