import { isJsonObject } from '../../kernel/json.ts';
import type { SchemaIssue } from '../../kernel/kind-definition.ts';

/**
 * The fields of `input` that a schema does not know, found by what is missing from what it parsed (schemas drop what they do not know;
 * where they keep everything, as in pod templates, nothing is missing). The API server refuses such fields under strict validation.
 */
export function unknownFields(input: unknown, parsed: unknown, path: readonly PropertyKey[] = []): readonly SchemaIssue[] {
  if (Array.isArray(input) && Array.isArray(parsed)) {
    return input.flatMap((item: unknown, index) => unknownFields(item, parsed[index], [...path, index]));
  }
  if (!isJsonObject(input) || !isJsonObject(parsed)) return [];
  return Object.entries(input).flatMap(([key, value]) => {
    if (key in parsed) return unknownFields(value, parsed[key], [...path, key]);
    return value === null || value === undefined ? [] : [{ path: [...path, key], message: 'unknown field' }];
  });
}
