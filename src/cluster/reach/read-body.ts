import type { Readable } from 'node:stream';

/** All of a stream. An abort destroys it and throws the signal's reason; a stream that breaks off rejects with its error. */
export async function readBody(stream: Readable, signal: AbortSignal): Promise<Buffer> {
  const onAbort = (): void => void stream.destroy();
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
    stream.destroy();
  }
}
