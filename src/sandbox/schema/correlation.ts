import { isJsonObject } from '../../kernel/json.ts';
import { sameValue } from '../values/same-value.ts';
import type { JsonValue, SchemaNode } from './schema-node.ts';

/** A value beside the one that stood in its place before an update. */
export interface Correlation {
  /** Whether both are the same. */
  isUnchanged(): boolean;
  /** The field of an object; undefined where it was not there before. */
  key(name: string): Correlation | undefined;
  /** The item of a list of type `map` with the same keys; undefined in lists of another type. */
  index(position: number): Correlation | undefined;
}

function fieldNode(node: SchemaNode | undefined, name: string): SchemaNode | undefined {
  if (node?.properties !== undefined && Object.hasOwn(node.properties, name)) return node.properties[name];
  return isJsonObject(node?.additionalProperties) ? node.additionalProperties : undefined;
}

/** The text of the map keys of an item of a list of type `map`. */
function itemKey(node: SchemaNode, item: unknown): string | undefined {
  const keys = node['x-kubernetes-list-map-keys'];
  return isJsonObject(item) && keys !== undefined ? JSON.stringify(keys.map((key) => item[key] ?? null)) : undefined;
}

/** The items of a list of type `map` by their keys; undefined for lists of another type. */
export function itemsByKey(node: SchemaNode, list: unknown): ((item: unknown) => unknown) | undefined {
  if (node['x-kubernetes-list-type'] !== 'map' || !Array.isArray(list)) return undefined;
  const byKey = new Map<string, unknown>();
  for (const item of list) {
    const key = itemKey(node, item);
    if (key !== undefined && !byKey.has(key)) byKey.set(key, item);
  }
  return (item) => byKey.get(itemKey(node, item) ?? '');
}

function unchanged(node: SchemaNode | undefined, value: JsonValue, old: JsonValue): boolean {
  if (value === old) return true;
  if (Array.isArray(value) && Array.isArray(old)) {
    const find = node === undefined ? undefined : itemsByKey(node, old);
    if (find === undefined) return sameValue(value, old);
    return value.length === old.length && value.every((item) => isJsonObject(find(item)) && unchanged(node?.items, item, find(item)));
  }
  if (!isJsonObject(value) || !isJsonObject(old)) return sameValue(value, old);
  const keys = Object.keys(value);
  return (
    keys.length === Object.keys(old).length &&
    keys.every((key) => Object.hasOwn(old, key) && unchanged(fieldNode(node, key), value[key], old[key]))
  );
}

/** Puts a value beside its old one (apiserver `CorrelatedObject`): errors of values that did not change are tolerated on updates. */
export function correlate(node: SchemaNode | undefined, value: JsonValue, old: JsonValue): Correlation {
  let same: boolean | undefined;
  let find: ((item: unknown) => unknown) | undefined;
  return {
    isUnchanged: () => (same ??= unchanged(node, value, old)),
    key: (name) =>
      isJsonObject(value) && isJsonObject(old) && Object.hasOwn(value, name) && Object.hasOwn(old, name)
        ? correlate(fieldNode(node, name), value[name], old[name])
        : undefined,
    index: (position) => {
      if (node === undefined || !Array.isArray(value)) return undefined;
      find ??= itemsByKey(node, old);
      const before = find?.(value[position]);
      return before === undefined ? undefined : correlate(node.items, value[position], before);
    },
  };
}
