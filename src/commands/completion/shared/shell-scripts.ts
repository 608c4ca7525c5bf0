import { SYSTEMS } from '../../../registry.ts';
import type { EntryPoint } from '../../shared/entry-point.ts';
import { bashScript } from './bash-script.ts';
import { fishScript } from './fish-script.ts';
import { zshScript } from './zsh-script.ts';

/** The shells that there are scripts for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (executables: readonly string[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** The executables that an entry point speaks for: its own, for the umbrella all. */
export function executablesOf({ executable, system }: EntryPoint): readonly string[] {
  return system === undefined ? [...SYSTEMS.map(({ id }) => `kubectl-${id}`), executable] : [`kubectl-${system}`];
}

/** By this a file is known as one of ours. */
export const MARK = '# Made by: aistack completion';

/** The whole script of a shell for these executables. zsh wants its own first line to stay the first. */
export function shellScript(shell: Shell, executables: readonly string[]): string {
  const text = SCRIPTS[shell](executables);
  const [first = '', ...rest] = text.split('\n');
  return first.startsWith('#compdef') ? [first, `${MARK} ${shell}`, ...rest].join('\n') : `${MARK} ${shell}\n${text}`;
}

/** How `kubectl maia` is completed: which no script of ours does. */
export function kubectlNote(executables: readonly string[]): string {
  const [first = ''] = executables;
  return `note: this script is for ${executables.join(', ')} alone; "${first.replace('-', ' ')}" is completed by kubectl's own script, which asks kubectl_complete-${first.replace('kubectl-', '')} on the PATH: completion install puts it there\n`;
}
