import { pause, type Clock } from '../../../kernel/clock.ts';

/**
 * Does something again and again, `everyMs` after its last end, until the signal is aborted; then it resolves. `again` gets the failures in a row
 * before this time, and handles its own.
 */
export async function repeat(
  clock: Clock,
  everyMs: number,
  signal: AbortSignal,
  again: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  try {
    while (!signal.aborted) {
      await again(signal);
      await pause(clock, everyMs, signal);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
