import type { Clock } from '../kernel/clock.ts';

/** A value that grows old, and how it is got anew. */
export interface RefreshingOptions<T> {
  readonly clock: Clock;
  /** Gets the value. `previous` is what was there before: returning the same object means "unchanged". */
  load(previous: T | undefined): Promise<T>;
  /** How long a value may be used from now on, in milliseconds. */
  freshForMs(value: T): number;
  /** When a reload fails: whether the old value is used for another period (a file that is just being replaced). */
  readonly keepOnFailure: boolean;
}

/** A value that is loaded once for all who ask at the same time, kept while fresh, and loaded anew on demand. */
export interface Refreshing<T> {
  /** Without a promise while the value is fresh. */
  current(): T | Promise<T>;
  /** Loads anew unless a load is under way or `rejected` is no longer the current value. True when the value is another one now. */
  renew(rejected: T): Promise<boolean>;
}

/** How long an old value is used after a failed reload before the next try. */
const FAILURE_PAUSE_MS = 10_000;

/** Makes a {@link Refreshing}. Time is the clock's monotonic one. */
export function createRefreshing<T>(options: RefreshingOptions<T>): Refreshing<T> {
  const { clock } = options;
  let value: T | undefined;
  let freshUntil = Number.NEGATIVE_INFINITY;
  let loading: Promise<T> | undefined;

  async function load(mayKeep: boolean): Promise<T> {
    try {
      const loaded = await options.load(value);
      value = loaded;
      freshUntil = clock.monotonic() + options.freshForMs(loaded);
      return loaded;
    } catch (error) {
      if (!mayKeep || value === undefined) throw error;
      freshUntil = clock.monotonic() + FAILURE_PAUSE_MS;
      return value;
    } finally {
      loading = undefined;
    }
  }

  return {
    current() {
      if (value !== undefined && clock.monotonic() < freshUntil) return value;
      loading ??= load(options.keepOnFailure);
      return loading;
    },
    async renew(rejected) {
      if (value !== undefined && value !== rejected) return true;
      loading ??= load(false);
      return (await loading) !== rejected;
    },
  };
}
