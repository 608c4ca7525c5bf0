import type { V1EnvVar } from '@kubernetes/client-node';
import type { EnvEntry } from '../../kinds/kaos/merge-env.ts';

/**
 * The operator's variables in their order, then the user's: one of the same name takes the operator's place, so that no name stands twice.
 * User entries go on as written.
 */
export function orderedEnv(ours: readonly V1EnvVar[], users: readonly EnvEntry[]): readonly V1EnvVar[] {
  const env = new Map<string, V1EnvVar>(ours.map((entry) => [entry.name, entry]));
  for (const entry of users) env.set(entry.name, entry);
  return [...env.values()];
}
