import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { SchemaNode } from '../schema/schema-node.ts';
import { OBJECT_META_SCHEMA } from '../schema/object-meta-schema.ts';

/**
 * How values of one schema are merged and owned.
 * `scalar` and `atomic`: as a whole. `map`: field by field; `declared` are the fields of a struct, other keys hold `element` (undefined: there
 * may be none). `set` and `keyed`: item by item. `deduced`: as the value's own type says, objects field by field, lists as a whole.
 */
export type ValueForm =
  | { readonly form: 'scalar'; readonly type: 'string' | 'numeric' | 'boolean' }
  | {
      readonly form: 'map';
      readonly atomic: boolean;
      readonly declared: Readonly<Record<string, SchemaNode>>;
      readonly element: SchemaNode | undefined;
    }
  | { readonly form: 'list'; readonly relation: 'atomic' | 'set' | 'keyed'; readonly keys: readonly string[]; readonly item: SchemaNode }
  | { readonly form: 'deduced' };

/** A form by which a value can be walked. */
export type WalkedForm = Exclude<ValueForm, { readonly form: 'deduced' }>;
export type MapForm = WalkedForm & { readonly form: 'map' };
export type ListForm = WalkedForm & { readonly form: 'list' };

/** What a schema says nothing about. */
export const ANYTHING: SchemaNode = { 'x-kubernetes-preserve-unknown-fields': true };

const NOTHING: Readonly<Record<string, SchemaNode>> = {};
const TYPED_META: Readonly<Record<string, SchemaNode>> = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: OBJECT_META_SCHEMA,
};
const DEDUCED: ValueForm = { form: 'deduced' };
const DEDUCED_MAP: WalkedForm = { form: 'map', atomic: false, declared: NOTHING, element: ANYTHING };
const DEDUCED_LIST: WalkedForm = { form: 'list', relation: 'atomic', keys: [], item: ANYTHING };
const DEDUCED_SCALAR: WalkedForm = { form: 'scalar', type: 'string' };

function elementOf(schema: SchemaNode): SchemaNode | undefined {
  const { additionalProperties: more } = schema;
  if (typeof more === 'object') return more;
  if (more === true || schema['x-kubernetes-preserve-unknown-fields'] === true) return ANYTHING;
  return schema.properties === undefined && schema['x-kubernetes-embedded-resource'] !== true ? ANYTHING : undefined;
}

function mapForm(schema: SchemaNode): ValueForm {
  const own = schema.properties ?? NOTHING;
  const embedded = schema['x-kubernetes-embedded-resource'] === true;
  // The metadata of an embedded object has its full type although CRDs do not spell it out.
  const declared = embedded && own['metadata']?.properties === undefined ? { ...own, ...TYPED_META } : own;
  return { form: 'map', atomic: schema['x-kubernetes-map-type'] === 'atomic', declared, element: elementOf(schema) };
}

function listForm(schema: SchemaNode): ValueForm {
  const type = schema['x-kubernetes-list-type'];
  const keys = (schema['x-kubernetes-list-map-keys'] ?? []).toSorted();
  return { form: 'list', relation: type === 'map' ? 'keyed' : type === 'set' ? 'set' : 'atomic', keys, item: schema.items ?? ANYTHING };
}

function computed(schema: SchemaNode): ValueForm {
  if (schema['x-kubernetes-int-or-string'] === true) return DEDUCED;
  switch (schema.type) {
    case 'string':
      // Quantities and the like are written as numbers too.
      return schema.format === 'quantity' || schema.format === 'int-or-string' ? DEDUCED : { form: 'scalar', type: 'string' };
    case 'integer':
    case 'number':
      return { form: 'scalar', type: 'numeric' };
    case 'boolean':
      return { form: 'scalar', type: 'boolean' };
    case 'array':
      return listForm(schema);
    case 'object':
      return mapForm(schema);
    default:
      return schema.properties === undefined && schema['x-kubernetes-embedded-resource'] !== true ? DEDUCED : mapForm(schema);
  }
}

const forms = new WeakMap<SchemaNode, ValueForm>();

/** The form that a schema gives its values. Computed once per schema. */
export function formOf(schema: SchemaNode): ValueForm {
  let form = forms.get(schema);
  if (form === undefined) {
    form = computed(schema);
    forms.set(schema, form);
  }
  return form;
}

/** The form by which a value is walked: a deduced one becomes that of the value's type. Null counts as an object without fields. */
export function walkedForm(form: ValueForm, value: unknown): WalkedForm {
  if (form.form !== 'deduced') return form;
  if (Array.isArray(value)) return DEDUCED_LIST;
  return typeof value === 'object' ? DEDUCED_MAP : DEDUCED_SCALAR;
}

/** The schema of a field, and whether a struct declares it (other fields are keys of a map). Undefined where it may not be. */
export function fieldOf(form: MapForm, name: string): { readonly schema: SchemaNode; readonly declared: boolean } | undefined {
  if (Object.hasOwn(form.declared, name)) return { schema: form.declared[name] ?? ANYTHING, declared: true };
  return form.element === undefined ? undefined : { schema: form.element, declared: false };
}

const roots = new WeakMap<SchemaNode, SchemaNode>();

/** The schema of a whole object, its metadata typed as Kubernetes types it even where a CRD's schema leaves it open. */
export function objectSchema(schema: SchemaNode): SchemaNode {
  if (schema.properties?.['metadata']?.properties?.['finalizers'] !== undefined) return schema;
  let root = roots.get(schema);
  if (root === undefined) {
    root = { ...schema, type: 'object', properties: { ...schema.properties, ...TYPED_META } };
    roots.set(schema, root);
  }
  return root;
}

/** The value as an object with fields; undefined for null and for anything else. */
export function asMap(value: unknown): JsonObject | undefined {
  return isJsonObject(value) ? value : undefined;
}

/** The value as a list; undefined for null and for anything else. */
export function asList(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}
