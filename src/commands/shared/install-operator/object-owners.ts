import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { PART_OF, PART_OF_LABEL } from '../../../manifests/operator/manager-labels.ts';

function entriesOf(live: KubeObject): readonly Readonly<Record<string, unknown>>[] {
  const { managedFields } = live.metadata as { readonly managedFields?: unknown };
  return Array.isArray(managedFields) ? managedFields.filter(isJsonObject).filter((entry) => entry['subresource'] === undefined) : [];
}

/** Whether this field manager has applied the object: then this program put it there, or took it over. */
export function isAppliedBy(live: KubeObject, fieldManager: string): boolean {
  return entriesOf(live).some((entry) => entry['operation'] === 'Apply' && entry['manager'] === fieldManager);
}

/** Whether it is one of our managers' objects, also where `kubectl apply` of our manifests put it there. */
export function isOfOurs(live: KubeObject, fieldManager: string): boolean {
  return isAppliedBy(live, fieldManager) || live.metadata.labels?.[PART_OF_LABEL] === PART_OF;
}

/** Everybody who has written to it, for messages. */
export function managersOf(live: KubeObject): string {
  return [...new Set(entriesOf(live).map((entry) => String(entry['manager'])))].join(', ') || 'unknown';
}
