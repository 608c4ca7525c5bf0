import type { Clock } from '../../kernel/clock.ts';

/** Gives what a read gave that began a short while ago, joins one that is on its way, or begins one. */
export type SharedByStart<T> = (key: string, signal: AbortSignal, read: (signal: AbortSignal) => Promise<T>) => Promise<T>;

interface Entry<T> {
  readonly startedAt: number;
  readonly promise: Promise<T>;
  readonly end: AbortController;
  waiting: number;
  isSettled: boolean;
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
 * Shares reads by key, results and failures alike, for `forMs` milliseconds from their beginning. A read that nobody waits for any more is
 * given up and not remembered.
 */
export function shareByStart<T>(clock: Clock, forMs: number): SharedByStart<T> {
  const entries = new Map<string, Entry<T>>();

  const begin = (key: string, read: (signal: AbortSignal) => Promise<T>): Entry<T> => {
    const end = new AbortController();
    const entry: Entry<T> = { startedAt: clock.monotonic(), promise: read(end.signal), end, waiting: 0, isSettled: false };
    const settle = (): void => {
      entry.isSettled = true;
    };
    entry.promise.then(settle, settle);
    entries.set(key, entry);
    return entry;
  };

  return async (key, signal, read) => {
    signal.throwIfAborted();
    const now = clock.monotonic();
    for (const [each, { isSettled, startedAt }] of entries) if (isSettled && now - startedAt >= forMs) entries.delete(each);
    const entry = entries.get(key) ?? begin(key, read);
    entry.waiting += 1;
    try {
      return await orAborted(entry.promise, signal);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0 && !entry.isSettled) {
        if (entries.get(key) === entry) entries.delete(key);
        entry.end.abort(signal.reason);
      }
    }
  };
}
