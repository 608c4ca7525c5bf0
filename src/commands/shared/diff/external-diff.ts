import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { Runtime } from '../runtime.ts';

/** Two texts under one file name. */
export interface DiffFile {
  readonly name: string;
  readonly live: string;
  readonly desired: string;
}

/** kubectl passes on only arguments of these characters. */
const ARGUMENT = /^[a-zA-Z0-9-=]+$/;

async function folderOf(prefix: string, files: readonly { readonly name: string; readonly text: string }[]): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), prefix));
  await Promise.all(files.map(({ name, text }) => writeFile(path.join(folder, name.replaceAll('/', '_')), text, { mode: 0o600 })));
  return folder;
}

async function run(program: string, args: readonly string[], runtime: Runtime): Promise<number> {
  // A program that draws for a terminal must see it.
  const output = runtime.columns === undefined ? 'pipe' : 'inherit';
  return await new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: runtime.env, stdio: ['inherit', output, 'inherit'], signal: runtime.signal });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => runtime.stdout(text));
    child.on('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'ENOENT' ? 'there is no such program' : error.message;
      reject(
        runtime.signal.aborted
          ? (runtime.signal.reason as Error)
          : new CliError({ exit: EXIT.usage, message: `cannot run ${program}`, why, fix: 'correct KUBECTL_EXTERNAL_DIFF', cause: error }),
      );
    });
    child.on('close', (code, signal) => {
      if (code === 0 || code === 1) resolve(code);
      else
        reject(
          new CliError({
            exit: EXIT.usage,
            message: `${program} failed`,
            why: signal === null ? `exit code ${code}` : `ended by ${signal}`,
          }),
        );
    });
  });
}

/**
 * Shows differences by a program of the user's, by kubectl's contract: `KUBECTL_EXTERNAL_DIFF` is the program and its arguments, two folders
 * follow, exit code 0 means no difference, 1 differences, anything else a failure. Gives whether there are differences.
 */
export async function externalDiff(command: string, files: readonly DiffFile[], runtime: Runtime): Promise<boolean> {
  const [program = '', ...words] = command.trim().split(/\s+/);
  const live = await folderOf(
    'LIVE-',
    files.map(({ name, live: text }) => ({ name, text })),
  );
  const desired = await folderOf(
    'MERGED-',
    files.map(({ name, desired: text }) => ({ name, text })),
  );
  try {
    return (await run(program, [...words.filter((word) => ARGUMENT.test(word)), live, desired], runtime)) === 1;
  } finally {
    await Promise.all([live, desired].map((folder) => rm(folder, { recursive: true, force: true })));
  }
}
