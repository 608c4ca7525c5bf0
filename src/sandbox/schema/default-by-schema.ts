import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { JsonValue, SchemaNode } from './schema-node.ts';

function isMissing(node: SchemaNode, value: JsonValue): boolean {
  return value === undefined || (value === null && node.nullable !== true);
}

function valueSchema(node: SchemaNode): SchemaNode | undefined {
  return isJsonObject(node.additionalProperties) ? node.additionalProperties : undefined;
}

function defaultObject(node: SchemaNode, value: JsonObject): JsonObject {
  let changed: Record<string, unknown> | undefined;
  const { properties } = node;
  if (properties !== undefined) {
    for (const key of Object.keys(properties)) {
      const field = properties[key];
      if (field?.default === undefined || field.default === null) continue;
      if (!isMissing(field, Object.hasOwn(value, key) ? value[key] : undefined)) continue;
      changed ??= { ...value };
      changed[key] = field.default;
    }
  }
  const values = valueSchema(node);
  for (const key of Object.keys(changed ?? value)) {
    const field = properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : values;
    if (field === undefined) continue;
    const before = (changed ?? value)[key];
    const filled = defaultBySchema(field, isMissing(field, before) && field === values ? (field.default ?? null) : before);
    if (filled === before) continue;
    changed ??= { ...value };
    changed[key] = filled;
  }
  return changed ?? value;
}

/**
 * Fills the defaults of a schema: first those of the fields of an object, then the ones inside each field, so that a default object gets
 * its own defaults. A field whose parent is absent gets none; null counts as absent where the field is not nullable. `value` is shared
 * where nothing was filled, and the defaults themselves are shared with the schema.
 */
export function defaultBySchema(schema: SchemaNode, value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return value;
    const filled = value.map((item: unknown) => defaultBySchema(items, isMissing(items, item) ? (items.default ?? null) : item));
    return filled.every((item, index) => item === value[index]) ? value : filled;
  }
  return isJsonObject(value) ? defaultObject(schema, value) : value;
}
