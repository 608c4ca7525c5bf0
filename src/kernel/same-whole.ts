import { isJsonObject, type JsonObject } from './json.ts';

/** In a peer of a NetworkPolicy an empty selector means all, and none means nothing. */
const MEANS_ALL: ReadonlySet<string> = new Set(['podSelector', 'namespaceSelector']);

/** What the API server puts in where nothing is said. */
const DEFAULTS: Readonly<Record<string, unknown>> = { protocol: 'TCP' };

function held(object: JsonObject, key: string): unknown {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  const isNothing =
    value === undefined ||
    value === null ||
    (Array.isArray(value) && value.length === 0) ||
    (!MEANS_ALL.has(key) && isJsonObject(value) && Object.keys(value).length === 0);
  return isNothing ? DEFAULTS[key] : value;
}

/**
 * Whether two JSON values say the same, each of them everything: for what the API server keeps as one value (`x-kubernetes-map-type: atomic`, a
 * rule of a NetworkPolicy), where one more key or item has another meaning. Empty lists and objects equal absence.
 */
export function sameWhole(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, index) => sameWhole(item, right[index]));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => sameWhole(held(left, key), held(right, key)));
}
