import { hashOf } from '../../kernel/hash.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { Labels } from './labels.ts';

const SPEC_CHECKSUM = 'aistack.dev/spec-checksum';

/**
 * Annotations `<prefix><source>` for a pod template: when a value changes, the pods are replaced. Sources without a checksum are left out,
 * and the order of the sources does not matter.
 */
export function checksumAnnotations(prefix: string, checksums: Readonly<Record<string, string | undefined>>): Labels {
  const annotations: Record<string, string> = {};
  for (const source of Object.keys(checksums).toSorted()) {
    const checksum = checksums[source];
    if (checksum !== undefined) annotations[`${prefix}${source}`] = checksum;
  }
  return annotations;
}

/**
 * The manifest with a checksum of its spec as annotation. A workload whose live object carries the same checksum has been given this very
 * spec: without it, a status that still speaks of the previous spec would pass for an answer to the new one.
 */
export function withSpecChecksum(manifest: Manifest): Manifest {
  const annotations = { ...manifest.metadata.annotations, [SPEC_CHECKSUM]: hashOf(manifest['spec']) };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

/** The checksum that {@link withSpecChecksum} wrote. */
export function specChecksumOf(object: { readonly metadata: { readonly annotations?: Labels } }): string | undefined {
  return object.metadata.annotations?.[SPEC_CHECKSUM];
}
