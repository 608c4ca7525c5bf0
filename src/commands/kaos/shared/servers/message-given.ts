import { readFile } from 'node:fs/promises';
import { CliError, usageError } from '../../../../output/cli-error.ts';
import { EXIT } from '../../../../output/exit-codes.ts';
import type { Runtime } from '../../../shared/runtime.ts';

async function fileText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new CliError({
      exit: EXIT.usage,
      message: `cannot read ${path}`,
      why: error instanceof Error ? error.message : String(error),
      fix: 'name a file behind the @; a text that begins with @ is given on standard input, with -m -',
      cause: error,
    });
  }
}

/** What `-m` says: the text itself, `-` for standard input, `@file` for a file. Throws a usage error where nothing is said. */
export async function messageGiven(given: string | undefined, runtime: Pick<Runtime, 'readStdin'>): Promise<string> {
  if (given === undefined) throw usageError('there is no message', 'give one with -m TEXT, -m @FILE, or -m - for standard input');
  const text = given === '-' ? await runtime.readStdin() : given.startsWith('@') ? await fileText(given.slice(1)) : given;
  if (text.trim() === '') throw usageError('the message is empty', 'give a text with -m TEXT, -m @FILE, or -m - for standard input');
  return given === '-' || given.startsWith('@') ? text.replace(/\r?\n$/, '') : text;
}
