import type { Clock } from '../kernel/clock.ts';

/** The longest that `setTimeout` can wait (2^31 - 1 ms, about 25 days): beyond, it fires at once. */
const LONGEST = 2_147_483_647;

/** Calls back after any time, in several waits where one cannot be so long. */
function after(ms: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    timer = setTimeout(() => (left > LONGEST ? wait(left - LONGEST) : callback()), Math.min(left, LONGEST));
    timer.unref();
  };
  wait(ms);
  return () => clearTimeout(timer);
}

/** The clock of this machine. Its timers do not keep the process alive: the listening server does. */
export function wallClock(): Clock {
  return { now: () => Date.now(), monotonic: () => performance.now(), after };
}
