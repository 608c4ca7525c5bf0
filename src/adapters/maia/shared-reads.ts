import type { Clock } from '../../kernel/clock.ts';

/** Reads something at most once in a while: gives what the last read gave, or joins the read that is on its way. */
export type SharedRead<T> = (key: string, signal: AbortSignal, read: (signal: AbortSignal) => Promise<T>) => Promise<T>;

/** How reads are shared. */
export interface SharedReadOptions {
  readonly clock: Clock;
  /** Milliseconds for which a result, good or bad, is told again. */
  readonly keepMs: number;
  /** Milliseconds after which a read is given up, with `tooLong`. */
  readonly limitMs: number;
  readonly tooLong: () => Error;
}

interface Entry<T> {
  readonly promise: Promise<T>;
  readonly giveUp: (reason: unknown) => void;
  waiting: number;
  /** When it ended, on the monotonic clock. */
  endedAt?: number;
}

/** Waits for a promise; rejects with the signal's reason when that comes first. */
async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    stop = () => signal.removeEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    stop();
  }
}

/**
 * Shares reads by key. A read has its own life: it ends when its time is over, or when nobody waits for it any more (and is then not
 * remembered), not when one of those who wait is gone.
 */
export function sharedReads<T>({ clock, keepMs, limitMs, tooLong }: SharedReadOptions): SharedRead<T> {
  const entries = new Map<string, Entry<T>>();

  const begin = (key: string, read: (signal: AbortSignal) => Promise<T>): Entry<T> => {
    const end = new AbortController();
    const cancel = clock.after(limitMs, () => end.abort(tooLong()));
    const entry: Entry<T> = { promise: orAborted(read(end.signal), end.signal), giveUp: (reason) => end.abort(reason), waiting: 0 };
    const ended = (): void => {
      cancel();
      entry.endedAt = clock.monotonic();
    };
    entry.promise.then(ended, ended);
    entries.set(key, entry);
    return entry;
  };

  const sweep = (): void => {
    const now = clock.monotonic();
    for (const [key, { endedAt }] of entries) if (endedAt !== undefined && now - endedAt >= keepMs) entries.delete(key);
  };

  return async (key, signal, read) => {
    signal.throwIfAborted();
    sweep();
    const entry = entries.get(key) ?? begin(key, read);
    entry.waiting += 1;
    try {
      return await orAborted(entry.promise, signal);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0 && entry.endedAt === undefined) {
        if (entries.get(key) === entry) entries.delete(key);
        entry.giveUp(signal.reason);
      }
    }
  };
}
