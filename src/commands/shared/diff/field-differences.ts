import { isJsonObject } from '../../../kernel/json.ts';
import { fieldPath } from '../apply/field-path.ts';

/** One field that differs; a side without the field has no value. */
export interface FieldDifference {
  readonly path: string;
  readonly live?: unknown;
  readonly desired?: unknown;
}

function walk(live: unknown, desired: unknown, path: readonly (string | number)[]): readonly FieldDifference[] {
  if (isJsonObject(live) && isJsonObject(desired)) {
    const keys = [...new Set([...Object.keys(live), ...Object.keys(desired)])].toSorted();
    return keys.flatMap((key) => walk(live[key], desired[key], [...path, key]));
  }
  if (Array.isArray(live) && Array.isArray(desired)) {
    const length = Math.max(live.length, desired.length);
    return Array.from({ length }, (_, index) => walk(live[index], desired[index], [...path, index])).flat();
  }
  if (Object.is(live, desired)) return [];
  return [{ path: fieldPath(path), ...(live !== undefined && { live }), ...(desired !== undefined && { desired }) }];
}

/** Every field in which two JSON values differ, by path; what only one side has is one difference as a whole. */
export function fieldDifferences(live: unknown, desired: unknown): readonly FieldDifference[] {
  return walk(live, desired, []);
}
