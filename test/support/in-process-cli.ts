import { dispatch } from '../../src/commands/shared/dispatch.ts';
import { entryPointOf } from '../../src/commands/shared/entry-point.ts';
import { kubeconfigFor } from './operator-kubeconfig.ts';
import { PROJECT_ROOT } from './project-root.ts';
import type { CliResult } from './run-cli.ts';

/** Runs the commands in this process, without the start of a program for each: for tests that need many runs. `reconcile` runs as the operator. */
export async function inProcessCli(
  entry: string,
  args: readonly string[],
  kubeconfig: string,
  signal = new AbortController().signal,
): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const code = await dispatch([`--kubeconfig=${kubeconfigFor(args, kubeconfig)}`, ...args], {
    entry: entryPointOf(entry),
    version: '0.0.0',
    root: PROJECT_ROOT,
    env: {},
    now: () => Date.now(),
    stdout: (text) => (written.stdout += text),
    stderr: (text) => (written.stderr += text),
    readStdin: () => Promise.resolve(''),
    stderrIsTerminal: false,
    interactive: false,
    signal,
  });
  return { code, ...written };
}
