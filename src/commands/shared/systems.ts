import { usageError } from '../../output/cli-error.ts';
import type { EntryPoint } from './entry-point.ts';

/** The entry point narrowed to `--systems a,b`. Throws a usage error for a system that it does not have. */
export function chooseSystems(entry: EntryPoint, list: string | undefined): EntryPoint {
  if (list === undefined) return entry;
  const named = list.split(',').map((word) => word.trim());
  const unknown = named.find((word) => !entry.systems.some((id) => id === word));
  if (unknown !== undefined)
    throw usageError(`"${unknown}" is no system of ${entry.bin}`, `use one or more of: ${entry.systems.join(',')}`);
  return { ...entry, systems: entry.systems.filter((id) => named.includes(id)) };
}
