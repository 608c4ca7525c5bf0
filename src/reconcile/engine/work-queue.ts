import type { Clock } from '../../kernel/clock.ts';

/** The default priority, and the one of first lists and resyncs: a user's edit overtakes a restart (controller-runtime's `LowPriority`). */
export const NORMAL_PRIORITY = 0;
export const LOW_PRIORITY = -100;

/**
 * Keys to work on. One entry per key; a key in work is not handed out again but comes back after `done`; merging keeps the higher priority
 * and the earlier time; first in, first out inside a priority.
 */
export interface WorkQueue {
  add(key: string, options?: { readonly priority?: number; readonly afterMs?: number }): void;
  /** The next key, or undefined once the queue is shut down. */
  next(): Promise<string | undefined>;
  done(key: string): void;
  /** Nothing is handed out any more; waiting calls of `next` get undefined. */
  shutDown(): void;
  /** Keys waiting to be handed out now (delayed ones not counted). */
  readonly depth: number;
  readonly working: number;
  /** Whether this key waits now or is in work (a delayed key does not count). */
  isActive(key: string): boolean;
  /** Milliseconds that all keys in work have been in work for, added up. */
  unfinishedMs(): number;
  /** Milliseconds since the oldest key in work was handed out; 0 when idle. */
  longestRunningMs(): number;
}

/** What the queue reports of itself, for metrics. Durations in milliseconds. */
export interface WorkQueueObserver {
  added(): void;
  taken(waitedMs: number): void;
  finished(workedMs: number): void;
}

interface Waiting {
  readonly priority: number;
  readonly since: number;
}

interface Delayed {
  readonly priority: number;
  readonly at: number;
  readonly cancel: () => void;
}

/** A queue on the given clock. */
export function createWorkQueue(clock: Clock, observer?: WorkQueueObserver): WorkQueue {
  const waiting = new Map<string, Waiting>();
  /** Keys per priority, in order of arrival. Few priorities exist, so the highest is found by looking. */
  const lanes = new Map<number, Set<string>>();
  const delayed = new Map<string, Delayed>();
  const inWork = new Map<string, number>();
  /** Keys added while in work, with the priority they come back with. */
  const again = new Map<string, number>();
  const takers: ((key: string | undefined) => void)[] = [];
  let closed = false;

  const enqueue = (key: string, priority: number): void => {
    const before = waiting.get(key);
    if (before !== undefined && before.priority >= priority) return;
    if (before !== undefined) lanes.get(before.priority)?.delete(key);
    waiting.set(key, { priority, since: before?.since ?? clock.monotonic() });
    const lane = lanes.get(priority) ?? new Set();
    lane.add(key);
    lanes.set(priority, lane);
    if (before === undefined) observer?.added();
    const taker = takers.shift();
    if (taker !== undefined) taker(take());
  };

  const take = (): string | undefined => {
    let best: number | undefined;
    for (const [priority, lane] of lanes) if (lane.size > 0 && (best === undefined || priority > best)) best = priority;
    if (best === undefined) return undefined;
    const lane = lanes.get(best);
    const [key] = lane ?? [];
    if (key === undefined) return undefined;
    lane?.delete(key);
    const now = clock.monotonic();
    observer?.taken(now - (waiting.get(key)?.since ?? now));
    waiting.delete(key);
    inWork.set(key, now);
    return key;
  };

  const addNow = (key: string, atLeast: number): void => {
    // One entry per key: now is earlier than any delay.
    const later = delayed.get(key);
    later?.cancel();
    delayed.delete(key);
    const priority = Math.max(atLeast, later?.priority ?? atLeast);
    if (inWork.has(key)) again.set(key, Math.max(priority, again.get(key) ?? priority));
    else enqueue(key, priority);
  };

  const add: WorkQueue['add'] = (key, { priority = NORMAL_PRIORITY, afterMs = 0 } = {}) => {
    if (closed) return;
    if (afterMs <= 0 || waiting.has(key) || again.has(key)) return addNow(key, priority);
    const at = clock.monotonic() + afterMs;
    const before = delayed.get(key);
    if (before !== undefined && before.at <= at) {
      if (before.priority < priority) delayed.set(key, { ...before, priority });
      return;
    }
    before?.cancel();
    const cancel = clock.after(afterMs, () => addNow(key, priority));
    delayed.set(key, { priority: Math.max(priority, before?.priority ?? priority), at, cancel });
  };

  return {
    add,
    next: () =>
      new Promise((resolve) => {
        const key = closed ? undefined : take();
        if (key !== undefined || closed) resolve(key);
        else takers.push(resolve);
      }),
    done: (key) => {
      const since = inWork.get(key);
      if (since === undefined) return;
      inWork.delete(key);
      observer?.finished(clock.monotonic() - since);
      const priority = again.get(key);
      again.delete(key);
      if (priority !== undefined && !closed) enqueue(key, priority);
    },
    shutDown: () => {
      closed = true;
      for (const entry of delayed.values()) entry.cancel();
      delayed.clear();
      for (const taker of takers.splice(0)) taker(undefined);
    },
    get depth() {
      return waiting.size;
    },
    get working() {
      return inWork.size;
    },
    isActive: (key) => waiting.has(key) || inWork.has(key),
    unfinishedMs: () => {
      const now = clock.monotonic();
      let sum = 0;
      for (const since of inWork.values()) sum += now - since;
      return sum;
    },
    longestRunningMs: () => {
      const [oldest] = inWork.values();
      return oldest === undefined ? 0 : clock.monotonic() - oldest;
    },
  };
}
