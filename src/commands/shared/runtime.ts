import type { EntryPoint } from './entry-point.ts';

/** Both ends of a terminal, for what draws on it and reads single keys. */
export interface Terminal {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
}

/**
 * What a command has to do with what the server serves (discovery). `remembered`: what an earlier run saw will do, and what this one sees is kept for the
 * next. `anew`: it must not act on what another run saw. `changed`: it changes what is served, so that what was kept is dropped at its end.
 */
export type ServedTypesUse = 'remembered' | 'anew' | 'changed';

/** What a command is given of the process it runs in. Tests make their own. */
export interface Runtime {
  readonly entry: EntryPoint;
  /** The words of the command that runs: `auth rbac`. Absent before it is known. */
  readonly command?: string;
  /** Default: `remembered`. */
  readonly servedTypes?: ServedTypesUse;
  readonly version: string;
  /** The folder of package.json: `crds/` is beside it. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  /** Told of each warning of the API server, beside its text on stderr. */
  readonly warned?: () => void;
  /** Data. */
  readonly stdout: (text: string) => void;
  /** Progress, warnings, errors. */
  readonly stderr: (text: string) => void;
  readonly readStdin: () => Promise<string>;
  /** Columns of the terminal that stdout is, absent where it is none. */
  readonly columns?: number;
  readonly stderrIsTerminal: boolean;
  /** Whether stderr is coloured: what `--color`, the environment and the terminal say together. Absent: no. */
  readonly paintsStderr?: boolean;
  /** Whether a person can be asked: stdin and stderr are a terminal, and nobody said otherwise. */
  readonly interactive: boolean;
  /** Asks that person and gives the line that is typed; undefined where the input ends. Rejects when `signal` is aborted. */
  readonly readLine?: (question: string) => Promise<string | undefined>;
  /** Present where stdin and stdout are a terminal that can show more than lines. */
  readonly terminal?: Terminal;
  /** Aborted by a signal to the process or a closed stdout; its reason is the error to end with. */
  readonly signal: AbortSignal;
}
