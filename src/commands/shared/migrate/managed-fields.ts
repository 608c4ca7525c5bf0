import { isJsonObject, type JsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';

/** One entry of `metadata.managedFields` of the Kubernetes API. */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly subresource?: string;
  /** RFC 3339. */
  readonly time?: string;
  readonly fieldsType?: string;
  /** The trie of fields: `{"f:spec":{"f:replicas":{}}}`. */
  readonly fieldsV1: JsonObject;
}

/** The entries of an object as the server told them; none where it was read without. */
export function managedFieldsOf({ metadata }: KubeObject): readonly ManagedFieldsEntry[] {
  const { managedFields } = metadata as { readonly managedFields?: unknown };
  if (!Array.isArray(managedFields)) return [];
  return managedFields.filter(isJsonObject).map((entry) => ({
    ...(entry as unknown as ManagedFieldsEntry),
    fieldsV1: isJsonObject(entry['fieldsV1']) ? entry['fieldsV1'] : {},
  }));
}
