import { readFile } from 'node:fs/promises';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { kustomize } from '../kustomize.ts';
import { manifestFiles } from '../manifest-files.ts';
import type { ManifestFlags } from '../read-manifests-given.ts';
import type { Runtime } from '../runtime.ts';
import type { SourceText } from './validate-files.ts';

/** The texts behind `-f`, `-R` and `-k`. Throws (exit 2) for a file that cannot be read: that is no finding about a manifest. */
export async function readSources(
  flags: ManifestFlags,
  runtime: Pick<Runtime, 'readStdin' | 'env' | 'signal'>,
): Promise<readonly SourceText[]> {
  if (flags.kustomize !== undefined) return [{ name: `kustomization ${flags.kustomize}`, text: await kustomize(flags.kustomize, runtime) }];
  const files = await manifestFiles(flags.filename ?? [], flags.recursive);
  return await Promise.all(
    files.map(async (name): Promise<SourceText> => {
      if (name === '-') return { name: 'standard input', text: await runtime.readStdin() };
      try {
        return { name, text: await readFile(name, 'utf8') };
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const fix = 'name an existing file, or - for standard input';
        throw new CliError({ exit: EXIT.usage, message: `cannot read ${name}`, why, fix, cause: error });
      }
    }),
  );
}
