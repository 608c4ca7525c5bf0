/** A bound on how many do something at a time; first come, first served. */
export interface Slots {
  /** Takes a slot: at once (undefined), or when the promise resolves. Rejects with the signal's reason when aborted while waiting. */
  take(signal?: AbortSignal): Promise<void> | undefined;
  give(): void;
}

/** Makes `count` slots. */
export function createSlots(count: number): Slots {
  let free = count;
  // A Set keeps the order and lets an aborted waiter leave from the middle at no cost.
  const waiting = new Set<() => void>();
  return {
    take(signal) {
      if (free > 0) {
        free -= 1;
        return undefined;
      }
      return new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const onAbort = (): void => {
          waiting.delete(go);
          reject(signal?.reason);
        };
        const go = (): void => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        };
        signal?.addEventListener('abort', onAbort, { once: true });
        waiting.add(go);
      });
    },
    give() {
      const [next] = waiting;
      if (next === undefined) {
        free += 1;
        return;
      }
      waiting.delete(next);
      next();
    },
  };
}
