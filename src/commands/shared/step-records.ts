import { appendFile } from 'node:fs/promises';
import { timestamp } from '../../kernel/clock.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';

/** One step as a line of `--output-file`. */
export interface StepRecord {
  readonly step: string;
  /** `kind.group/name`. */
  readonly object: string;
  readonly result: string;
}

function unwritable(path: string, error: unknown): CliError {
  const why = error instanceof Error ? error.message : String(error);
  return new CliError({ exit: EXIT.general, message: `cannot write ${path}`, why, fix: 'choose another --output-file', cause: error });
}

/**
 * Writes newline-delimited JSON records of what was done, in order, beside the text for people. Without a path it does nothing. Rejects where
 * records could not be written: that is better known before the first change than after it, so it is asked for before anything is done.
 */
export async function stepRecorder(path: string | undefined, now: () => number): Promise<(record: StepRecord) => Promise<void>> {
  if (path !== undefined) {
    try {
      await appendFile(path, '');
    } catch (error) {
      throw unwritable(path, error);
    }
  }
  let last: Promise<void> = Promise.resolve();
  return (record) => {
    if (path === undefined) return last;
    const line = `${JSON.stringify({ time: timestamp(now()), ...record })}\n`;
    last = last.then(async () => {
      try {
        await appendFile(path, line);
      } catch (error) {
        throw unwritable(path, error);
      }
    });
    return last;
  };
}
