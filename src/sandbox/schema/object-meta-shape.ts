import { isJsonObject, type JsonObject } from '../../kernel/json.ts';

/** How Go names a type in its decoding errors, and what JSON it takes. */
interface Shape {
  readonly go: string;
  readonly fields?: Readonly<Record<string, Shape>>;
  readonly struct?: string;
  readonly items?: Shape;
  readonly values?: Shape;
  readonly json: 'string' | 'number' | 'bool' | 'object' | 'array' | 'any';
}

const STRING: Shape = { go: 'string', json: 'string' };
const BOOL: Shape = { go: 'bool', json: 'bool' };
const INT64: Shape = { go: 'int64', json: 'number' };
const TIME: Shape = { go: 'string', json: 'string' };
const ANY: Shape = { go: 'interface {}', json: 'any' };
const TEXTS: Shape = { go: 'map[string]string', json: 'object', values: STRING };

const OWNER: Shape = {
  go: 'v1.OwnerReference',
  struct: 'OwnerReference',
  json: 'object',
  fields: {
    apiVersion: STRING,
    kind: STRING,
    name: STRING,
    uid: { ...STRING, go: 'types.UID' },
    controller: BOOL,
    blockOwnerDeletion: BOOL,
  },
};

const MANAGED: Shape = {
  go: 'v1.ManagedFieldsEntry',
  struct: 'ManagedFieldsEntry',
  json: 'object',
  fields: {
    manager: STRING,
    operation: { ...STRING, go: 'v1.ManagedFieldsOperationType' },
    apiVersion: STRING,
    time: TIME,
    fieldsType: STRING,
    fieldsV1: ANY,
    subresource: STRING,
  },
};

const OBJECT_META: Shape = {
  go: 'v1.ObjectMeta',
  struct: 'ObjectMeta',
  json: 'object',
  fields: {
    annotations: TEXTS,
    creationTimestamp: TIME,
    deletionGracePeriodSeconds: INT64,
    deletionTimestamp: TIME,
    finalizers: { go: '[]string', json: 'array', items: STRING },
    generateName: STRING,
    generation: INT64,
    labels: TEXTS,
    managedFields: { go: '[]v1.ManagedFieldsEntry', json: 'array', items: MANAGED },
    name: STRING,
    namespace: STRING,
    ownerReferences: { go: '[]v1.OwnerReference', json: 'array', items: OWNER },
    resourceVersion: STRING,
    selfLink: STRING,
    uid: { ...STRING, go: 'types.UID' },
  },
};

function jsonTypeOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'number':
      return 'number';
    case 'boolean':
      return 'bool';
    default:
      return 'object';
  }
}

function mismatch(shape: Shape, value: unknown, at: string): string | undefined {
  if (value === null || value === undefined || shape.json === 'any') return undefined;
  const got = jsonTypeOf(value);
  if (got !== shape.json) return `json: cannot unmarshal ${got} into Go ${at === '' ? 'value' : `struct field ${at}`} of type ${shape.go}`;
  if (shape.go === 'int64' && typeof value === 'number' && !Number.isInteger(value)) {
    return `json: cannot unmarshal number ${String(value)} into Go struct field ${at} of type int64`;
  }
  if (isJsonObject(value)) {
    for (const key of Object.keys(value).toSorted()) {
      const inner = shape.values ?? shape.fields?.[key];
      const place = shape.values === undefined ? `${shape.struct ?? ''}.${key}` : at;
      const problem = inner === undefined ? undefined : mismatch(inner, value[key], place);
      if (problem !== undefined) return problem;
    }
  }
  if (Array.isArray(value) && shape.items !== undefined) {
    for (const item of value) {
      const problem = mismatch(shape.items, item, at);
      if (problem !== undefined) return problem;
    }
  }
  return undefined;
}

function known(shape: Shape, value: unknown, path: string, unknown: string[]): unknown {
  if (Array.isArray(value) && shape.items !== undefined) {
    const { items } = shape;
    return value.map((item, index) => known(items, item, `${path}[${String(index)}]`, unknown));
  }
  if (!isJsonObject(value) || shape.fields === undefined) return value;
  const kept: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const field = shape.fields[key];
    const place = path === '' ? key : `${path}.${key}`;
    if (field === undefined) unknown.push(place);
    else kept[key] = known(field, item, place, unknown);
  }
  return kept;
}

/** What Go's decoder says where a value of `metadata` has the wrong JSON type; undefined where all fit (encoding/json, `UnmarshalTypeError`). */
export function metadataTypeProblem(metadata: unknown): string | undefined {
  return mismatch(OBJECT_META, metadata, '');
}

/** `metadata` without the fields that `ObjectMeta` does not have, and the paths of those (`labelz`, `ownerReferences[0].x`), sorted. */
export function knownMetadata(metadata: JsonObject): { readonly metadata: JsonObject; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const kept = known(OBJECT_META, metadata, '', unknown);
  return { metadata: unknown.length === 0 || !isJsonObject(kept) ? metadata : kept, unknown: unknown.toSorted() };
}
