import { isJsonObject } from '../../kernel/json.ts';
import type { JsonObject } from '../../kernel/json.ts';
import type { SchemaIssue } from '../../kernel/kind-definition.ts';
import { closest } from '../../output/closest.ts';
import { childSchema } from './child-schema.ts';

function message(field: string, known: readonly string[]): string {
  const suggestion = closest(field, known);
  return suggestion === undefined ? 'unknown field' : `unknown field; did you mean "${suggestion}"?`;
}

/**
 * The fields of `value` that a structural schema (`openApiSchema` of a kind's spec) does not know, each with what was probably meant. The
 * API server refuses such fields under strict validation. Fields that are null count as absent; where a schema keeps what it does not know,
 * as in pod templates, everything is known.
 */
export function unknownFields(schema: JsonObject, value: unknown, path: readonly PropertyKey[] = []): readonly SchemaIssue[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isJsonObject(items) ? value.flatMap((item: unknown, index) => unknownFields(items, item, [...path, index])) : [];
  }
  if (!isJsonObject(value) || (schema['type'] !== undefined && schema['type'] !== 'object')) return [];
  const keepsAll = schema['x-kubernetes-preserve-unknown-fields'] === true;
  const known = isJsonObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  return Object.entries(value).flatMap(([key, child]) => {
    const inner = childSchema(schema, key);
    if (inner !== undefined) return unknownFields(inner, child, [...path, key]);
    return keepsAll || child === null || child === undefined ? [] : [{ path: [...path, key], message: message(key, known) }];
  });
}
