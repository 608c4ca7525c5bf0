import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { OwnerReference } from '../../kernel/kube-object.ts';
import type { ManagedFieldsEntry } from '../field-ownership/managed-fields.ts';

/** `metadata` on its way in or out, with all that the server knows of it. `name` is `''` where none is given. */
export interface Meta {
  readonly name: string;
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly deletionGracePeriodSeconds?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFieldsEntry[];
}

/** The order in which the server writes the fields. */
const FIELDS = [
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'labels',
  'annotations',
  'ownerReferences',
  'finalizers',
  'managedFields',
] as const satisfies readonly (keyof Meta)[];

function isAbsent(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}

/**
 * The metadata of a parsed object (its types are checked already): in the server's order, without unknown fields, nulls and empty values,
 * and without `selfLink`, which is no longer kept. `changes` go over it; undefined takes a field away.
 */
export function metaOf(metadata: unknown, changes: { readonly [Field in keyof Meta]?: Meta[Field] | undefined } = {}): Meta {
  const given: JsonObject = isJsonObject(metadata) ? metadata : {};
  const result: Record<string, unknown> = { name: '' };
  for (const field of FIELDS) {
    const value = Object.hasOwn(changes, field) ? changes[field] : given[field];
    if (!isAbsent(value)) result[field] = value;
  }
  return result as unknown as Meta;
}

/** Whether a body says `managedFields: []`, by which built-in types lose them (custom ones keep them). */
export function resetsManagers({ custom }: { readonly custom: boolean }, body: unknown): boolean {
  const metadata = isJsonObject(body) ? body['metadata'] : undefined;
  const entries = isJsonObject(metadata) ? metadata['managedFields'] : undefined;
  return !custom && Array.isArray(entries) && entries.length === 0;
}
