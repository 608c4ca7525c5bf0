import { FIXTURE, type FixtureNode } from '../fixture/fixture.ts';

/** When Go leaves a field out: never, when it is empty (`omitempty`), when it is zero (`omitzero`). */
export type Omission = 'never' | 'empty' | 'zero';

/** One field of a struct. */
export interface CodecField {
  readonly name: string;
  /** Resolved when first asked for: types contain themselves. */
  readonly codec: () => Codec;
  readonly omit: Omission;
  /** A pointer tells absent from zero; any other field does not. */
  readonly pointer: boolean;
}

/** How a Go type reads and writes JSON. `go` is its name in messages. */
export type Codec =
  | {
      readonly form: 'struct';
      readonly go: string;
      /** Without its package. */
      readonly name: string;
      readonly fields: ReadonlyMap<string, CodecField>;
      /** Fields that are written although nobody set them. */
      readonly written: readonly CodecField[];
    }
  | { readonly form: 'list'; readonly go: string; readonly item: () => Codec }
  | { readonly form: 'map'; readonly go: string; readonly value: () => Codec }
  | { readonly form: 'string' | 'boolean' | 'int32' | 'int64' | 'float'; readonly go: string }
  | { readonly form: SpecialForm; readonly go: string };

/** Types with a JSON form of their own. */
export type SpecialForm =
  | 'quantity'
  | 'resource'
  | 'int-or-string'
  | 'time'
  | 'micro-time'
  | 'bytes'
  | 'any'
  | 'schema-or-bool'
  | 'schema-or-list';

const SPECIAL: Readonly<Record<string, SpecialForm>> = {
  'api.Quantity': 'quantity',
  'util.IntOrString': 'int-or-string',
  'meta.Time': 'time',
  'meta.MicroTime': 'micro-time',
  'meta.FieldsV1': 'any',
  'pkg.RawExtension': 'any',
  'apiextensions.JSON': 'any',
  'apiextensions.JSONSchemaPropsOrArray': 'schema-or-list',
  'apiextensions.JSONSchemaPropsOrBool': 'schema-or-bool',
  'apiextensions.JSONSchemaPropsOrStringArray': 'any',
};

/** A lazily computed value. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function scalar(node: FixtureNode, go: string): Codec {
  if (node.type === 'boolean') return { form: 'boolean', go };
  if (node.type === 'integer') return { form: node.format === 'int32' ? 'int32' : 'int64', go };
  if (node.type === 'number') return { form: 'float', go };
  return { form: node.format === 'byte' ? 'bytes' : 'string', go };
}

/** Of the elements: `[]v1.Container` → `v1.Container`, `map[string]string` → `string`. */
function elementType(go: string): string {
  return go.replace(/^(?:\[\]|map\[[^\]]*\])/, '').replace(/^\*/, '');
}

function codecOf(node: FixtureNode, go: string): Codec {
  if (node.$ref !== undefined) return definitionCodec(node.$ref, go);
  const { items, additionalProperties: values } = node;
  if (items !== undefined) return { form: 'list', go, item: once(() => codecOf(items, elementType(go))) };
  if (typeof values !== 'object') return node.type === 'object' ? { form: 'any', go } : scalar(node, go);
  const resources = go === 'v1.ResourceList';
  return {
    form: 'map',
    go,
    value: once(() => (resources ? { form: 'resource', go: 'resource.Quantity' } : codecOf(values, elementType(go)))),
  };
}

function fieldOf(name: string, node: FixtureNode, declared: string): CodecField {
  const omit: Omission = declared.startsWith('?') ? 'empty' : declared.startsWith('~') ? 'zero' : 'never';
  const type = declared.replace(/^[?~]/, '');
  const pointer = type.startsWith('*');
  return { name, omit, pointer, codec: once(() => codecOf(node, type.replace(/^\*/, ''))) };
}

const VALUE_FORMS: ReadonlySet<string> = new Set(['struct', 'quantity', 'int-or-string', 'time', 'micro-time']);

/** Go writes structs that are no pointers even when they are empty. */
function isWritten(node: FixtureNode, { omit, pointer }: CodecField): boolean {
  if (omit !== 'empty') return omit === 'never';
  if (pointer || node.$ref === undefined) return false;
  return VALUE_FORMS.has(SPECIAL[node.$ref] ?? 'struct');
}

const codecs = new Map<string, Codec>();

function definitionCodec(name: string, go: string): Codec {
  const special = SPECIAL[name];
  if (special !== undefined) return { form: special, go };
  const known = codecs.get(name);
  if (known !== undefined) return known;
  const { properties = {}, go: declared = {} } = FIXTURE.definitions[name] ?? {};
  const fields = new Map<string, CodecField>();
  const written: CodecField[] = [];
  // In the order of the Go struct.
  for (const [field, type] of Object.entries({ kind: '?string', apiVersion: '?string', ...declared })) {
    const node = properties[field];
    if (node === undefined) continue;
    const made = fieldOf(field, node, type);
    fields.set(field, made);
    if (isWritten(node, made)) written.push(made);
  }
  const codec: Codec = { form: 'struct', go, name: name.slice(name.lastIndexOf('.') + 1), fields, written };
  codecs.set(name, codec);
  return codec;
}

/** The codec of a kind of the fixture. */
export function kindCodec(kind: string): Codec {
  return definitionCodec(FIXTURE.kinds[kind] ?? kind, `v1.${kind}`);
}

/** The codec of the schema of a CRD, for the schemas inside it. */
export function schemaCodec(): Codec {
  return definitionCodec('apiextensions.JSONSchemaProps', 'v1.JSONSchemaProps');
}
