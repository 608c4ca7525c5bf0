import type { StorageChange } from './object-storage.ts';

/** Tells listeners of changes, one after the other. */
export interface ChangeFeed {
  subscribe(listener: (change: StorageChange) => void): () => void;
  tell(change: StorageChange): void;
}

/**
 * A listener may write: what it changes is told to everybody after the change under way has been, so that all listeners hear the same
 * order. A listener that throws keeps no other from hearing; the first such error is thrown at the end.
 */
export function createChangeFeed(): ChangeFeed {
  const listeners = new Set<(change: StorageChange) => void>();
  let waiting: StorageChange[] = [];
  let telling = false;

  function tellAll(change: StorageChange, errors: unknown[]): void {
    // A list of its own: who subscribes while it hears a change is not told of that change.
    const present = Array.from(listeners);
    for (const listener of present) {
      if (!listeners.has(listener)) continue;
      try {
        listener(change);
      } catch (error) {
        errors.push(error);
      }
    }
  }

  return {
    subscribe: (listener) => {
      // A function of its own, so that the same listener can subscribe twice.
      const own = (change: StorageChange): void => listener(change);
      listeners.add(own);
      return () => {
        listeners.delete(own);
      };
    },
    tell: (change) => {
      waiting.push(change);
      if (telling) return;
      telling = true;
      const errors: unknown[] = [];
      try {
        while (waiting.length > 0) {
          const batch = waiting;
          waiting = [];
          for (const next of batch) tellAll(next, errors);
        }
      } finally {
        telling = false;
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
