import type { Immutable } from '../shared/immutable.ts';
import type { z } from 'zod';
import type { envVar } from '../shared/environment.ts';

/** A core `EnvVar` as a user writes it. */
export type EnvEntry = Immutable<z.output<typeof envVar>>;

/** Lists of environment variables as one: each name once, at its first place, with its last value (as Kubernetes reads a repeated name). */
export function mergeEnv(...lists: readonly (readonly EnvEntry[] | undefined)[]): readonly EnvEntry[] {
  const byName = new Map<string, EnvEntry>();
  for (const entry of lists.flatMap((list) => list ?? [])) byName.set(entry.name, entry);
  return [...byName.values()];
}
