import { CliError, usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { Runtime } from './runtime.ts';

/** Throws a usage error where nobody can be asked: a script must say `--yes`, and never hangs. */
export function refuseWithoutTerminal(what: string, runtime: Pick<Runtime, 'interactive'>): void {
  if (runtime.interactive) return;
  throw usageError(`${what}: this needs a yes, and there is no terminal to ask at`, 'say --yes');
}

/** Asks on the terminal; the end of the input is a no. Without a terminal it throws a usage error at once. */
export async function ask(question: string, runtime: Pick<Runtime, 'interactive' | 'readLine'>): Promise<boolean> {
  refuseWithoutTerminal(question, runtime);
  const answer = await runtime.readLine?.(`${question}? [y/N] `);
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}

/** Asks on the terminal before something is destroyed. Returns only on a yes; see {@link ask}. */
export async function confirm(question: string, runtime: Pick<Runtime, 'interactive' | 'readLine'>): Promise<void> {
  if (!(await ask(question, runtime))) throw new CliError({ exit: EXIT.general, message: 'nothing was done: not confirmed' });
}
