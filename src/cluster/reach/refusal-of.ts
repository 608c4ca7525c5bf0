import { PassThrough } from 'node:stream';
import type { Readable } from 'node:stream';
import type { Clock } from '../../kernel/clock.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { ApiError } from '../api-error.ts';
import { responseError } from '../status-error.ts';
import type { TransportStream } from '../transport.ts';

/** A `metav1.Status` of a failure is never longer; what is, comes from the server behind. */
const LONGEST_STATUS_BYTES = 64 * 1024;

/** Whose answer it is: the API server's, which did not let the request through, or that of the server behind, with its body. */
export interface Told {
  readonly refusal: ApiError | undefined;
  readonly stream: Readable;
}

/**
 * Tells the API server's own failures from the answers of the server behind a service proxy. Only a body of kind Status (apiVersion v1, status
 * Failure, with the code of the head) is the API server's: the server behind may answer 404, 401 or 503 as well. The body is looked at only
 * where it can be one; nothing of it is lost. An abort destroys the stream and throws the signal's reason.
 */
export async function refusalOf(head: TransportStream, request: string, clock: Pick<Clock, 'now'>, signal: AbortSignal): Promise<Told> {
  const { status, headers, stream } = head;
  const length = Number(headers['content-length'] ?? 0);
  const mayBeStatus = status >= 400 && headers['content-type']?.startsWith('application/json') === true && length <= LONGEST_STATUS_BYTES;
  if (!mayBeStatus) return { refusal: undefined, stream };
  const { bytes, ended } = await readSome(stream, signal);
  if (ended && isStatus(bytes, status)) {
    stream.destroy();
    return { refusal: responseError(status, headers, bytes, request, clock.now()), stream };
  }
  return { refusal: undefined, stream: rejoined(bytes, stream, ended) };
}

/** Reads until the end, but not more than a Status may have. */
async function readSome(stream: Readable, signal: AbortSignal): Promise<{ readonly bytes: Buffer; readonly ended: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  return await new Promise((resolve, reject) => {
    const finish = (settle: () => void): void => {
      stream.off('data', onData).off('end', onEnd).off('error', onError);
      signal.removeEventListener('abort', onAbort);
      settle();
    };
    const onData = (chunk: Buffer): void => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= LONGEST_STATUS_BYTES) return;
      stream.pause();
      finish(() => resolve({ bytes: Buffer.concat(chunks), ended: false }));
    };
    const onEnd = (): void => finish(() => resolve({ bytes: Buffer.concat(chunks), ended: true }));
    const onError = (error: Error): void => finish(() => reject(error));
    const onAbort = (): void =>
      finish(() => {
        stream.on('error', () => {});
        stream.destroy();
        reject(signal.reason);
      });
    stream.on('data', onData).on('end', onEnd).on('error', onError);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
  });
}

function isStatus(bytes: Buffer, code: number): boolean {
  if (bytes[0] !== 0x7b) return false;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return (
      isJsonObject(value) &&
      value['kind'] === 'Status' &&
      value['apiVersion'] === 'v1' &&
      value['status'] === 'Failure' &&
      value['code'] === code
    );
  } catch {
    return false;
  }
}

/** The stream as it was before some of it was read. */
function rejoined(bytes: Buffer, rest: Readable, ended: boolean): Readable {
  const whole = new PassThrough();
  whole.write(bytes);
  if (ended) {
    whole.end();
    return whole;
  }
  rest.on('error', (error) => whole.destroy(error));
  whole.on('close', () => rest.destroy());
  rest.pipe(whole);
  return whole;
}
