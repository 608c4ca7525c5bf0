import type { CustomResourceDefinitionLike } from './crd-object.ts';
import { canonicalJson } from '../../kernel/hash.ts';
import type { Manifest } from '../../kernel/kube-object.ts';

/** What of a CRD an apply of ours can change: two CRDs with the same intent read the same. */
export function crdIntent(crd: Pick<CustomResourceDefinitionLike, 'spec' | 'metadata'>): string {
  const { labels = {}, annotations = {} } = crd.metadata;
  return canonicalJson({ spec: crd.spec, labels, annotations });
}

/**
 * Who put a CRD there that this program never applied: the names of its field managers. Undefined if it is ours, which is told by
 * `metadata.managedFields` having an Apply entry of our field manager: it cannot be set by accident and survives edits by others.
 */
export function foreignManagers(live: CustomResourceDefinitionLike, fieldManager: string): string | undefined {
  const fields = live.metadata.managedFields ?? [];
  if (fields.some((entry) => entry.operation === 'Apply' && entry.manager === fieldManager)) return undefined;
  return otherManagers(live, undefined).join(', ') || 'unknown';
}

/** Everyone but `fieldManager` who has written to a CRD's spec or metadata; of the server's own writes to its status nothing is said. */
export function otherManagers(live: CustomResourceDefinitionLike, fieldManager: string | undefined): readonly string[] {
  const fields = (live.metadata.managedFields ?? []).filter(({ subresource }) => subresource === undefined);
  return [
    ...new Set(fields.filter(({ manager, operation }) => manager !== fieldManager || operation !== 'Apply').map(({ manager }) => manager)),
  ];
}

/** The versions in which objects may be stored (`status.storedVersions`) that the manifest does not have: applying it would lose them. */
export function lostVersions(live: CustomResourceDefinitionLike, manifest: Manifest): readonly string[] {
  const { versions } = (manifest as unknown as CustomResourceDefinitionLike).spec;
  const known = versions.map((version) => version.name);
  return (live.status?.storedVersions ?? []).filter((version) => !known.includes(version));
}
