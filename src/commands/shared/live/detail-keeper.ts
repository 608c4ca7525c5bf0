import { pause, type Clock } from '../../../kernel/clock.ts';

/** A key held down passes many objects: only the one that it stops at is read. */
const SETTLE_MS = 120;
/** The shortest time between two looks at the same object, and how much longer than a look itself it lasts at least. */
const GAP_MS = 1_000;
const GAP_FACTOR = 5;
/** Pods and other children change without their owner changing: so often they are looked at anyway. */
const REFRESH_MS = 5_000;

export interface DetailKeeperOptions {
  readonly clock: Clock;
  /** Reads the object and shows it. */
  readonly read: (id: string, signal: AbortSignal) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Reads the selected object: when it is selected, when it changes, and now and then. */
export interface DetailKeeper {
  select(id: string | undefined): void;
  /** The object changed. Of one that is not selected nothing is done. */
  poke(id: string): void;
  /** Ends reading. Resolves when nothing is under way any more. */
  close(): Promise<void>;
}

/** A keeper with nothing selected. */
export function createDetailKeeper({ clock, read, onError }: DetailKeeperOptions): DetailKeeper {
  let selected: string | undefined;
  let ends = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let isPoked = false;
  let wake: (() => void) | undefined;

  const sleep = async (shortest: number, longest: number, signal: AbortSignal): Promise<void> => {
    await pause(clock, shortest, signal);
    if (isPoked) return;
    const early = new AbortController();
    wake = () => early.abort();
    await pause(clock, Math.max(0, longest - shortest), AbortSignal.any([signal, early.signal])).catch(() => undefined);
    wake = undefined;
  };

  const follow = async (id: string, signal: AbortSignal): Promise<void> => {
    await pause(clock, SETTLE_MS, signal);
    for (;;) {
      isPoked = false;
      const started = clock.monotonic();
      try {
        await read(id, signal);
      } catch (error) {
        if (!signal.aborted) onError(error);
      }
      const tookMs = clock.monotonic() - started;
      const shortest = Math.max(GAP_MS, tookMs * GAP_FACTOR);
      await sleep(shortest, Math.max(REFRESH_MS, shortest), signal);
      signal.throwIfAborted();
    }
  };

  return {
    select: (id) => {
      if (id === selected) return;
      selected = id;
      ends.abort();
      ends = new AbortController();
      const { signal } = ends;
      // It ends only by being aborted.
      if (id !== undefined) running = follow(id, signal).catch(() => undefined);
    },
    poke: (id) => {
      if (id !== selected) return;
      isPoked = true;
      wake?.();
    },
    close: async () => {
      ends.abort();
      await running;
    },
  };
}
