import type { Clock } from '../../kernel/clock.ts';
import type { ServiceWay } from './service-way.ts';

/** A way, and what must be done when it is not kept any longer. */
export interface KnownWay {
  readonly way: ServiceWay;
  readonly end: () => void;
}

/** The ways that were used lately: a loop that runs for months meets many Services that are gone one day. */
export interface KnownWays {
  /** The way of a key, made where there is none. It is kept at least until `leave` is called. */
  take(key: string, make: () => KnownWay): { readonly way: ServiceWay; readonly leave: () => void };
  /** Ends them all. */
  close(): void;
}

interface Entry extends KnownWay {
  users: number;
  /** When the last one left, on the monotonic clock. */
  leftAt: number;
}

/** Longer than any pause between two looks at the same server. */
const FORGET_MS = 10 * 60_000;

/** None yet. */
export function knownWays(clock: Pick<Clock, 'monotonic'>): KnownWays {
  const known = new Map<string, Entry>();

  const forgetOld = (): void => {
    const now = clock.monotonic();
    for (const [key, { end, leftAt, users }] of known) {
      if (users > 0 || now - leftAt < FORGET_MS) continue;
      known.delete(key);
      end();
    }
  };

  const makeEntry = (key: string, make: () => KnownWay): Entry => {
    forgetOld();
    const entry = { ...make(), users: 0, leftAt: 0 };
    known.set(key, entry);
    return entry;
  };

  return {
    take: (key, make) => {
      const entry = known.get(key) ?? makeEntry(key, make);
      entry.users += 1;
      return {
        way: entry.way,
        leave: () => {
          entry.users -= 1;
          entry.leftAt = clock.monotonic();
        },
      };
    },
    close: () => {
      for (const { end } of known.values()) end();
      known.clear();
    },
  };
}
