import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { badRequest } from '../failures/common-failures.ts';
import { goJsonType } from '../values/go-values.ts';

/** A value that is new to the object: nulls in objects mean absence there, too; in lists they stand for themselves. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  return isJsonObject(value) ? merged({}, value) : value;
}

function merged(live: JsonObject, patch: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...live };
  let changed = false;
  for (const name of Object.keys(patch)) {
    const [before, wanted] = [Object.hasOwn(live, name) ? live[name] : undefined, patch[name]];
    if (wanted === null) {
      if (before !== undefined) changed = true;
      delete result[name];
      continue;
    }
    const after = isJsonObject(wanted) && isJsonObject(before) ? merged(before, wanted) : withoutNulls(wanted);
    if (after === before) continue;
    result[name] = after;
    changed = true;
  }
  return changed ? result : live;
}

/**
 * Applies a JSON merge patch (RFC 7386). Gives `live` itself where the patch says nothing. Throws ApiFailure (400) where the patch is no object.
 */
export function mergePatch<T extends JsonObject>(live: T, body: unknown): T {
  if (body === null) throw badRequest('Invalid JSON Patch');
  if (!isJsonObject(body)) {
    throw badRequest(`error decoding patch: json: cannot unmarshal ${goJsonType(body)} into Go value of type map[string]interface {}`);
  }
  return merged(live, body) as T;
}
