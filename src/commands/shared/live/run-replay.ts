import { readFile } from 'node:fs/promises';
import { createSystemClock } from '../../../cluster/system-clock.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { LiveRow } from '../../../ui/live-source.ts';
import type { Runtime } from '../runtime.ts';
import { linePrinter } from './live-lines.ts';
import { parseRecording } from './parse-recording.ts';
import { replaySource } from './replay-source.ts';
import { showOnTerminal, type ShowOptions } from './show-on-terminal.ts';
import type { StateDelta } from './state-delta.ts';

export interface ReplayRequest {
  readonly file: string;
  readonly screen?: Pick<ShowOptions, 'terminal' | 'theme' | 'icons' | 'allowActions' | 'refreshMs'>;
  readonly format: 'text' | 'json';
  readonly quiet: boolean;
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new CliError({
      exit: EXIT.usage,
      message: `cannot read the recording ${file}`,
      why: error instanceof Error ? error.message : String(error),
      fix: 'name a file that top --record has made',
      cause: error,
    });
  }
}

/** Off a terminal: every change of the recording as a line, without waiting. */
function printAll(deltas: readonly StateDelta[], runtime: Runtime, format: 'text' | 'json'): void {
  const rows = new Map<string, LiveRow>();
  for (const [index, { at, set = [], gone = [] }] of deltas.entries()) {
    const print = linePrinter({ stdout: runtime.stdout, now: () => at }, { format, domain: runtime.entry.domain });
    for (const id of gone) {
      print(rows.get(id), undefined, false);
      rows.delete(id);
    }
    for (const row of set) {
      print(rows.get(row.id), row, index === 0);
      rows.set(row.id, row);
    }
  }
}

/** Shows a recording: on a terminal at its own pace until it is left, else as lines. Throws a CliError for a file that is none. */
export async function runReplay(runtime: Runtime, { file, screen, format, quiet }: ReplayRequest): Promise<number> {
  const deltas = parseRecording(await read(file), file);
  if (screen === undefined) {
    printAll(deltas, runtime, format);
    return EXIT.ok;
  }
  const source = replaySource(deltas, createSystemClock({ holdsProcess: true }));
  const first = source.state().changes;
  try {
    await showOnTerminal(source, runtime, {
      ...screen,
      allowActions: false,
      bin: runtime.entry.bin,
      signal: runtime.signal,
      // Ages are what they were when it was recorded.
      now: () => source.replay.position().at,
      file: undefined,
      worthKeeping: (memory) => memory,
      news: () => source.state().changes - first,
      initial: {},
      quiet,
    });
  } finally {
    source.close();
  }
  return EXIT.ok;
}
