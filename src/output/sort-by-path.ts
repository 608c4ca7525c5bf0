import { compareQuantities, parseQuantity } from '../kernel/quantity.ts';
import { usageError } from './cli-error.ts';
import { findAll } from './json-path/find-all.ts';
import type { JsonPath } from './json-path/json-path.ts';
import { naturalOrder } from './natural-order.ts';

type Sortable = string | number | boolean | undefined;

function keyOf(object: unknown, path: JsonPath): Sortable {
  const [found] = findAll(path, object);
  if (found === undefined || found === null) return undefined;
  if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean') return found;
  throw usageError(`cannot sort by "${path.source}": it is no text and no number`, 'name a field below it');
}

type OrderTexts = (left: string, right: string) => number;

/** What is missing comes first, then booleans, numbers and texts. */
function order(left: Sortable, right: Sortable, texts: OrderTexts): number {
  if (left === undefined || right === undefined) return Number(left !== undefined) - Number(right !== undefined);
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'boolean' && typeof right === 'boolean') return Number(left) - Number(right);
  if (typeof left === 'string' && typeof right === 'string') return texts(left, right);
  return typeof left < typeof right ? -1 : 1;
}

/**
 * Things in the order of a field of their objects; equal ones stay as they are. Where every text is a quantity they are ordered by amount, else
 * as people order texts. `found` tells whether any object has the field. Throws a usage error for a field that has no order.
 */
export function sortByPath<T>(
  things: readonly T[],
  objectOf: (thing: T) => unknown,
  path: JsonPath,
): { readonly sorted: readonly T[]; readonly found: boolean } {
  const keyed = things.map((thing) => ({ thing, key: keyOf(objectOf(thing), path) }));
  const amounts = keyed.every(({ key }) => typeof key !== 'string' || parseQuantity(key) !== undefined);
  const texts: OrderTexts = amounts ? (left, right) => compareQuantities(left, right) ?? 0 : naturalOrder;
  return {
    sorted: keyed.toSorted((left, right) => order(left.key, right.key, texts)).map(({ thing }) => thing),
    found: keyed.some(({ key }) => key !== undefined),
  };
}
