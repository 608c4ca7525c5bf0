import type { OperatorValues } from '../../../manifests/operator/operator-values.ts';
import { usageError } from '../../../output/cli-error.ts';

/** What `install` and `uninstall` are about. */
export const INSTALL_TARGETS = ['crds', 'operator', 'all'] as const;
export type InstallTarget = (typeof INSTALL_TARGETS)[number];

/** The flags that say how a manager is to be. */
export interface OperatorFlags {
  readonly image?: string | undefined;
  readonly replicas?: number | undefined;
  readonly shards?: number | undefined;
  readonly values?: string | undefined;
  readonly 'watch-namespaces'?: string | undefined;
}

const NAMES = ['image', 'replicas', 'shards', 'values', 'watch-namespaces'] as const;

/** Throws a usage error where a flag is about a manager and none is installed. */
export function refuseOperatorFlags(flags: OperatorFlags, bin: string): void {
  const given = NAMES.find((name) => flags[name] !== undefined);
  if (given !== undefined) throw usageError(`--${given} is about an operator, and only definitions are installed`, `${bin} install all`);
}

/** The values of the file, and over them those of the flags. Throws a usage error for a file that is wrong. */
export async function chosenValues(flags: OperatorFlags): Promise<Partial<OperatorValues>> {
  const values = flags.values === undefined ? {} : await (await import('./operator-values-file.ts')).readValues(flags.values);
  const watched = flags['watch-namespaces'];
  return {
    ...values,
    ...(flags.image === undefined ? {} : { image: flags.image }),
    ...(flags.replicas === undefined ? {} : { replicas: flags.replicas }),
    ...(flags.shards === undefined ? {} : { shards: flags.shards }),
    ...(watched === undefined ? {} : { watchNamespaces: [...new Set(watched.split(',').map((name) => name.trim()))] }),
  };
}
