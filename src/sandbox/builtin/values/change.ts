import type { JsonObject } from '../../../kernel/json.ts';

function isMissing(value: unknown, fallback: unknown): boolean {
  return value === undefined || value === null || (value === '' && fallback !== '');
}

/** The object with what it lacks; itself where it lacks nothing. Null is nothing, and so is `''` where something else is the default. */
export function fill<T extends JsonObject>(target: T, defaults: JsonObject): T {
  const missing = Object.entries(defaults).filter(([key, value]) => isMissing(target[key], value));
  return missing.length === 0 ? target : { ...target, ...Object.fromEntries(missing) };
}

/** The object with that value; itself where it is there already. `undefined` takes the key away. */
export function put<T extends JsonObject>(target: T, key: string, value: unknown): T {
  if (target[key] === value) return target;
  if (value !== undefined) return { ...target, [key]: value };
  const { [key]: _gone, ...rest } = target;
  return rest as T;
}

/** Changes one field of an object, where it is there. */
export function change<T extends JsonObject>(target: T, key: string, by: (value: JsonObject) => JsonObject): T {
  const value = target[key];
  return value === undefined || value === null ? target : put(target, key, by(value as JsonObject));
}

/** Changes every object of a list, where there is one. Keeps the list where nothing changed. */
export function changeEach<T extends JsonObject>(target: T, key: string, by: (item: JsonObject) => JsonObject): T {
  const list = target[key];
  if (!Array.isArray(list)) return target;
  let changed = false;
  const next = list.map((item: JsonObject) => {
    const made = by(item);
    changed ||= made !== item;
    return made;
  });
  return changed ? put(target, key, next) : target;
}
