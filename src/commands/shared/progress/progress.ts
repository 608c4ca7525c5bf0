import { createSystemClock } from '../../../cluster/system-clock.ts';
import type { Clock } from '../../../kernel/clock.ts';
import type { Runtime } from '../runtime.ts';
import type { StepRecord } from '../step-records.ts';
import { plainView } from './plain-view.ts';
import type { ProgressView, ShownStep } from './progress-view.ts';
import { terminalView } from './terminal-view.ts';

/** One thing that is being done. `done` and `failed` end it; what is called after that is ignored. */
export interface ProgressStep {
  /** What it is at now, in a few words. */
  say(text: string): void;
  /** `result`: `created`, `deleted`. Default `done`. */
  done(result?: string): void;
  failed(error: unknown): void;
}

/** Several steps that are shown together. */
export interface Progress {
  step(name: string): ProgressStep;
  /** Puts the terminal back as it was and waits until every record is written. Never rejects. Call it in `finally`. */
  close(): Promise<void>;
}

/** How progress is told. */
export interface ProgressOptions {
  /** `step` of the records. Default: the title. */
  readonly verb?: string;
  readonly record?: ((record: StepRecord) => Promise<void>) | undefined;
  /** `-q`: shows nothing (records are written all the same). */
  readonly quiet?: boolean | undefined;
  /**
   * Off a terminal a line for each step that ends; on one the list stays when it is over. False where the command tells the results itself.
   * Default true.
   */
  readonly lines?: boolean;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** The terminal behind `runtime.stderr`. Default: the process's. */
  readonly terminal?: NodeJS.WriteStream;
}

const NO_VIEW: ProgressView = { add: () => undefined, close: () => Promise.resolve() };

function viewOf(
  runtime: Pick<Runtime, 'stderr' | 'stderrIsTerminal' | 'env' | 'paintsStderr'>,
  title: string,
  options: ProgressOptions,
): ProgressView {
  if (options.quiet === true) return NO_VIEW;
  const { lines = true, clock = createSystemClock(), terminal = process.stderr } = options;
  if (runtime.stderrIsTerminal && runtime.env['TERM'] !== 'dumb')
    return terminalView({ terminal, keep: lines, paints: runtime.paintsStderr === true });
  return plainView({ write: runtime.stderr, title, lines, clock });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Shows what a command is at, on stderr: on a terminal a list that moves; elsewhere lines, and every ten seconds what it still waits for
 * (`still waiting: NAME: …`, after a title `waiting`). The end of each step is recorded too.
 */
export function progress(
  runtime: Pick<Runtime, 'stderr' | 'stderrIsTerminal' | 'env' | 'paintsStderr'>,
  title: string,
  options: ProgressOptions = {},
): Progress {
  const { verb = title, record } = options;
  const view = viewOf(runtime, title, options);
  const records: Promise<void>[] = [];
  let isWarned = false;
  const write = (object: string, result: string): void => {
    if (record === undefined) return;
    const written = record({ step: verb, object, result }).catch((error: unknown) => {
      if (!isWarned) runtime.stderr(`warning: ${messageOf(error)}\n`);
      isWarned = true;
    });
    records.push(written);
  };
  return {
    step: (name) => {
      const listeners: (() => void)[] = [];
      const shown: ShownStep & { text: string | undefined; state: ShownStep['state']; result: string | undefined } = {
        name,
        text: undefined,
        state: 'open',
        result: undefined,
        onChange: (listener) => {
          listeners.push(listener);
        },
      };
      const tell = (): void => {
        for (const listener of listeners) listener();
      };
      const end = (state: 'done' | 'failed', result: string): void => {
        if (shown.state !== 'open') return;
        shown.state = state;
        shown.result = result;
        write(name, state === 'done' ? result : `failed: ${result}`);
        tell();
      };
      view.add(shown);
      return {
        say: (text) => {
          if (shown.state !== 'open' || shown.text === text) return;
          shown.text = text;
          tell();
        },
        done: (result = 'done') => end('done', result),
        failed: (error) => end('failed', messageOf(error)),
      };
    },
    close: async () => {
      await view.close();
      await Promise.all(records);
    },
  };
}
