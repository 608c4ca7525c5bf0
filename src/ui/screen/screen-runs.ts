import type { LiveSource } from '../live-source.ts';
import type { ScreenEvent } from './update/outcome.ts';

/** The commands that pages show. */
export interface ScreenRuns {
  start(run: number, words: readonly string[]): void;
  stop(run: number): void;
  stopAll(): void;
  /** What they wrote since it was asked last: lines are gathered, so that a chatty command costs no more than a frame. */
  take(): readonly ScreenEvent[];
}

/** Runs commands, and calls `wake` when there is something to take. */
export function screenRuns(source: Pick<LiveSource, 'run'>, wake: () => void): ScreenRuns {
  const running = new Map<number, AbortController>();
  const written = new Map<number, string[]>();
  let ended: ScreenEvent[] = [];

  const start = (run: number, words: readonly string[]): void => {
    const abort = new AbortController();
    running.set(run, abort);
    const onLine = (line: string): void => {
      const lines = written.get(run) ?? [];
      lines.push(line);
      written.set(run, lines);
      wake();
    };
    const end = (exit: number, lines: readonly string[]): void => {
      if (!running.delete(run)) return;
      written.delete(run);
      ended.push({ type: 'ended', run, exit, lines });
      wake();
    };
    source.run(words, abort.signal, onLine).then(
      ({ exit, lines }) => end(exit, lines),
      (error: unknown) => end(1, [`error: ${error instanceof Error ? error.message : String(error)}`]),
    );
  };
  const stop = (run: number): void => {
    const abort = running.get(run);
    running.delete(run);
    written.delete(run);
    abort?.abort();
  };
  return {
    start,
    stop,
    stopAll: () => {
      for (const run of running.keys()) stop(run);
    },
    take: () => {
      const lines = Array.from(written, ([run, texts]): ScreenEvent => ({ type: 'lines', run, lines: texts }));
      const events = [...lines, ...ended];
      written.clear();
      ended = [];
      return events;
    },
  };
}
