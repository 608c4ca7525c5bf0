import type { Clock } from '../kernel/clock.ts';

/** The clock of this machine. Its timers do not keep the process alive: the listening server does. */
export function wallClock(): Clock {
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  };
}
