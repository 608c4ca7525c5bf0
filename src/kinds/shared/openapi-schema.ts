import { z } from 'zod';
import type { JsonObject } from '../../kernel/json.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { Schema } from '../../kernel/kind-definition.ts';

/** The keywords of a structural schema that our kinds use (apiextensions.k8s.io/v1 `JSONSchemaProps`). */
const KEYWORDS: ReadonlySet<string> = new Set([
  'type',
  'description',
  'format',
  'default',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'required',
]);

function refuse(path: string, what: string): never {
  throw new Error(`the schema at ${path === '' ? 'its root' : path} has ${what}, which no structural schema may have`);
}

/** Int-or-string: the two branches of the union become keywords of one schema without type. */
function mergedBranches(node: JsonObject, path: string): JsonObject {
  if (node['x-kubernetes-int-or-string'] !== true) refuse(path, 'a union');
  const branches = Array.isArray(node['anyOf']) ? node['anyOf'].filter(isJsonObject) : [];
  const merged: Record<string, unknown> = {};
  for (const branch of branches) {
    const { type: _type, format: _format, ...rest } = branch;
    Object.assign(merged, rest);
  }
  const { anyOf: _anyOf, ...own } = node;
  return { ...merged, ...own };
}

function mapValues(properties: JsonObject, path: string): JsonObject {
  return Object.fromEntries(Object.entries(properties).map(([name, child]) => [name, structural(child, `${path}.${name}`)]));
}

function shapeOf(node: JsonObject, path: string): JsonObject {
  const { properties, additionalProperties, items } = node;
  const opaque = node['type'] === undefined && node['x-kubernetes-int-or-string'] !== true;
  if (opaque) return { 'x-kubernetes-preserve-unknown-fields': true };
  if (Array.isArray(items)) refuse(path, 'a tuple');
  if (isJsonObject(items)) return { items: structural(items, `${path}[]`) };
  const named = isJsonObject(properties) ? mapValues(properties, path) : {};
  const hasNames = Object.keys(named).length > 0;
  if (additionalProperties === undefined) return hasNames ? { properties: named } : {};
  if (additionalProperties === false) refuse(path, 'additionalProperties: false');
  const open = isJsonObject(additionalProperties) && Object.keys(additionalProperties).length === 0;
  if (open) return { ...(hasNames ? { properties: named } : {}), 'x-kubernetes-preserve-unknown-fields': true };
  if (hasNames) refuse(path, 'properties beside additionalProperties');
  return { additionalProperties: structural(additionalProperties, `${path}{}`) };
}

function isSafeIntegerBound(key: string, value: unknown): boolean {
  return (key === 'minimum' && value === Number.MIN_SAFE_INTEGER) || (key === 'maximum' && value === Number.MAX_SAFE_INTEGER);
}

function filled(value: unknown, node: JsonObject): unknown {
  const properties = node['properties'];
  if (!isJsonObject(value) || !isJsonObject(properties)) return value;
  const result: Record<string, unknown> = { ...value };
  for (const [name, child] of Object.entries(properties)) {
    if (!isJsonObject(child)) continue;
    const own = name in value ? value[name] : child['default'];
    if (own !== undefined) result[name] = filled(own, child);
  }
  return result;
}

/** The server runs CEL rules on a default before it fills the defaults inside it, so a default under a rule must be complete by itself. */
function withCompleteDefault(node: JsonObject): JsonObject {
  if (node['default'] === undefined || node['x-kubernetes-validations'] === undefined) return node;
  return { ...node, default: filled(node['default'], node) };
}

/** Go's RE2 has no look-around, no back-references and no `\\u`. */
const NOT_RE2 = /\(\?(?:=|!|<[=!])|\\[1-9uck]/;

function structural(schema: unknown, path: string): JsonObject {
  if (!isJsonObject(schema)) refuse(path, 'a boolean in place of a schema');
  for (const key of ['$ref', 'allOf', 'oneOf', 'not', 'nullable']) if (schema[key] !== undefined) refuse(path, key);
  const { pattern } = schema;
  if (typeof pattern === 'string' && NOT_RE2.test(pattern)) refuse(path, `the pattern ${pattern}`);
  const node = schema['anyOf'] === undefined ? schema : mergedBranches(schema, path);
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) {
    if (isSafeIntegerBound(key, value)) continue;
    if (KEYWORDS.has(key) || key.startsWith('x-kubernetes-')) result[key] = value;
  }
  return withCompleteDefault({ ...result, ...shapeOf(node, path) });
}

/**
 * The structural OpenAPI v3 schema of a zod schema, as the CRD of a kind needs it: what a user may write (zod's input side), with defaults,
 * descriptions and `x-kubernetes-*` extensions from `.meta`. Throws where zod says something that no structural schema can say. Refinements
 * have no form in OpenAPI: `withRule` and the helpers beside it put what they mean into the extensions.
 */
export function openApiSchema(schema: Schema<unknown>): JsonObject {
  if (!(schema instanceof z.ZodType)) throw new TypeError('an OpenAPI schema can only be made from a zod schema');
  return structural(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input', unrepresentable: 'any' }), '');
}
