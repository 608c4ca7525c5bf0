import { isJsonObject } from '../../../kernel/json.ts';
import type { JsonObject } from '../../../kernel/json.ts';

/** The value at a path of field names; undefined where a field is missing. */
export function atPath(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) current = isJsonObject(current) && Object.hasOwn(current, name) ? current[name] : undefined;
  return current;
}

/** A merge patch that sets one path. */
export function nested(path: readonly string[], value: unknown): JsonObject {
  const [first = '', ...rest] = path;
  return { [first]: rest.length === 0 ? value : nested(rest, value) };
}
