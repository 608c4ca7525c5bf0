import { z } from 'zod';
import { STRING_MAX, boundedString } from './text.ts';

/** Bound of lists and maps where nothing else is known, and of lists under a CEL rule that compares their items. */
const LIST_MAX = 64;
const MAP_MAX = 64;
export const UNIQUE_LIST_MAX = 32;

/** A list of at most `max` items. */
export function boundedList<T extends z.core.SomeType>(item: T, max: number = LIST_MAX): z.ZodArray<T> {
  return z.array(item).max(max, `may have at most ${max} items`);
}

/** A list of different scalars (`x-kubernetes-list-type: set`). */
export function boundedSet<T extends z.ZodString | z.ZodInt | z.ZodEnum>(item: T, max: number = LIST_MAX): z.ZodArray<T> {
  return boundedList(item, max)
    .refine((items) => new Set<unknown>(items).size === items.length, { message: 'must not name the same item twice' })
    .meta({ 'x-kubernetes-list-type': 'set' });
}

/** A list of objects that differ in their keys (`x-kubernetes-list-type: map`). Each key must be required in the item or have a default. */
export function listMap<S extends z.ZodRawShape>(
  item: z.ZodObject<S>,
  keys: readonly (keyof S & string)[],
  max: number = LIST_MAX,
): z.ZodArray<z.ZodObject<S>> {
  const identity = (value: Readonly<Record<string, unknown>>): string => JSON.stringify(keys.map((key) => value[key]));
  return boundedList(item, max)
    .refine((items) => new Set(items.map(identity)).size === items.length, {
      message: `must not have two items with the same ${keys.join(' and ')}`,
    })
    .meta({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': [...keys] });
}

/** A map with at most `max` entries. */
export function boundedMap<V extends z.core.SomeType>(value: V, max: number = MAP_MAX): z.ZodRecord<z.ZodString, V> {
  return z
    .record(z.string(), value)
    .refine((entries) => Object.keys(entries).length <= max, { message: `may have at most ${max} entries` })
    .meta({ maxProperties: max });
}

/** A map of strings. */
export function stringMap(max: number = MAP_MAX, valueMax: number = STRING_MAX): z.ZodRecord<z.ZodString, z.ZodString> {
  return boundedMap(boundedString(valueMax), max);
}
