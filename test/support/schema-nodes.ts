import type { JsonObject } from '../../src/kernel/json.ts';
import { isJsonObject } from '../../src/kernel/json.ts';
import type { Hints } from './largest-object.ts';
import { hintFor } from './largest-object.ts';
import { longestString } from './longest-string.ts';

/** A schema inside another one: the schemas on the way to it, and how each is reached from the one before. */
export interface SchemaNode {
  /** `spec.list[].field`, `spec.map{}`. */
  readonly path: string;
  readonly schema: JsonObject;
  readonly parent?: SchemaNode;
}

/** A schema and everything below it. */
export function schemaNodes(schema: unknown, path: string, parent?: SchemaNode): readonly SchemaNode[] {
  if (!isJsonObject(schema)) return [];
  const node: SchemaNode = { path, schema, ...(parent === undefined ? {} : { parent }) };
  const properties = isJsonObject(schema['properties']) ? Object.entries(schema['properties']) : [];
  return [
    node,
    ...properties.flatMap(([name, child]) => schemaNodes(child, `${path}.${name}`, node)),
    ...schemaNodes(schema['items'], `${path}[]`, node),
    ...schemaNodes(schema['additionalProperties'], `${path}{}`, node),
  ];
}

function smallestScalar(schema: JsonObject): unknown {
  if (Array.isArray(schema['enum'])) return schema['enum'][0];
  const { type, pattern } = schema;
  if (type === 'integer' || type === 'number') return schema['minimum'] ?? 0;
  if (type === 'boolean') return false;
  if (type === undefined && schema['x-kubernetes-int-or-string'] !== true) return {};
  return longestString(typeof pattern === 'string' ? new RegExp(pattern, 'u') : undefined, 4);
}

/** A value with only the fields that it needs. */
export function smallestValue(schema: unknown, path: string, hints: Hints): unknown {
  const hint = hintFor(hints.smallest, path);
  if (hint !== undefined) return hint[0];
  if (!isJsonObject(schema)) throw new Error(`${path} has no schema`);
  if (schema['type'] === 'array') return [];
  if (schema['type'] !== 'object') return smallestScalar(schema);
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const properties = isJsonObject(schema['properties']) ? schema['properties'] : {};
  return Object.fromEntries(required.map((name) => [name, smallestValue(properties[name], `${path}.${name}`, hints)]));
}

/** The smallest object of the root schema in which `value` stands at a node. */
export function withValueAt(node: SchemaNode, value: unknown, hints: Hints): unknown {
  const { parent, path } = node;
  if (parent === undefined) return value;
  const step = path.slice(parent.path.length);
  if (step === '[]') return withValueAt(parent, [value], hints);
  const key = step === '{}' ? (hintFor(hints.keys, parent.path)?.[0](0) ?? 'example.com/key-0') : step.slice(1);
  const around = smallestValue(parent.schema, parent.path, hints);
  return withValueAt(parent, { ...(isJsonObject(around) ? around : {}), [key]: value }, hints);
}
