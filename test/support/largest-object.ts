import type { JsonObject } from '../../src/kernel/json.ts';
import { isJsonObject } from '../../src/kernel/json.ts';
import { longestString } from './longest-string.ts';

/**
 * What a schema cannot say by itself: the value to use at a path (`spec.a[].b`, `spec.map{}`), or `undefined` to leave it out
 * (of two fields that exclude each other, say).
 */
export type Hints = Readonly<Record<string, unknown>>;

/** How much of a schema to fill. */
export interface Fill {
  /** Strings longer than this stay at it: the whole object must fit the API server's limit of 1.5 MB. */
  readonly longest: number;
  readonly hints: Hints;
}

export function stringOf(node: JsonObject, longest: number, salt = ''): string {
  const { maxLength, pattern } = node;
  const length = Math.min(typeof maxLength === 'number' ? maxLength : 16, longest);
  return longestString(typeof pattern === 'string' ? new RegExp(pattern) : undefined, length, salt);
}

function scalar(node: JsonObject, path: string, fill: Fill, salt: string): unknown {
  if (Array.isArray(node['enum'])) {
    const choices: readonly unknown[] = node['enum'];
    return choices[(Number(salt) || 0) % choices.length];
  }
  if (node['x-kubernetes-int-or-string'] === true || node['type'] === 'string') return stringOf(node, fill.longest, salt);
  if (node['type'] === 'boolean') return true;
  if (node['type'] === 'integer' || node['type'] === 'number') return typeof node['maximum'] === 'number' ? node['maximum'] : 2_147_483_647;
  if (node['x-kubernetes-preserve-unknown-fields'] === true) return {};
  throw new Error(`${path}: unknown type ${String(node['type'])}`);
}

function list(node: JsonObject, path: string, fill: Fill): unknown {
  const items = node['items'];
  const most = typeof node['maxItems'] === 'number' ? node['maxItems'] : 1;
  return Array.from({ length: most }, (_, index) => largestValue(items, `${path}[]`, fill, String(index)));
}

/** A value that fills every list, map and string below `node` to its bound. */
export function largestValue(schema: unknown, path: string, fill: Fill, salt = ''): unknown {
  if (Object.hasOwn(fill.hints, path)) {
    const hint = fill.hints[path];
    return typeof hint === 'function' ? hint(salt) : hint;
  }
  if (!isJsonObject(schema)) throw new Error(`${path} has no schema`);
  if (schema['type'] === 'array') return list(schema, path, fill);
  const { properties, additionalProperties } = schema;
  if (isJsonObject(properties)) {
    const entries = Object.entries(properties).map(([name, child]) => [name, largestValue(child, `${path}.${name}`, fill, salt)] as const);
    return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
  }
  if (isJsonObject(additionalProperties)) {
    const most = typeof schema['maxProperties'] === 'number' ? schema['maxProperties'] : 1;
    const keys = Array.from({ length: most }, (_, index) => `example.com/key-${index}`);
    return Object.fromEntries(keys.map((key, index) => [key, largestValue(additionalProperties, `${path}{}`, fill, String(index))]));
  }
  return scalar(schema, path, fill, salt);
}

/** A spec (or status) at every bound at once, made from its OpenAPI schema. `root` is how hints name it. */
export function largestObject(schema: JsonObject, root: 'spec' | 'status', fill: Fill): JsonObject {
  const value = largestValue(schema, root, fill);
  if (!isJsonObject(value)) throw new Error(`${root} is no object`);
  return value;
}
