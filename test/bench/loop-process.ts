import type { RunningCli } from '../support/run-cli.ts';
import { startCli } from '../support/run-cli.ts';
import { LOOP } from './bench-options.ts';
import type { ProcessUsage } from './process-usage.ts';
import { processUsage } from './process-usage.ts';

/** The loop under test, as a process of its own. */
export interface LoopProcess {
  /** `performance.now()` when it was started. */
  readonly startedAt: number;
  usage(): Promise<ProcessUsage>;
  signal(name: NodeJS.Signals): void;
  /** Sends SIGTERM and waits for its end, at most `STOP_WITHIN_MS`. */
  stop(): Promise<void>;
  /** Rejects when it ends by itself. */
  readonly died: Promise<never>;
}

const LIFETIME_MS = 40 * 60_000;
const STOP_WITHIN_MS = 30_000;

/** Starts it against a kubeconfig. It ends with the benchmark, whatever happens. */
export function startLoop(kubeconfig: string, extra: readonly string[] = [], env: Readonly<Record<string, string>> = {}): LoopProcess {
  const startedAt = performance.now();
  const running: RunningCli = startCli([...LOOP.args, ...extra], { entry: LOOP.entry, kubeconfig, env, timeoutMs: LIFETIME_MS });
  const onExit = (): void => running.signal('SIGKILL');
  process.once('exit', onExit);
  let stopping = false;
  const died = running.done.then(({ code, stdout, stderr }): never => {
    throw new Error(stopping ? 'stopped' : `the loop ended with ${code}:\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
  });
  // It is looked at through `alongside`; a stop is no failure.
  died.catch(() => {});
  return {
    startedAt,
    died,
    usage: async () => processUsage(running.pid),
    signal: (name) => running.signal(name),
    stop: async () => {
      stopping = true;
      running.signal('SIGTERM');
      const timer = setTimeout(() => running.signal('SIGKILL'), STOP_WITHIN_MS);
      await running.done;
      clearTimeout(timer);
      process.off('exit', onExit);
    },
  };
}

/** The work's result, or the loop's failure if that comes first. */
export async function alongside<T>(loop: LoopProcess, work: Promise<T>): Promise<T> {
  return Promise.race([work, loop.died]);
}
