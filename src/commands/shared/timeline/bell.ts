import type { Clock } from '../../../kernel/clock.ts';

/** Something to wait for: rung once or often, it ends one wait. */
export interface Bell {
  ring(): void;
  /** Resolves when it was rung since the last wait, or after `ms` at the latest; rejects with the signal's reason. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** A bell on a clock. */
export function createBell(clock: Pick<Clock, 'after'>): Bell {
  let rung = false;
  let wake: () => void = () => undefined;
  return {
    ring: () => {
      rung = true;
      wake();
    },
    wait: async (ms, signal) => {
      signal.throwIfAborted();
      if (!rung) {
        await new Promise<void>((resolve, reject) => {
          const onAbort = (): void => {
            cancel();
            reject(signal.reason as Error);
          };
          const done = (): void => {
            cancel();
            signal.removeEventListener('abort', onAbort);
            resolve();
          };
          const cancel = clock.after(ms, done);
          signal.addEventListener('abort', onAbort, { once: true });
          wake = done;
        });
        wake = () => undefined;
      }
      rung = false;
    },
  };
}
