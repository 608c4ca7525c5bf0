import type { Clock } from '../../kernel/clock.ts';
import { abortable } from '../abortable.ts';

/** What may end a piece of work before it is done. */
export interface DeadlineOptions {
  readonly clock: Clock;
  /** Milliseconds; 0 means none. */
  readonly timeoutMs: number;
  /** Aborted from outside, with reasons of their own. */
  readonly signals: readonly (AbortSignal | undefined)[];
  /** Why the time-out ends it. */
  readonly onTimeout: () => Error;
}

/** Runs work with a signal that is aborted in time, or when one of the given ones is. Rejects at once then, whatever the work does. */
export async function withDeadline<T>(
  { clock, timeoutMs, signals, onTimeout }: DeadlineOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const given = signals.filter((signal) => signal !== undefined);
  const aborts = given.map((signal) => {
    const onAbort = (): void => controller.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    return () => signal.removeEventListener('abort', onAbort);
  });
  const cancelTimer = timeoutMs > 0 ? clock.after(timeoutMs, () => controller.abort(onTimeout())) : undefined;
  try {
    for (const signal of given) signal.throwIfAborted();
    return await abortable(work(controller.signal), controller.signal);
  } finally {
    cancelTimer?.();
    for (const forget of aborts) forget();
  }
}
