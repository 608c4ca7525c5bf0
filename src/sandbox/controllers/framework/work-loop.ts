import type { Clock } from '../../../kernel/clock.ts';
import { isFailure } from '../../failures/api-failure.ts';
import type { Controller, Enqueue } from './controller.ts';

/** The queue of all controllers: keys in the order in which they were asked for, each at most once. */
export interface WorkLoop {
  enqueueFor(controller: Controller): Enqueue;
  /** Works until nothing is left that is due now. Timers stay set. For tests, which then move their clock. */
  drain(): void;
  /** Resolves when nothing is due. Timers may be set. */
  idle(): Promise<void>;
  stop(): void;
}

interface Item {
  readonly id: string;
  readonly controller: Controller;
  readonly key: string;
}

/** Keys worked on before the event loop gets its turn. */
const BATCH = 16;
/** More turns than this in one drain is a controller that never comes to rest. */
const RESTLESS = 200_000;
const MAX_DOUBLINGS = 8;
/** Timers of the system take at most 2³¹ ms; a key that is due later is looked at in between. */
const LONGEST_MS = 24 * 60 * 60_000;

/**
 * Runs in `setImmediate` batches, so that HTTP stays responsive.
 *
 * @param retry milliseconds of the first pause after a refused write; it doubles up to 256 times this.
 */
export function createWorkLoop(clock: Clock, retry: number): WorkLoop {
  const due = new Map<string, Item>();
  const timers = new Map<string, () => void>();
  const failures = new Map<string, number>();
  const waiting: (() => void)[] = [];
  let planned = false;
  let stopped = false;

  const add = (item: Item, afterMs: number): void => {
    if (stopped) return;
    timers.get(item.id)?.();
    timers.delete(item.id);
    if (afterMs <= 0) {
      due.set(item.id, item);
      plan();
      return;
    }
    if (due.has(item.id)) return;
    timers.set(
      item.id,
      clock.after(Math.min(afterMs, LONGEST_MS), () => {
        timers.delete(item.id);
        add(item, 0);
      }),
    );
  };
  const runOne = (item: Item): void => {
    due.delete(item.id);
    try {
      const again = item.controller.work(item.key, enqueueFor(item.controller));
      failures.delete(item.id);
      if (again !== undefined && !due.has(item.id)) add(item, Math.max(1, again));
    } catch (error) {
      if (!isFailure(error)) throw error;
      const count = failures.get(item.id) ?? 0;
      failures.set(item.id, count + 1);
      add(item, retry * 2 ** Math.min(count, MAX_DOUBLINGS));
    }
  };
  const settle = (): void => {
    if (due.size > 0) return;
    for (const resolve of waiting.splice(0)) resolve();
  };
  const batch = (): void => {
    planned = false;
    try {
      let left = BATCH;
      for (const item of due.values()) {
        if (left === 0 || stopped) break;
        left -= 1;
        runOne(item);
      }
    } finally {
      plan();
      settle();
    }
  };
  const plan = (): void => {
    if (planned || stopped || due.size === 0) return;
    planned = true;
    setImmediate(batch);
  };
  const enqueueFor = (controller: Controller): Enqueue => {
    return (key, afterMs = 0) => add({ id: `${controller.name} ${key}`, controller, key }, afterMs);
  };

  return {
    enqueueFor,
    drain: () => {
      let turns = 0;
      // A Map's iterator also meets what is added on the way.
      for (const item of due.values()) {
        runOne(item);
        turns += 1;
        if (turns > RESTLESS) throw new Error(`the controllers do not come to rest; last: ${item.id}`);
      }
      settle();
    },
    idle: async () => {
      if (due.size === 0) return;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    },
    stop: () => {
      stopped = true;
      due.clear();
      for (const cancel of timers.values()) cancel();
      timers.clear();
      settle();
    },
  };
}
