import { usageError } from '../../output/cli-error.ts';
import { kustomize } from './kustomize.ts';
import { manifestFiles } from './manifest-files.ts';
import { parseManifests, readManifests } from './read-manifests.ts';
import type { ManifestDocument } from './read-manifests.ts';
import type { Runtime } from './runtime.ts';

/** `-f`, `-R` and `-k` as they were given. */
export interface ManifestFlags {
  readonly filename?: readonly string[] | undefined;
  readonly recursive: boolean;
  readonly kustomize?: string | undefined;
}

/** Whether `-f` or `-k` was given at all. Throws a usage error where both were. */
export function namesManifests(flags: ManifestFlags): boolean {
  const files = flags.filename ?? [];
  if (flags.kustomize !== undefined && files.length > 0) throw usageError('-f and -k do not mix', 'give one of them');
  if (flags.recursive && files.length === 0) throw usageError('-R belongs to -f', 'name a folder with -f');
  return flags.kustomize !== undefined || files.length > 0;
}

/**
 * The manifests that `-f` (files, folders, standard input; with `-R` the folders below) or `-k` (what `kubectl kustomize` prints) name.
 * Throws a usage error where neither was given, both were, nothing is in them, or something in them is no manifest.
 */
export async function readManifestsGiven(flags: ManifestFlags, runtime: Runtime, verb: string): Promise<readonly ManifestDocument[]> {
  if (!namesManifests(flags))
    throw usageError(`${verb} needs manifests`, `${runtime.entry.bin} ${verb} -f FILE, or -f - for standard input`);
  const documents =
    flags.kustomize === undefined
      ? await readManifests(await manifestFiles(flags.filename ?? [], flags.recursive), runtime)
      : parseManifests(await kustomize(flags.kustomize, runtime), `kustomization ${flags.kustomize}`);
  if (documents.length > 0) return documents;
  const source = flags.kustomize ?? flags.filename?.join(', ') ?? '';
  throw usageError(`there is no manifest in ${source}`, 'name a file that has one');
}
