import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { configurationError } from './configuration-error.ts';
import type { HostEnvironment } from './host-environment.ts';
import { parseKubeconfig } from './kubeconfig-file.ts';
import type { KubeconfigFile } from './kubeconfig-file.ts';

/** All kubeconfig files as one, and which paths that took. */
export interface LoadedKubeconfig extends KubeconfigFile {
  readonly files: readonly string[];
  /** Paths that were looked at and are not there. */
  readonly missing: readonly string[];
}

/**
 * Loads and merges kubeconfig files as kubectl does (client-go `ClientConfigLoadingRules`): an explicit file alone, and it
 * must exist; else the list in `KUBECONFIG`; else `~/.kube/config`. Missing files of a list are skipped. An entry or a
 * current context that several files have is the first one's. Throws an ApiError `Configuration`.
 */
export async function loadKubeconfig(explicit: string | undefined, environment: HostEnvironment): Promise<LoadedKubeconfig> {
  const paths = explicit === undefined ? kubeconfigPaths(environment) : [explicit];
  const texts = paths.map(readIfPresent);
  const missing = paths.filter((_, index) => texts[index] === undefined);
  if (explicit !== undefined && missing.length > 0) throw configurationError(`kubeconfig ${explicit}: no such file`);
  const files = paths.filter((_, index) => texts[index] !== undefined);
  const parsed = await Promise.all(paths.map((path, index) => parseKubeconfig(path, texts[index] ?? '')));
  return { ...mergeKubeconfigs(parsed), files, missing };
}

function kubeconfigPaths(environment: HostEnvironment): readonly string[] {
  const listed = environment.variables['KUBECONFIG'];
  if (listed === undefined || listed === '') return [join(environment.home, '.kube', 'config')];
  return [...new Set(listed.split(delimiter).filter((path) => path !== ''))];
}

/** Synchronous: nothing else could be done meanwhile, and at the start of a command a turn of the event loop is dear. */
function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw configurationError(`kubeconfig ${path}: cannot be read (${code})`, error);
  }
}

function mergeKubeconfigs(files: readonly KubeconfigFile[]): KubeconfigFile {
  const first = <T>(maps: readonly ReadonlyMap<string, T>[]): ReadonlyMap<string, T> =>
    new Map(maps.toReversed().flatMap((map) => [...map]));
  return {
    currentContext: files.find((file) => file.currentContext !== undefined)?.currentContext,
    clusters: first(files.map((file) => file.clusters)),
    users: first(files.map((file) => file.users)),
    contexts: first(files.map((file) => file.contexts)),
  };
}
