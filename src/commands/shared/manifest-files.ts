import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';

const MANIFEST = /\.(ya?ml|json)$/;

async function filesIn(folder: string, recursive: boolean): Promise<readonly string[]> {
  const names = (await readdir(folder, { recursive })).filter((name) => MANIFEST.test(name)).toSorted();
  if (names.length > 0) return names.map((name) => path.join(folder, name));
  throw new CliError({
    exit: EXIT.usage,
    message: `${folder} has no manifests`,
    why: `no file in it ends in .yaml, .yml or .json`,
    fix: recursive ? 'name another folder' : 'name another folder, or look into the folders below it with -R',
  });
}

/**
 * The files behind the values of `-f`: a folder stands for the `.yaml`, `.yml` and `.json` files in it, by name, with `recursive` for those
 * below it too. `-` and names of files stay as they are. Throws a usage error for a folder without manifests.
 */
export async function manifestFiles(named: readonly string[], recursive: boolean): Promise<readonly string[]> {
  const files = await Promise.all(
    named.map(async (name) => {
      if (name === '-') return [name];
      const found = await stat(name).catch(() => undefined);
      return found?.isDirectory() === true ? filesIn(name, recursive) : [name];
    }),
  );
  return files.flat();
}
