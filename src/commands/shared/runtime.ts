import type { EntryPoint } from './entry-point.ts';

/** What a command is given of the process it runs in. Tests make their own. */
export interface Runtime {
  readonly entry: EntryPoint;
  readonly version: string;
  /** The folder of package.json: `crds/` is beside it. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Data. */
  readonly stdout: (text: string) => void;
  /** Progress, warnings, errors. */
  readonly stderr: (text: string) => void;
  readonly readStdin: () => Promise<string>;
  /** Columns of the terminal that stdout is, absent where it is none. */
  readonly columns?: number;
  readonly stderrIsTerminal: boolean;
  /** Whether a person can be asked: stdin and stderr are a terminal. */
  readonly interactive: boolean;
  /** Aborted by a signal to the process or a closed stdout; its reason is the error to end with. */
  readonly signal: AbortSignal;
}
