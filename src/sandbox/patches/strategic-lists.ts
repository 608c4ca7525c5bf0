import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { apiFailure } from '../failures/api-failure.ts';
import { sameValue } from '../values/same-value.ts';
import { goType, goValue } from '../values/go-values.ts';

/** 500, without a reason: what the server makes of directives that it does not understand. */
export function serverError(message: string): Error {
  return apiFailure(500, '', message);
}

/** `$patch`: in an object what to do with it, in an item of a list what to do with the item or the list. */
export const PATCH = '$patch';

/** The place of an item in a list: of objects by their key, of scalars by value. -1 where it is not there. */
function placeOf(list: readonly unknown[], item: unknown, key: string | undefined): number {
  if (key === undefined) return list.findIndex((other) => sameValue(other, item));
  const wanted = isJsonObject(item) ? item[key] : undefined;
  return list.findIndex((other) => isJsonObject(other) && sameValue(other[key], wanted));
}

function sortedLike(items: readonly unknown[], order: readonly unknown[], key: string | undefined): readonly unknown[] {
  const known = items.filter((item) => placeOf(order, item, key) >= 0);
  const unknown = items.filter((item) => placeOf(order, item, key) < 0);
  return [...known.toSorted((left, right) => placeOf(order, left, key) - placeOf(order, right, key)), ...unknown];
}

/** Weaves the items that only the live object has into the patched ones: before the first patched one that stood behind them. */
function woven(
  patched: readonly unknown[],
  others: readonly unknown[],
  live: readonly unknown[],
  key: string | undefined,
): readonly unknown[] {
  const result: unknown[] = [];
  let next = 0;
  for (const item of patched) {
    const place = placeOf(live, item, key);
    // An item that is not live stands behind nothing: its place is -1.
    const standsBefore = (): boolean => next < others.length && placeOf(live, others[next], key) < place;
    while (standsBefore()) {
      result.push(others[next]);
      next += 1;
    }
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}

/** Puts merged items in order: those of `order` (the patch, or what it says of the order) as there, the others where they were live. */
export function ordered(
  merged: readonly unknown[],
  order: readonly unknown[],
  live: readonly unknown[],
  key: string | undefined,
): readonly unknown[] {
  const patched = merged.filter((item) => placeOf(order, item, key) >= 0);
  const others = merged.filter((item) => placeOf(order, item, key) < 0);
  return woven(sortedLike(patched, order, key), sortedLike(others, live, key), live, key);
}

/**
 * The order that counts as live beside `$setElementOrder`. Measured: where the patch deletes items, the ones that it adds stand at the end of it, as
 * many as there were deleted (the server merges into the very list whose order it looks at).
 */
export function liveOrder(live: readonly unknown[], patch: readonly unknown[], key: string): readonly unknown[] {
  const items = patch.filter(isJsonObject);
  const isIn = (list: readonly JsonObject[], item: unknown): boolean => placeOf(list, item, key) >= 0;
  const deleted = items.filter((item) => item[PATCH] === 'delete');
  const kept = live.filter((item) => !isIn(deleted, item));
  const added = items.filter((item) => item[PATCH] === undefined && placeOf(kept, item, key) < 0);
  return [...kept, ...added].slice(0, live.length);
}

/** Scalars of both, each once. */
export function mergedScalars(live: readonly unknown[], patch: readonly unknown[]): readonly unknown[] {
  const merged: unknown[] = [];
  for (const item of [...live, ...patch]) if (!merged.includes(item)) merged.push(item);
  return ordered(merged, patch, live, undefined);
}

function typeName(value: unknown): string {
  if (Array.isArray(value)) return 'list';
  return isJsonObject(value) ? 'map' : value === null ? 'null' : typeof value;
}

/** Throws where two lists do not hold the same type of item, or hold lists. Gives whether they hold objects. */
export function holdObjects(live: readonly unknown[], patch: readonly unknown[]): boolean {
  const types = new Set([...live, ...patch].map(typeName));
  if (types.size > 1) throw serverError(`list element types are not identical: [${goValue(live)} ${goValue(patch)}]`);
  if (types.has('list')) throw serverError('lists of lists are not supported');
  return types.has('map');
}

/** The key of an item of the patch, which must have one. */
export function keyValue(item: JsonObject, key: string): unknown {
  const value = item[key];
  if (value === undefined) throw serverError(`map: ${goValue(item)} does not contain declared merge key: ${key}`);
  return value;
}

/** Checks that the items of a patch list come in the order, and from the items, that `$setElementOrder` names. */
export function checkOrder(patch: readonly unknown[], order: readonly unknown[], key: string | undefined): void {
  const kept = patch.filter((item) => !(isJsonObject(item) && item[PATCH] === 'delete'));
  if (key !== undefined) for (const item of order) if (isJsonObject(item)) keyValue(item, key);
  let place = 0;
  for (const item of kept) {
    while (place < order.length && placeOf([order[place]], item, key) < 0) place += 1;
    if (place < order.length) {
      place += 1;
      continue;
    }
    throw serverError(`The order in patch list:\n${goValue(patch)}\n doesn't match $setElementOrder list:\n${goValue(order)}\n`);
  }
}

/** A value that must be a list. */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[];
  throw serverError(`expected a []interface {}, but received a ${value === null ? '%!s(<nil>)' : goType(value)}`);
}
