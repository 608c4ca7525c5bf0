import type { StorageChange } from '../../storage/object-storage.ts';

/** Puts a key into the queue of the controller that asks, now or after a while (a later request for the same key moves its time). */
export type Enqueue = (key: string, afterMs?: number) => void;

/** One of the actors beside the API server. It holds no truth of its own: what it needs it reads again each time. */
export interface Controller {
  readonly name: string;
  /** Types (`plural.group`) whose changes it wants to see; undefined: all. */
  readonly watches: readonly string[] | undefined;
  /** Tells which keys a change concerns. Called for each change, and at start once for each object there is (as ADDED). Never writes. */
  observe(change: StorageChange, enqueue: Enqueue): void;
  /**
   * Brings one key up to date. The milliseconds it returns are the time of the next look at that key. An ApiFailure that it throws makes it
   * run again later; anything else is a fault of the program.
   */
  work(key: string, enqueue: Enqueue): number | undefined;
  /** Ends what it has started beside its work. */
  readonly stop?: () => void;
}
