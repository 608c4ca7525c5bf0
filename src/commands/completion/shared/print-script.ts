import type { Runtime } from '../../shared/runtime.ts';
import { executablesOf, kubectlNote, shellScript } from './shell-scripts.ts';
import type { Shell } from './shell-scripts.ts';

/** Prints a shell's script on stdout; on a terminal, where somebody reads, tells on stderr what it is for. */
export function printScript(shell: Shell, { entry, stdout, stderr, stderrIsTerminal }: Runtime, quiet: boolean): void {
  const executables = executablesOf(entry);
  stdout(shellScript(shell, executables));
  if (stderrIsTerminal && !quiet) stderr(kubectlNote(executables));
}
