import type { JsonObject } from '../kernel/json.ts';
import { isJsonObject } from '../kernel/json.ts';

/** An object, the items of a List or the object of a watch event without `metadata.managedFields`, as kubectl shows them in JSON and YAML. */
export function withoutManagedFields(object: JsonObject): JsonObject {
  const { metadata, items, kind, object: inner } = object;
  if (kind === undefined && isJsonObject(inner)) return { ...object, object: withoutManagedFields(inner) };
  if (Array.isArray(items))
    return { ...object, items: items.map((item: unknown) => (isJsonObject(item) ? withoutManagedFields(item) : item)) };
  if (!isJsonObject(metadata) || !('managedFields' in metadata)) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}
