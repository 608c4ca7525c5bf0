import type { SpecWarning } from './spec-warning.ts';

/** A field under one of its names. */
export interface NamedField<T> {
  /** Path from the object's root, such as `spec.config.mcp`. */
  readonly field: string;
  readonly value: T | undefined;
}

/** The value that counts, and the warning where the two names disagree. */
export interface FieldChoice<T> {
  readonly value: T | undefined;
  readonly warnings: readonly SpecWarning[];
}

/** JSON with sorted keys, to compare two values of a spec. */
function comparable(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([left], [right]) => (left < right ? -1 : 1)))
      : item,
  );
}

/** The guide's name of a field wins over its newer name; where both are set and differ, the warning names both. Empty texts count as not set. */
export function fieldChoice<T>(guide: NamedField<T>, alias: NamedField<T>): FieldChoice<T> {
  const isSet = (value: T | undefined): value is T => value !== undefined && value !== '';
  if (!isSet(guide.value)) return { value: isSet(alias.value) ? alias.value : undefined, warnings: [] };
  if (!isSet(alias.value) || comparable(alias.value) === comparable(guide.value)) return { value: guide.value, warnings: [] };
  const message = `${guide.field} and ${alias.field} are both set and differ: ${guide.field} counts; remove the other`;
  return { value: guide.value, warnings: [{ reason: 'ConflictingFields', message }] };
}
