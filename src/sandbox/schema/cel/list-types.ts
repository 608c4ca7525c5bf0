import type { JsonValue, SchemaNode } from '../schema-node.ts';
import { escapedName } from './escaped-name.ts';

type List = readonly unknown[];

/** Gives what tells an item of a list apart from the others; undefined where nothing does. */
type KeyOf = (item: unknown) => string | undefined;

const keyers = new WeakMap<List, KeyOf>();

function scalarText(value: unknown): string | undefined {
  if (typeof value === 'bigint' || typeof value === 'number') return `n${String(value)}`;
  return typeof value === 'string' || typeof value === 'boolean' ? `${typeof value}${String(value)}` : undefined;
}

function mapKeyer(names: readonly string[]): KeyOf {
  const fields = names.map((name) => escapedName(name) ?? name);
  return (item) => (item instanceof Map ? JSON.stringify(fields.map((field) => scalarText(item.get(field)) ?? null)) : undefined);
}

/** Remembers of a list whose items have no order, by its schema, that it is one (`x-kubernetes-list-type`: `set`, `map`). */
export function markedList(node: SchemaNode, list: List): List {
  const keys = node['x-kubernetes-list-map-keys'];
  if (node['x-kubernetes-list-type'] === 'set') keyers.set(list, scalarText);
  else if (node['x-kubernetes-list-type'] === 'map' && keys !== undefined) keyers.set(list, mapKeyer(keys));
  return list;
}

/** Whether two lists are the same. Where the left one is a set or a map, order does not matter (apiserver, `cel/common/values.go`). */
export function sameLists(left: List, right: List, same: (a: unknown, b: unknown) => boolean): boolean {
  if (left.length !== right.length) return false;
  const keyOf = keyers.get(left);
  if (keyOf === undefined) return left.every((item, index) => same(item, right[index]));
  const items = new Map(left.map((item) => [keyOf(item), item]));
  return right.every((item) => {
    const key = keyOf(item);
    return key !== undefined && items.has(key) && same(items.get(key), item);
  });
}

/**
 * `left + right`. Where the left one is a set or a map it keeps its order, takes over values of items that the other has too, and gets the
 * others at its end; the result is of the same type.
 */
export function joinedLists(left: List, right: List): List {
  const keyOf = keyers.get(left);
  if (keyOf === undefined) return [...left, ...right];
  const items = new Map<unknown, JsonValue>();
  for (const item of [...left, ...right]) items.set(keyOf(item) ?? item, item);
  const joined = [...items.values()];
  keyers.set(joined, keyOf);
  return joined;
}
