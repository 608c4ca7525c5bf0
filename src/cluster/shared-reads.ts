import type { Clock } from '../kernel/clock.ts';
import { abortable } from './abortable.ts';

/** Reads something at most once in a while: gives what the last read gave, or joins the read that is on its way. */
export type SharedRead<T> = (key: string, signal: AbortSignal, read: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** How reads are shared. */
export interface SharedReadOptions {
  readonly clock: Clock;
  /** Milliseconds for which a result, good or bad, is told again. */
  readonly keepMs: number;
  /** From when that counts: a result is as old as its read (`start`), or should be spread over its time however long the read took (`end`). */
  readonly from: 'start' | 'end';
  /** After how many milliseconds a read is given up, and with which error. Absent: the reader's own time-out is enough. */
  readonly limit?: { readonly ms: number; readonly tooLong: () => Error };
}

interface Entry<T> {
  readonly promise: Promise<T>;
  readonly giveUp: (reason: unknown) => void;
  readonly startedAt: number;
  waiting: number;
  /** When it ended, on the monotonic clock. */
  endedAt?: number;
}

/**
 * Shares reads by key. A read has its own life: it ends when its time is over, or when nobody waits for it any more (and is then not
 * remembered), not when one of those who wait is gone.
 */
export function sharedReads<T>({ clock, keepMs, from, limit }: SharedReadOptions): SharedRead<T> {
  const entries = new Map<string, Entry<T>>();

  const begin = (key: string, read: (signal: AbortSignal) => Promise<T>): Entry<T> => {
    const end = new AbortController();
    const cancel = limit === undefined ? undefined : clock.after(limit.ms, () => end.abort(limit.tooLong()));
    const entry: Entry<T> = {
      promise: abortable(read(end.signal), end.signal),
      giveUp: (reason) => end.abort(reason),
      startedAt: clock.monotonic(),
      waiting: 0,
    };
    const ended = (): void => {
      cancel?.();
      entry.endedAt = clock.monotonic();
    };
    entry.promise.then(ended, ended);
    entries.set(key, entry);
    return entry;
  };

  const sweep = (): void => {
    const now = clock.monotonic();
    for (const [key, { startedAt, endedAt }] of entries) {
      if (endedAt !== undefined && now - (from === 'start' ? startedAt : endedAt) >= keepMs) entries.delete(key);
    }
  };

  return async (key, signal, read) => {
    signal.throwIfAborted();
    sweep();
    const entry = entries.get(key) ?? begin(key, read);
    entry.waiting += 1;
    try {
      return await abortable(entry.promise, signal);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0 && entry.endedAt === undefined) {
        if (entries.get(key) === entry) entries.delete(key);
        entry.giveUp(signal.reason);
      }
    }
  };
}
