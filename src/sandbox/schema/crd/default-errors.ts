import { isJsonObject } from '../../../kernel/json.ts';
import type { FieldError } from '../../failures/field-error.ts';
import { validateRules } from '../cel/validate-rules.ts';
import { decodeBySchema } from '../decode-by-schema.ts';
import { embeddedResourceErrors } from '../embedded-resources.ts';
import { childPath, invalidValue, keyPath } from '../../failures/field-complaints.ts';
import { sameValue } from '../../values/same-value.ts';
import type { SchemaNode } from '../schema-node.ts';
import { validateKeywords } from '../validate-keywords.ts';

function isPruned(node: SchemaNode): boolean {
  if (!isJsonObject(node.default) && !Array.isArray(node.default)) return true;
  // Wrapped, because the root of an object is not pruned of its metadata.
  const { value } = decodeBySchema({ type: 'object', properties: { value: node } }, { value: node.default });
  return sameValue((value as { readonly value: unknown }).value, node.default);
}

function ownErrors(node: SchemaNode, path: string): readonly FieldError[] {
  const at = childPath(path, 'default');
  if (node.default === undefined || node.default === null) return [];
  const unknown = isPruned(node) ? [] : [invalidValue(at, node.default, 'must not have unknown fields')];
  const embedded = embeddedResourceErrors(node, node.default, at);
  if (embedded.length > 0) return [...unknown, ...embedded];
  const { errors } = validateKeywords(node, node.default, { path: '', prefix: at }, undefined);
  if (errors.length > 0) return [...unknown, ...errors];
  const updated = validateRules(node, node.default, node.default, undefined, at).errors;
  const rules = updated.length > 0 ? updated : validateRules(node, node.default, undefined, undefined, at).errors;
  return [...unknown, ...rules];
}

/** Defaults of a schema that its own validations refuse (apiextensions, `ValidateDefaults`). */
export function defaultErrors(node: SchemaNode, path: string, isRoot = true): readonly FieldError[] {
  const errors: FieldError[] = isRoot ? [] : [...ownErrors(node, path)];
  if (node.items !== undefined) errors.push(...defaultErrors(node.items, childPath(path, 'items'), false));
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    errors.push(...defaultErrors(child, keyPath(childPath(path, 'properties'), name), false));
  }
  return errors;
}
