import { dispatch } from '../../src/commands/shared/dispatch.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import type { Runtime } from '../../src/commands/shared/runtime.ts';
import { kubeconfigFor } from './operator-kubeconfig.ts';
import { PROJECT_ROOT } from './project-root.ts';
import type { CliResult } from './run-cli.ts';

/** A run of the program in this process: what a child cannot be given, like a terminal. */
export interface HereOptions {
  /** Default `kubectl-aistack`. */
  readonly executable?: string;
  /** Given as `--kubeconfig`, for `reconcile` that of the operator's account. Absent for commands that take none. */
  readonly kubeconfig?: string;
  /** What stands on standard input. Default: nothing. */
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Columns of the terminal that standard output is. Absent: it is none. */
  readonly columns?: number;
  /** Standard error is a terminal. Default: it is none. */
  readonly stderrIsTerminal?: boolean;
  /** What a person at a terminal types, question by question; after the last one the input ends. Absent: nobody can be asked. */
  readonly answers?: readonly string[];
  /** Called when a question stands on the terminal, before it is answered. */
  readonly onQuestion?: () => void;
  readonly signal?: AbortSignal;
  readonly now?: () => number;
  /** Called with everything written to standard output so far, after each write. */
  readonly onStdout?: (text: string) => void;
}

/** Runs a command line in this process. */
export async function runHere(args: readonly string[], options: HereOptions): Promise<CliResult> {
  const output = { stdout: '', stderr: '' };
  const answers = [...(options.answers ?? [])];
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
    readStdin: async () => Promise.resolve(options.stdin ?? ''),
    stderrIsTerminal: options.stderrIsTerminal ?? false,
    interactive: options.answers !== undefined,
    readLine: (question) => {
      output.stderr += question;
      options.onQuestion?.();
      return options.signal?.aborted === true ? Promise.reject(options.signal.reason as Error) : Promise.resolve(answers.shift());
    },
    signal: options.signal ?? new AbortController().signal,
    ...(options.columns !== undefined && { columns: options.columns }),
  };
  const connection = options.kubeconfig === undefined ? [] : ['--kubeconfig', kubeconfigFor(args, options.kubeconfig)];
  const code = await dispatch([...args, ...connection], runtime);
  return { code, ...output };
}
