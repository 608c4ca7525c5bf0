import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';

/** What a JSON merge patch (RFC 7386) makes of an object; two patches are joined in the same way, if `keepNulls` keeps what they take away. */
export function mergeInto(target: JsonObject, patch: JsonObject, keepNulls = false): JsonObject {
  const merged: Record<string, unknown> = { ...target };
  for (const [name, value] of Object.entries(patch)) {
    const before = merged[name];
    if (value === null && !keepNulls) delete merged[name];
    else merged[name] = isJsonObject(value) ? mergeInto(isJsonObject(before) ? before : {}, value, keepNulls) : value;
  }
  return merged;
}
