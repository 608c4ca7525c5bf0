import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import { POD_LIST_KEYS } from './list-keys.ts';

/** What a merge gave: the merged spec, or the one thing that is wrong with the override. */
export type PodSpecMerge = { readonly podSpec: JsonObject } | { readonly problem: string };

/** Fields of which an object may have one (patchStrategy retainKeys): another source replaces the one that was there. */
const ONE_SOURCE: ReadonlySet<string> = new Set(['volumes', 'env']);
const SOURCE_KEEPS: Readonly<Record<string, readonly string[]>> = { volumes: ['name'], env: ['name'] };

class MergeProblem extends Error {}

function keyedItems(items: readonly unknown[], key: string, path: string): readonly JsonObject[] {
  const found = items.map((item, index) => {
    if (!isJsonObject(item)) throw new MergeProblem(`${path}[${index}] must be an object with ${key}`);
    if (typeof item[key] !== 'string' && typeof item[key] !== 'number') {
      throw new MergeProblem(`${path}[${index}] has no ${key}: the list is merged by it`);
    }
    return item;
  });
  const keys = found.map((item) => item[key]);
  const twice = keys.find((value, index) => keys.indexOf(value) !== index);
  if (twice !== undefined) throw new MergeProblem(`${path} has two entries with ${key} ${JSON.stringify(twice).replaceAll('"', '')}`);
  return found;
}

function mergeItem(field: string, base: JsonObject, over: JsonObject, path: string): JsonObject {
  if (!ONE_SOURCE.has(field)) return mergeObject(base, over, path);
  const keeps = SOURCE_KEEPS[field] ?? [];
  const sources = Object.keys(over).filter((name) => !keeps.includes(name));
  const isSame = sources.every((name) => name in base);
  return isSame ? mergeObject(base, over, path) : over;
}

function mergeList(field: string, base: readonly unknown[], over: readonly unknown[], path: string): readonly unknown[] {
  const key = POD_LIST_KEYS[field];
  // A list of plain values (finalizers and the like) has no key even where a list of objects of that name has one.
  if (key === undefined) return over;
  const theirs = keyedItems(over, key, path);
  const ours = keyedItems(base, key, path);
  const merged = ours.map((item) => {
    const change = theirs.find((candidate) => candidate[key] === item[key]);
    return change === undefined ? item : mergeItem(field, item, change, `${path}[${String(item[key])}]`);
  });
  const known = new Set(ours.map((item) => item[key]));
  return [...merged, ...theirs.filter((item) => !known.has(item[key]))];
}

function mergeValue(field: string, base: unknown, over: unknown, path: string): unknown {
  if (Array.isArray(base) && Array.isArray(over)) return mergeList(field, base, over, path);
  if (isJsonObject(base) && isJsonObject(over)) return mergeObject(base, over, path);
  if (base !== undefined && base !== null && (Array.isArray(base) !== Array.isArray(over) || isJsonObject(base) !== isJsonObject(over))) {
    throw new MergeProblem(`${path} must be ${Array.isArray(base) ? 'a list' : isJsonObject(base) ? 'an object' : 'a plain value'}`);
  }
  return over;
}

function mergeObject(base: JsonObject, over: JsonObject, path: string): JsonObject {
  const merged: Record<string, unknown> = { ...base };
  for (const [field, value] of Object.entries(over)) {
    const at = `${path}.${field}`;
    // As in every patch of Kubernetes: null takes a field away.
    if (value === null) delete merged[field];
    else if (field in merged) merged[field] = mergeValue(field, merged[field], value, at);
    else merged[field] = Array.isArray(value) ? mergeList(field, [], value, at) : value;
  }
  return merged;
}

/**
 * Merges a user's pod spec over a generated one as Kubernetes merges pods: objects field by field, lists by their keys (see
 * {@link POD_LIST_KEYS}; new entries stand behind the generated ones, in their order), other lists and plain values replaced. `field` names
 * the override in messages.
 */
export function mergePodSpec(generated: JsonObject, override: JsonObject, field: string): PodSpecMerge {
  try {
    return { podSpec: mergeObject(generated, override, field) };
  } catch (error) {
    if (!(error instanceof MergeProblem)) throw error;
    return { problem: error.message };
  }
}
