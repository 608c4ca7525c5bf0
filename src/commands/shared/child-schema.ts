import { isJsonObject, type JsonObject } from '../../kernel/json.ts';

/** The schema of a field, or of a value of a map; undefined where a structural schema says nothing of it. */
export function childSchema(schema: JsonObject, key: string): JsonObject | undefined {
  const { properties, additionalProperties } = schema;
  const named = isJsonObject(properties) ? properties[key] : undefined;
  if (isJsonObject(named)) return named;
  return isJsonObject(additionalProperties) ? additionalProperties : undefined;
}
