import { open } from 'node:fs/promises';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { ReconcileTrace } from './reconcile-trace.ts';

/** A file that takes the records of a run. */
export interface TraceFile {
  /** Appends a record. Returns at once; the records are written in their order. */
  write(record: ReconcileTrace): void;
  /** Resolves when everything is written and the file is closed. Never rejects. */
  close(): Promise<void>;
}

/** Only its owner may read a trace: it names everything that a run touched. */
const MODE = 0o600;

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Opens a file for traces, newline-delimited JSON appended to what stands there. Rejects where it cannot be written, before anything is done.
 * A write that fails later is told once through `warn`, and the run goes on.
 */
export async function openTraceFile(path: string, warn: (text: string) => void): Promise<TraceFile> {
  const file = await open(path, 'a', MODE).catch((error: unknown) => {
    const fix = 'choose another file with --trace';
    throw new CliError({ exit: EXIT.general, message: `cannot write ${path}`, why: reasonOf(error), fix, cause: error });
  });
  try {
    // A pipe or a device keeps the mode that it has; a file of somebody else cannot be changed, and then it is theirs to guard.
    if ((await file.stat()).isFile()) await file.chmod(MODE);
  } catch (error) {
    warn(`${path} may be readable by others: ${reasonOf(error)}`);
  }
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  let isWarned = false;

  const drain = async (): Promise<void> => {
    while (waiting.length > 0) {
      const lines = waiting.join('');
      waiting = [];
      try {
        await file.appendFile(lines);
      } catch (error) {
        if (!isWarned) warn(`passes are missing in ${path}: ${reasonOf(error)}`);
        isWarned = true;
      }
    }
    writing = undefined;
  };

  return {
    write: (record) => {
      waiting.push(`${JSON.stringify(record)}\n`);
      writing ??= drain();
    },
    close: async () => {
      await writing;
      await file.close().catch(() => undefined);
    },
  };
}
