import { usageError } from '../../../output/cli-error.ts';

/** The grammar of a tag (OCI Distribution Specification 1.1, "Pulling manifests"). */
const TAG = /^[A-Za-z0-9_][-.A-Za-z0-9_]{0,127}$/;

/** Whether the text names an image by its content: nothing newer ever answers to it. */
export function hasDigest(text: string): boolean {
  return text.includes('@') || text.startsWith('sha256:');
}

/** Reads the value of `--to`. Throws a usage error for a digest, a whole image name, and what can be no tag. */
export function parseTag(text: string): string {
  if (hasDigest(text)) {
    throw usageError(
      `--to "${text}" has a digest: upgrade sets a tag`,
      'name the tag alone; a digest belongs into the manifest, given to apply',
    );
  }
  const tag = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf(':')) + 1);
  if (tag !== text) {
    const hasTag = text.lastIndexOf(':') > text.lastIndexOf('/') && TAG.test(tag);
    const fix = hasTag ? `name the tag alone: --to ${tag}` : 'name the tag alone';
    throw usageError(`--to "${text}" names an image: the repository stays as it is`, fix);
  }
  if (!TAG.test(text)) {
    throw usageError(`--to "${text}" is no image tag: letters, digits, ".", "-" and "_", at most 128`, 'write it like --to v1.1.0');
  }
  return text;
}
