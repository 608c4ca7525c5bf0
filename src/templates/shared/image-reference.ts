/**
 * The image to run. A tag that is a digest (`sha256:…`) is appended with `@`; a repository that already carries a digest is complete, and
 * the tag is not used.
 */
export function imageReference(image: { readonly repository: string; readonly tag: string }): string {
  const { repository, tag } = image;
  if (repository.includes('@')) return repository;
  return /^[a-z0-9]+:/.test(tag) ? `${repository}@${tag}` : `${repository}:${tag}`;
}

/** The version that an image reference names: its digest, else its tag, else `latest`. */
export function imageVersion(reference: string): string {
  const at = reference.indexOf('@');
  if (at >= 0) return reference.slice(at + 1);
  const colon = reference.indexOf(':', reference.lastIndexOf('/') + 1);
  return colon < 0 ? 'latest' : reference.slice(colon + 1);
}
