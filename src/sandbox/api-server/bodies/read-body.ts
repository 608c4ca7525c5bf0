import type { IncomingMessage } from 'node:http';
import { apiFailure } from '../../failures/api-failure.ts';

/** The most bytes that a body may have (apiserver, `MaxRequestBodyBytes`). */
const LIMIT = 3 * 1024 * 1024;

/** The whole body of a request. Throws ApiFailure (413) where it is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = chunk as Buffer;
    size += bytes.length;
    // What is too large is read to its end, or the client would never see the answer.
    if (size <= LIMIT) chunks.push(bytes);
    else chunks.length = 0;
  }
  if (size > LIMIT) throw apiFailure(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${String(LIMIT)}`);
  return Buffer.concat(chunks);
}
