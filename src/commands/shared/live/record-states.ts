import { open, type FileHandle } from 'node:fs/promises';
import type { Clock } from '../../../kernel/clock.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { LiveSource, LiveState } from '../../../ui/live-source.ts';
import { EMPTY_STATE } from './empty-state.ts';
import { stateDelta } from './state-delta.ts';

/** Changes within this time become one line. */
const TOGETHER_MS = 100;

/** The first line of a recording. */
export interface RecordingHead {
  readonly apiVersion: string;
  readonly kind: 'LiveRecording';
  /** Of the lines that follow. */
  readonly format: 1;
}

/** A recording under way. */
export interface Recorder {
  /** Writes what is left, and closes the file. Gives the error to show where something could not be written. */
  end(): Promise<CliError | undefined>;
}

/** Makes the file of a recording, which must not exist yet. Throws a CliError where that cannot be. */
export async function openRecording(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'wx', 0o600);
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new CliError({
      exit: EXIT.usage,
      message: `cannot record to ${file}`,
      why: isThere ? 'the file exists already' : error instanceof Error ? error.message : String(error),
      fix: isThere ? 'name another file with --record, or remove it first' : 'name a file that can be written with --record',
      cause: error,
    });
  }
}

/**
 * Records what a source shows: a head, then one JSON line for each change. It holds what the screen shows, so no data of Secrets. `end` closes the
 * file; `file` is its name.
 */
export function recordStates(source: LiveSource, handle: FileHandle, file: string, domain: string, clock: Clock): Recorder {
  const head: RecordingHead = { apiVersion: `cli.${domain}/v1`, kind: 'LiveRecording', format: 1 };
  let last: LiveState = EMPTY_STATE;
  let isDue = false;
  let cancel = (): void => undefined;
  let failure: unknown;
  let writing: Promise<void> = handle.writeFile(`${JSON.stringify(head)}\n`);

  const write = (): void => {
    isDue = false;
    const now = source.state();
    const delta = stateDelta(last, now, clock.now());
    last = now;
    if (delta === undefined) return;
    const line = `${JSON.stringify(delta)}\n`;
    writing = writing.then(() => handle.writeFile(line)).catch((error: unknown) => void (failure ??= error));
  };
  const onChange = (): void => {
    if (isDue) return;
    isDue = true;
    cancel = clock.after(TOGETHER_MS, write);
  };

  const leave = source.subscribe(onChange);
  onChange();
  return {
    end: async () => {
      leave();
      cancel();
      write();
      await writing;
      await handle.close();
      if (failure === undefined) return undefined;
      return new CliError({
        exit: EXIT.general,
        message: `the recording ${file} is incomplete`,
        why: failure instanceof Error ? failure.message : 'it could not be written',
        cause: failure,
      });
    },
  };
}
