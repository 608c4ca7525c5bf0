import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { knownMetadata } from './object-meta-shape.ts';
import type { JsonValue, SchemaNode } from './schema-node.ts';

/** A value without what its schema does not know. */
export interface DecodedValue {
  readonly value: JsonValue;
  /** `unknown field "spec.x"`, in the server's order. */
  readonly complaints: readonly string[];
}

const META_FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function valueSchema(node: SchemaNode): SchemaNode | undefined {
  return isJsonObject(node.additionalProperties) ? node.additionalProperties : undefined;
}

/** The schema of one field: `undefined` means that the field is not known. */
function fieldSchema(node: SchemaNode, key: string): SchemaNode | 'kept' | undefined {
  if (node.properties !== undefined && Object.hasOwn(node.properties, key)) return node.properties[key];
  if (node.additionalProperties !== undefined) return valueSchema(node) ?? {};
  return node['x-kubernetes-preserve-unknown-fields'] === true ? 'kept' : undefined;
}

function pruneObject(node: SchemaNode, value: JsonObject, path: string, unknown: string[], isRoot: boolean): JsonObject {
  let changed: Record<string, unknown> | undefined;
  const embedded = isRoot || node['x-kubernetes-embedded-resource'] === true;
  for (const key of Object.keys(value)) {
    if (embedded && META_FIELDS.has(key)) continue;
    const field = fieldSchema(node, key);
    if (field === 'kept') continue;
    if (field === undefined) {
      if (path !== '' || !META_FIELDS.has(key)) unknown.push(join(path, key));
      changed ??= { ...value };
      delete changed[key];
      continue;
    }
    const pruned = prune(field, value[key], join(path, key), unknown);
    if (pruned === value[key]) continue;
    changed ??= { ...value };
    changed[key] = pruned;
  }
  return changed ?? value;
}

function mapSame(list: readonly unknown[], change: (item: unknown, index: number) => unknown): readonly unknown[] {
  const next = list.map(change);
  return next.every((item, index) => item === list[index]) ? list : next;
}

function prune(node: SchemaNode, value: JsonValue, path: string, unknown: string[], isRoot = false): JsonValue {
  if (Array.isArray(value)) {
    const items = node.items ?? {};
    if (node.items === undefined && node['x-kubernetes-preserve-unknown-fields'] === true) return value;
    return mapSame(value, (item, index) => prune(items, item, `${path}[${String(index)}]`, unknown));
  }
  return isJsonObject(value) ? pruneObject(node, value, path, unknown, isRoot) : value;
}

function dropNulls(node: SchemaNode | undefined, value: JsonValue): JsonValue {
  if (Array.isArray(value)) return mapSame(value, (item) => dropNulls(node?.items, item));
  if (!isJsonObject(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const properties = node?.properties;
    const field =
      properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : node === undefined ? undefined : valueSchema(node);
    const drop = value[key] === null && field !== undefined && field.nullable !== true && field.default === undefined;
    const next = drop ? undefined : dropNulls(field, value[key]);
    if (!drop && next === value[key]) continue;
    changed ??= { ...value };
    if (drop) delete changed[key];
    else changed[key] = next;
  }
  return changed ?? value;
}

function cleanEmbedded(node: SchemaNode | undefined, value: JsonValue, path: string, unknown: string[]): JsonValue {
  if (node === undefined) return value;
  if (Array.isArray(value)) return mapSame(value, (item, index) => cleanEmbedded(node.items, item, `${path}[${String(index)}]`, unknown));
  if (!isJsonObject(value)) return value;
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    let next: unknown = value[key];
    if (key === 'metadata' && node['x-kubernetes-embedded-resource'] === true && isJsonObject(next)) {
      const cleaned = knownMetadata(next);
      unknown.push(...cleaned.unknown.map((field) => join(path, `metadata.${field}`)));
      next = cleaned.metadata;
    } else {
      next = cleanEmbedded(node.properties?.[key] ?? valueSchema(node), next, join(path, key), unknown);
    }
    if (next === value[key]) continue;
    changed ??= { ...value };
    changed[key] = next;
  }
  return changed ?? value;
}

/**
 * Drops the fields that the schema does not know, nulls where a field is not nullable and has no default, and unknown fields of the
 * metadata of the object and of embedded objects. Never throws: a wrong JSON type is left for `validateBySchema` or `findTypeMismatch`.
 * `value` is shared where nothing was dropped.
 * @param keepsNulls leaves nulls where they are, as the server does with the result of an apply: then they are invalid
 */
export function decodeBySchema(schema: SchemaNode, value: JsonValue, keepsNulls = false): DecodedValue {
  const inMetadata: string[] = [];
  let whole = value;
  if (isJsonObject(value) && isJsonObject(value['metadata'])) {
    const { metadata, unknown } = knownMetadata(value['metadata']);
    inMetadata.push(...unknown.map((field) => `metadata.${field}`));
    if (metadata !== value['metadata']) whole = { ...value, metadata };
  }
  const inFields: string[] = [];
  const known = prune(schema, whole, '', inFields, true);
  const pruned = keepsNulls ? known : dropNulls(schema, known);
  const inEmbedded: string[] = [];
  const cleaned = cleanEmbedded(schema, pruned, '', inEmbedded);
  const unknown = [...inMetadata, ...inFields.toSorted(), ...inEmbedded.toSorted()];
  return { value: cleaned, complaints: unknown.map((field) => `unknown field "${field}"`) };
}
