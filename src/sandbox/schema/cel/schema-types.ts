import { isJsonObject } from '../../../kernel/json.ts';
import type { SchemaNode } from '../schema-node.ts';
import { BOOL, type CelType, DYN, INT, simpleType, STRING } from './cel-type.ts';
import { escapedName } from './escaped-name.ts';

const FORMATS: Readonly<Record<string, CelType>> = {
  byte: simpleType('bytes'),
  duration: simpleType('google.protobuf.Duration'),
  date: simpleType('google.protobuf.Timestamp'),
  'date-time': simpleType('google.protobuf.Timestamp'),
};

const META: SchemaNode = { type: 'object', properties: { name: { type: 'string' }, generateName: { type: 'string' } } };

/** The fields that rules see of an object that is a resource, besides those of its schema. */
const RESOURCE: Readonly<Record<string, SchemaNode>> = { kind: { type: 'string' }, apiVersion: { type: 'string' }, metadata: META };

const known = new WeakMap<SchemaNode, CelType>();

function objectType(node: SchemaNode, isResource: boolean): CelType | undefined {
  const values = isJsonObject(node.additionalProperties) ? (node.additionalProperties as SchemaNode) : undefined;
  if (values !== undefined) {
    const type = celTypeOf(values, values['x-kubernetes-embedded-resource'] === true);
    return type === undefined ? undefined : { kind: 'map', keys: STRING, values: type };
  }
  let fields: ReadonlyMap<string, CelType> | undefined;
  const properties = isResource ? { ...node.properties, ...RESOURCE } : (node.properties ?? {});
  return {
    kind: 'object',
    fields: () =>
      (fields ??= new Map(
        Object.entries(properties).flatMap(([name, child]) => {
          const [escaped, type] = [escapedName(name), celTypeOf(child, child['x-kubernetes-embedded-resource'] === true)];
          return escaped === undefined || type === undefined ? [] : [[escaped, type] as const];
        }),
      )),
  };
}

function typeOf(node: SchemaNode, isResource: boolean): CelType | undefined {
  if (node['x-kubernetes-int-or-string'] === true) return DYN;
  switch (node.type) {
    case 'array': {
      const items = node.items === undefined ? undefined : celTypeOf(node.items, node.items['x-kubernetes-embedded-resource'] === true);
      return items === undefined ? undefined : { kind: 'list', items };
    }
    case 'object':
      return objectType(node, isResource);
    case 'string':
      return FORMATS[node.format ?? ''] ?? STRING;
    case 'boolean':
      return BOOL;
    case 'number':
      return simpleType('double');
    case 'integer':
      return INT;
    default:
      return undefined;
  }
}

/** The type that rules see of values of a schema; undefined where they see nothing of them (apiserver, `SchemaDeclType`). */
export function celTypeOf(node: SchemaNode, isResource: boolean): CelType | undefined {
  if (isResource) return typeOf(node, true);
  let type = known.get(node);
  if (type === undefined) {
    type = typeOf(node, false);
    if (type !== undefined) known.set(node, type);
  }
  return type;
}
