import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { Planned } from './plan-files.ts';

/** Throws (exit 6) where a file of somebody else stands where one of ours should: nothing is written then. */
export function refuseForeign(planned: readonly Planned[]): void {
  const foreign = planned.filter(({ action }) => action === 'foreign').map(({ file }) => file);
  if (foreign.length === 0) return;
  throw new CliError({
    exit: EXIT.conflict,
    message: `${foreign.join(', ')} ${foreign.length === 1 ? 'is' : 'are'} there already, and not from here`,
    why: 'nothing was written',
    fix: 'look what it is and remove it, or name another folder with --dir',
  });
}

/** Writes one file; one that is there stays whole until the new one is. Throws (exit 1) where it may not be written. */
export async function writePlanned(planned: Planned): Promise<void> {
  const { file, action } = planned;
  if (action === 'unchanged') return;
  try {
    await mkdir(path.dirname(file), { recursive: true });
    if ('linkTo' in planned) {
      await symlink(planned.linkTo, file);
      return;
    }
    const next = `${file}.new`;
    await writeFile(next, planned.text);
    await rename(next, file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CliError({
      exit: EXIT.general,
      message: `${file} cannot be written (${code ?? 'unknown'})`,
      fix: 'choose a folder of your own that is on the PATH with --dir',
      cause: error,
    });
  }
}
