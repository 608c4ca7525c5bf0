import type { JsonObject } from '../../src/kernel/json.ts';
import { isJsonObject } from '../../src/kernel/json.ts';
import { longestString } from './longest-string.ts';

/** What a schema cannot say by itself. Paths read `spec.list[].field` and `spec.map{}`; a hint holds for every path that ends with its own. */
export interface Hints {
  /** The value in an object at its bounds; `undefined` leaves the field out (of two that exclude each other, say). */
  readonly largest?: Readonly<Record<string, unknown>>;
  /** The value in an object that has only what it needs. */
  readonly smallest?: Readonly<Record<string, unknown>>;
  /** The n-th key of a map. Default: `example.com/key-<n>`. */
  readonly keys?: Readonly<Record<string, (index: number) => string>>;
  /** Bounds (`.size at minimum`, `.field`) that another rule makes impossible: a value there is refused although the bound would allow it. */
  readonly refused?: readonly string[];
  /** {@link Fill.longest} for the largest object of this kind. Default 1024. */
  readonly longest?: number;
}

/** How much of a schema to fill. */
export interface Fill {
  /** Strings stay at this length at most: the whole object must fit the API server's limit of 1.5 MB. */
  readonly longest: number;
  readonly hints: Hints;
}

/** The hint for a path, as `[value]` so that `undefined` is one too. */
export function hintFor<T>(hints: Readonly<Record<string, T>> | undefined, path: string): readonly [T] | undefined {
  for (const [end, value] of Object.entries(hints ?? {})) if (path.endsWith(end)) return [value];
  return undefined;
}

function scalar(node: JsonObject, path: string, fill: Fill, salt: number): unknown {
  if (Array.isArray(node['enum'])) {
    const choices: readonly unknown[] = node['enum'];
    return choices[salt % choices.length];
  }
  const { maxLength, pattern, type } = node;
  if (type === 'string' || node['x-kubernetes-int-or-string'] === true) {
    const length = Math.min(typeof maxLength === 'number' ? maxLength : 16, fill.longest);
    return longestString(typeof pattern === 'string' ? new RegExp(pattern, 'u') : undefined, length, String(salt));
  }
  if (type === 'boolean') return true;
  if (type === 'integer' || type === 'number') return node['maximum'] ?? 1;
  if (node['x-kubernetes-preserve-unknown-fields'] === true) return {};
  throw new Error(`${path} has the unknown type ${String(type)}`);
}

/** `count` different items of a list. */
export function listOf(node: JsonObject, path: string, fill: Fill, count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => largestValue(node['items'], `${path}[]`, fill, index));
}

/** `count` entries of a map. */
export function mapOf(node: JsonObject, path: string, fill: Fill, count: number): JsonObject {
  const key = hintFor(fill.hints.keys, path)?.[0] ?? ((index: number): string => `example.com/key-${index}`);
  const values = Array.from({ length: count }, (_, index) => largestValue(node['additionalProperties'], `${path}{}`, fill, index));
  return Object.fromEntries(values.map((value, index) => [key(index), value]));
}

function bound(node: JsonObject, keyword: 'maxItems' | 'maxProperties'): number {
  const value = node[keyword];
  return typeof value === 'number' ? value : 1;
}

/** A value that fills every list, map and string below a schema to its bound. */
export function largestValue(schema: unknown, path: string, fill: Fill, salt = 0): unknown {
  const hint = hintFor(fill.hints.largest, path);
  if (hint !== undefined) return hint[0];
  if (!isJsonObject(schema)) throw new Error(`${path} has no schema`);
  if (schema['type'] === 'array') return listOf(schema, path, fill, bound(schema, 'maxItems'));
  if (isJsonObject(schema['additionalProperties'])) return mapOf(schema, path, fill, bound(schema, 'maxProperties'));
  const properties = schema['properties'];
  if (!isJsonObject(properties)) return scalar(schema, path, fill, salt);
  const entries = Object.entries(properties).map(([name, child]) => [name, largestValue(child, `${path}.${name}`, fill, salt)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A spec or status at every bound at once, made from its OpenAPI schema. */
export function largestObject(schema: JsonObject, root: 'spec' | 'status', fill: Fill): JsonObject {
  const value = largestValue(schema, root, fill);
  if (!isJsonObject(value)) throw new Error(`${root} is no object`);
  return value;
}
