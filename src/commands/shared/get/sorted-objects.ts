import type { JsonPath } from '../../../output/json-path/json-path.ts';

/** Things in the order that `--sort-by` asks for; without it as they are. */
export async function sortedObjects<T>(
  things: readonly T[],
  objectOf: (thing: T) => unknown,
  path: JsonPath | undefined,
  warn: (text: string) => void,
): Promise<readonly T[]> {
  if (path === undefined || things.length === 0) return things;
  const { sortByPath } = await import('../../../output/sort-by-path.ts');
  const { sorted, found } = sortByPath(things, objectOf, path);
  if (!found) warn(`warning: no object has the field ${path.source} of --sort-by\n`);
  return sorted;
}
