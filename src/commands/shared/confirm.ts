import { createInterface } from 'node:readline/promises';
import { CliError, usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { Runtime } from './runtime.ts';

/** Throws a usage error where nobody can be asked: a script must say `--yes`, and never hangs. */
export function refuseWithoutTerminal(what: string, runtime: Pick<Runtime, 'interactive' | 'env'>): void {
  if (runtime.interactive && runtime.env['AISTACK_NO_INPUT'] === undefined) return;
  throw usageError(`${what}: this needs a yes, and there is no terminal to ask at`, 'say --yes');
}

/** Asks on the terminal. Without a terminal it throws a usage error at once. */
export async function ask(question: string, runtime: Runtime): Promise<boolean> {
  refuseWithoutTerminal(question, runtime);
  const readline = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await readline.question(`${question}? [y/N] `, { signal: runtime.signal });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    readline.close();
  }
}

/** Asks on the terminal before something is destroyed. Returns only on a yes; see {@link ask}. */
export async function confirm(question: string, runtime: Runtime): Promise<void> {
  if (!(await ask(question, runtime))) throw new CliError({ exit: EXIT.general, message: 'nothing was done: not confirmed' });
}
