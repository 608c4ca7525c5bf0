import { isJsonObject, type JsonObject } from '../../kernel/json.ts';

const NOTHING: JsonObject = Object.freeze({});
const NONE: readonly JsonObject[] = Object.freeze([]);

/** The value as an object; an empty one where it is none. */
export function objectIn(value: unknown): JsonObject {
  return isJsonObject(value) ? value : NOTHING;
}

/** The value as a list of objects; an empty one where it is none. */
export function listIn(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly JsonObject[]) : NONE;
}

/** The value as a list of anything; an empty one where it is none. */
export function itemsIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The texts of a list; none where it is none. */
export function textsIn(value: unknown): readonly string[] {
  const items = itemsIn(value);
  return items.every((item) => typeof item === 'string') ? items : items.filter((item) => typeof item === 'string');
}

/** The value as a text; `''` where it is none. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** The value as a number; `fallback` (default 0) where it is none. */
export function numberIn(value: unknown, fallback = 0): number {
  return typeof value === 'number' ? value : fallback;
}

/** A map of texts; an empty one where it is none. */
export function labelsIn(value: unknown): Readonly<Record<string, string>> {
  return objectIn(value) as Readonly<Record<string, string>>;
}

/** The object's `spec`. */
export function specOf(object: { readonly [field: string]: unknown }): JsonObject {
  return objectIn(object['spec']);
}

/** The object's `status`. */
export function statusOf(object: { readonly [field: string]: unknown }): JsonObject {
  return objectIn(object['status']);
}
