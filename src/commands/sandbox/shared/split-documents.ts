import { NAMESPACE } from '../../../kernel/builtin-types.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { ManifestDocument } from '../../shared/read-manifests.ts';

/** Namespaces that a sandbox has from its beginning. */
const STANDING: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

function metadataOf({ object }: ManifestDocument): Readonly<Record<string, unknown>> {
  return isJsonObject(object['metadata']) ? object['metadata'] : {};
}

/**
 * Documents for an empty cluster in the order in which they can be applied. `later`: those in namespaces that no document makes, so that only
 * an operator can (the namespace of a Tenant): they are applied once it has had its turn.
 */
export function splitDocuments(documents: readonly ManifestDocument[]): {
  readonly first: readonly ManifestDocument[];
  readonly later: readonly ManifestDocument[];
} {
  const made = documents.filter(({ object }) => object.kind === NAMESPACE.kind).map((document) => metadataOf(document)['name']);
  const known = new Set<unknown>([undefined, ...STANDING, ...made]);
  const isLater = (document: ManifestDocument): boolean => !known.has(metadataOf(document)['namespace']);
  return { first: documents.filter((document) => !isLater(document)), later: documents.filter(isLater) };
}
