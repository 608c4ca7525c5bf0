import { isJsonObject, type JsonObject } from '../../kernel/json.ts';

function partsOf(path: string): readonly string[] {
  return path.split('.').filter((part) => part !== '');
}

/** The value at a dot path (`.spec.replicas`); undefined where nothing is. */
export function valueAt(object: JsonObject, path: string): unknown {
  let value: unknown = object;
  for (const part of partsOf(path)) value = isJsonObject(value) && Object.hasOwn(value, part) ? value[part] : undefined;
  return value;
}

function withParts(object: unknown, [first, ...rest]: readonly string[], value: unknown): unknown {
  if (first === undefined) return value;
  const fields = isJsonObject(object) ? object : {};
  return { ...fields, [first]: withParts(fields[first], rest, value) };
}

/** The object with another value at a dot path; objects on the way are made. */
export function withValueAt<T extends JsonObject>(object: T, path: string, value: unknown): T {
  return withParts(object, partsOf(path), value) as T;
}
