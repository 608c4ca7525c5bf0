/** Time as a parameter: production code gets the system's clock, tests one that they move by hand. */
export interface Clock {
  /** Milliseconds since the Unix epoch (wall clock: for timestamps that are stored or shown). */
  now(): number;
  /** Milliseconds on a clock that never goes back (for durations and deadlines). */
  monotonic(): number;
  /** Calls back once after `ms` milliseconds; the returned function cancels it. A timer never keeps the process alive by itself. */
  after(ms: number, callback: () => void): () => void;
}

/** RFC 3339 with whole seconds, as `metav1.Time` is written by Kubernetes. */
export function timestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** RFC 3339 with microseconds, as `metav1.MicroTime` (Leases, Events) is written by Kubernetes. */
export function microTimestamp(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000Z`;
}

/** Resolves after `ms` on the given clock; rejects with the signal's reason when it is aborted first. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.after(ms, () => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    });
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
