import { readFileSync, statSync } from 'node:fs';
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
      // The first time nothing else could be done meanwhile; later a slow disk must not hold up the process.
      const first = content === undefined;
      const facts = first ? statSync(file, { bigint: true }) : await stat(file, { bigint: true });
      const now = `${facts.ino}/${facts.size}/${facts.mtimeNs}`;
      if (content !== undefined && now === seen) return content;
      const next = first ? readFileSync(file) : await readFile(file);
      seen = now;
      content = content?.equals(next) === true ? content : next;
      return content;
    } catch (error) {
      throw configurationError(`${what} ${file}: cannot be read (${(error as NodeJS.ErrnoException).code})`, error);
    }
  };
}
