import { dispatch } from '../../src/commands/shared/dispatch.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import type { Runtime } from '../../src/commands/shared/runtime.ts';
import { PROJECT_ROOT } from './project-root.ts';
import type { CliResult } from './run-cli.ts';

/** A run of the program in this process: what a child cannot be given, like a terminal. */
export interface HereOptions {
  /** Default `kubectl-aistack`. */
  readonly executable?: string;
  readonly kubeconfig: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Columns of the terminal that standard output is. Absent: it is none. */
  readonly columns?: number;
  readonly signal?: AbortSignal;
  readonly now?: () => number;
  /** Called with everything written to standard output so far, after each write. */
  readonly onStdout?: (text: string) => void;
}

/** Runs a command line in this process. */
export async function runHere(args: readonly string[], options: HereOptions): Promise<CliResult> {
  const output = { stdout: '', stderr: '' };
  const runtime: Runtime = {
    entry: entryPointOf(options.executable ?? 'kubectl-aistack'),
    version: '0.0.0',
    root: PROJECT_ROOT,
    env: options.env ?? {},
    now: options.now ?? Date.now,
    stdout: (text) => {
      output.stdout += text;
      options.onStdout?.(output.stdout);
    },
    stderr: (text) => void (output.stderr += text),
    readStdin: async () => Promise.resolve(''),
    stderrIsTerminal: false,
    interactive: false,
    signal: options.signal ?? new AbortController().signal,
    ...(options.columns !== undefined && { columns: options.columns }),
  };
  const code = await dispatch([...args, '--kubeconfig', options.kubeconfig], runtime);
  return { code, ...output };
}
