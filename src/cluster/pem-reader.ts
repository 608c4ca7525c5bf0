import { readFile, stat } from 'node:fs/promises';
import type { PemSource } from './cluster-target.ts';
import { configurationError } from './configuration-error.ts';

/**
 * A function that gives PEM bytes, reading a file only when its inode, size or time of change is another than before: the same
 * Buffer means the same content. `what` names it in the ApiError `Configuration` that a failure throws.
 */
export function createPemReader(source: PemSource, what: string): () => Promise<Buffer> {
  if ('data' in source) return async () => source.data;
  const { file } = source;
  let seen = '';
  let content: Buffer | undefined;
  return async () => {
    try {
      const facts = await stat(file, { bigint: true });
      const now = `${facts.ino}/${facts.size}/${facts.mtimeNs}`;
      if (content !== undefined && now === seen) return content;
      const next = await readFile(file);
      seen = now;
      content = content?.equals(next) === true ? content : next;
      return content;
    } catch (error) {
      throw configurationError(`${what} ${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
    }
  };
}
