import { isJsonObject, type JsonObject } from './json.ts';

function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return Array.isArray(right) && left.length === right.length && left.every((item, index) => sameJson(item, right[index]));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const keys = definedKeys(left);
  return keys.length === definedKeys(right).length && keys.every((key) => sameJson(left[key], held(right, key)));
}

/** What an object holds under a key. Null means absence: a merge patch can only take a key away with it, never store it. */
function held(object: JsonObject, key: string): unknown {
  return Object.hasOwn(object, key) ? (object[key] ?? undefined) : undefined;
}

function definedKeys(object: JsonObject): readonly string[] {
  return Object.keys(object).filter((key) => held(object, key) !== undefined);
}

/**
 * The JSON merge patch (RFC 7386) that turns `before` into `after`, or undefined where they are the same. Lists are replaced whole; keys
 * that `after` lacks (or holds as undefined or null) become null.
 */
export function mergePatch(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const patch: Record<string, unknown> = {};
  for (const key of definedKeys(before)) if (held(after, key) === undefined) patch[key] = null;
  for (const key of definedKeys(after)) {
    const [old, next] = [held(before, key), after[key]];
    if (sameJson(old, next)) continue;
    patch[key] = isJsonObject(old) && isJsonObject(next) ? mergePatch(old, next) : next;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}
