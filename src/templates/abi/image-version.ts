import { imageReference, imageVersion } from '../shared/image-reference.ts';

/** Hex digits of a digest that are enough to tell images apart. */
const SHORT = 12;

/** The version in an image reference as people name it: its tag (without a digest behind it), or `sha256:` and the beginning of the digest. */
export function shortVersion(reference: string): string {
  const [name = '', digest] = reference.split('@');
  const hasTag = name.includes(':', name.lastIndexOf('/') + 1);
  return digest === undefined || hasTag ? imageVersion(name) : digest.slice(0, digest.indexOf(':') + 1 + SHORT);
}

/** The version that a spec's image names. */
export function specVersion(image: { readonly repository: string; readonly tag: string }): string {
  return shortVersion(imageReference(image));
}
