import type { Clock } from '../../src/kernel/clock.ts';

/** A clock on which everything lasts `factor` times less than it says: real sockets with short waits. */
export function hurriedClock(factor: number): Clock {
  const started = performance.now();
  const elapsed = (): number => (performance.now() - started) * factor;
  const epoch = Date.now();
  return {
    now: () => epoch + elapsed(),
    monotonic: elapsed,
    after: (ms, callback) => {
      const timer = setTimeout(callback, ms / factor);
      return () => clearTimeout(timer);
    },
  };
}
