import { createInterface } from 'node:readline/promises';
import { CliError, usageError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { Runtime } from './runtime.ts';

/**
 * Asks on the terminal before something is destroyed. Returns only on a yes. Without a terminal it throws a usage error at once: a
 * script must say `--yes`, and never hangs.
 */
export async function confirm(question: string, runtime: Runtime): Promise<void> {
  if (!runtime.interactive || runtime.env['AISTACK_NO_INPUT'] !== undefined) {
    throw usageError(`${question}: this needs a yes, and there is no terminal to ask at`, 'say --yes');
  }
  const readline = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await readline.question(`${question}? [y/N] `, { signal: runtime.signal });
    if (/^y(es)?$/i.test(answer.trim())) return;
    throw new CliError({ exit: EXIT.general, message: 'nothing was done: not confirmed' });
  } finally {
    readline.close();
  }
}
