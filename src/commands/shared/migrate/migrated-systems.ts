import { usageError } from '../../../output/cli-error.ts';
import { SYSTEMS, type System } from '../../../registry.ts';
import type { EntryPoint } from '../entry-point.ts';

/**
 * The systems that are named (`all`, or one by one); of an entry point with one system that one. `required`: nothing is chosen unasked among
 * several. Throws a usage error for a word that is none of them.
 */
export function migratedSystems(
  entry: EntryPoint,
  words: readonly string[],
  { required }: { readonly required: boolean },
): readonly System[] {
  const own = SYSTEMS.filter(({ id }) => entry.systems.includes(id));
  const choice = own.map(({ id }) => id).join(', ');
  const unknown = words.find((word) => word !== 'all' && !own.some(({ id }) => id === word));
  if (unknown !== undefined) throw usageError(`"${unknown}" is no system of ${entry.bin}`, `use one or more of: ${choice}, or all`);
  if (words.length === 0 && required && own.length > 1)
    throw usageError('which systems is not said', `name one or more of: ${choice}, or all`);
  return words.length === 0 || words.includes('all') ? own : own.filter(({ id }) => words.includes(id));
}
