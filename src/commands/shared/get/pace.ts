import { pause } from '../../../kernel/clock.ts';
import type { Clock } from '../../../kernel/clock.ts';

/** Lets calls through at a limited pace: `burst` at once, then `perSecond`. Resolves when the next may be made; rejects when the signal is aborted first. */
export type Pace = (signal: AbortSignal) => Promise<void>;

/** Makes a {@link Pace}. Who waits is let through in the order of asking. */
export function createPace(clock: Clock, perSecond: number, burst: number): Pace {
  const gapMs = 1000 / perSecond;
  /** When the bucket would be full, had nobody asked: each call moves it on by one gap. */
  let fullAt = clock.monotonic();
  return async (signal) => {
    const now = clock.monotonic();
    fullAt = Math.max(fullAt, now) + gapMs;
    const waitMs = fullAt - now - burst * gapMs;
    if (waitMs > 0) await pause(clock, waitMs, signal);
  };
}
