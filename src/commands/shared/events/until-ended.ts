import { EXIT } from '../../../output/exit-codes.ts';
import { deadline } from '../deadline.ts';
import type { Runtime } from '../runtime.ts';

/**
 * Runs what goes on until a signal comes: that is its good end (0). `timeoutMs` (negative: never) ends it with 124. `follow` gets the signal
 * that ends it.
 */
export async function untilEnded(
  runtime: Pick<Runtime, 'signal'>,
  timeoutMs: number,
  follow: (signal: AbortSignal) => Promise<void>,
): Promise<number> {
  const limit = deadline(timeoutMs, runtime.signal, () => '--timeout was for how long to watch');
  const stop = new AbortController();
  const signal = AbortSignal.any([limit.signal, stop.signal]);
  try {
    await follow(signal);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stop.abort();
    limit.cancel();
  }
  if (runtime.signal.aborted) return EXIT.ok;
  throw limit.signal.reason;
}
