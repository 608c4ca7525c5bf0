import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KindDefinition } from '../../../kernel/kind-definition.ts';
import { openApiSchema } from '../../../kinds/shared/openapi-schema.ts';
import { childSchema } from '../child-schema.ts';

function hasNull(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && Object.values(value).some(hasNull);
}

/** Without the fields that are null and may not be; what no schema speaks of stays as it is. */
function withoutNulls(value: unknown, schema: JsonObject): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isJsonObject(items) ? value.map((item: unknown) => withoutNulls(item, items)) : value;
  }
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) => {
      const inner = childSchema(schema, key);
      if (inner === undefined) return [[key, child]];
      return child === null && inner['nullable'] !== true ? [] : [[key, withoutNulls(child, inner)]];
    }),
  );
}

/**
 * The spec of a manifest as the API server reads it before it fills in defaults: a field that is null although its schema does not allow it
 * counts as absent (CustomResourceDefinitions, "Defaulting and Nullable"), and so does a spec that may be left out. Undefined where there must
 * be a spec and is none.
 */
export function specAsRead(kind: Pick<KindDefinition, 'spec' | 'specPresence'>, spec: unknown): unknown {
  const given = spec ?? (kind.specPresence === 'defaulted' ? {} : undefined);
  return hasNull(given) ? withoutNulls(given, openApiSchema(kind.spec)) : given;
}
