import { isJsonObject } from '../../kernel/json.ts';
import type { JsonValue, SchemaNode } from './schema-node.ts';

/** A value whose JSON type is not the one of its field. */
export interface TypeMismatch {
  /** `spec.ports[0].port`. */
  readonly path: string;
  /** The schema of the field. */
  readonly node: SchemaNode;
  /** The type of the schema: `integer`, or `integer or string`. */
  readonly expected: string;
  /** As Go's decoder names it: `string`, `number`, `bool`, `object` or `array`. */
  readonly got: string;
  readonly value: JsonValue;
}

const FITTING: Readonly<Record<string, readonly string[]>> = {
  object: ['object'],
  array: ['array'],
  string: ['string'],
  integer: ['number'],
  number: ['number'],
  boolean: ['bool'],
};

function jsonTypeOf(value: JsonValue): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function expectedOf(node: SchemaNode): string | undefined {
  if (node['x-kubernetes-int-or-string'] === true || node.format === 'int-or-string') return 'integer or string';
  if (node.format === 'quantity') return 'quantity';
  return node.type;
}

function fits(node: SchemaNode, value: JsonValue): boolean {
  const expected = expectedOf(node);
  const got = jsonTypeOf(value);
  if (expected === undefined) return true;
  if (expected === 'integer or string' || expected === 'quantity') return got === 'string' || got === 'number';
  if (expected === 'integer' && typeof value === 'number') return Number.isInteger(value);
  return FITTING[expected]?.includes(got) ?? true;
}

function childOf(node: SchemaNode, key: string): SchemaNode | undefined {
  if (node.properties !== undefined && Object.hasOwn(node.properties, key)) return node.properties[key];
  return isJsonObject(node.additionalProperties) ? node.additionalProperties : undefined;
}

/** The first value, in the order of the object, that has not the JSON type of its schema. Null fits everything. */
export function findTypeMismatch(schema: SchemaNode, value: JsonValue, path = ''): TypeMismatch | undefined {
  if (value === null || value === undefined) return undefined;
  if (!fits(schema, value)) return { path, node: schema, expected: expectedOf(schema) ?? '', got: jsonTypeOf(value), value };
  if (Array.isArray(value)) {
    if (schema.items === undefined) return undefined;
    for (const [index, item] of value.entries()) {
      const found = findTypeMismatch(schema.items, item, `${path}[${String(index)}]`);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  if (!isJsonObject(value)) return undefined;
  for (const key of Object.keys(value)) {
    const child = childOf(schema, key);
    const found = child === undefined ? undefined : findTypeMismatch(child, value[key], path === '' ? key : `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
