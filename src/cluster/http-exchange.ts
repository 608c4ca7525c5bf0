import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Clock } from '../kernel/clock.ts';
import { networkError, timeoutError } from './network-error.ts';
import type { TransportRequest } from './transport.ts';

/** What one exchange needs besides the request. */
export interface ExchangeContext {
  readonly clock: Clock;
  readonly server: URL;
  /** Starts the request: already with headers, not ended. */
  start(request: TransportRequest): ClientRequest;
}

/**
 * Sends one request. With `wait: 'body'` it resolves after the whole answer, with `'head'` as soon as the status is there.
 * Time-out and abort reject at once, whatever the socket does (before it is connected, Node would wait for it).
 */
export function exchange<T>(
  context: ExchangeContext,
  request: TransportRequest,
  wait: 'head' | 'body',
  finish: (response: IncomingMessage, body: Buffer) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const { signal, timeoutMs } = request;
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    let outgoing: ClientRequest;
    let settled = false;
    const cleanUp = (): void => {
      settled = true;
      cancelTimer?.();
      signal?.removeEventListener('abort', onAbort);
    };
    const fail = (error: unknown): void => {
      if (settled) return;
      cleanUp();
      outgoing.destroy();
      reject(error);
    };
    const onAbort = (): void => fail(signal?.reason);
    const onError = (error: unknown): void => fail(networkError(error, context.server, request.method, request.path));
    const cancelTimer =
      timeoutMs > 0
        ? context.clock.after(timeoutMs, () => fail(timeoutError(timeoutMs, context.server, request.method, request.path)))
        : undefined;
    try {
      outgoing = context.start(request);
    } catch (error) {
      // A header value or a key pair that Node refuses: thrown before anything is sent.
      cleanUp();
      reject(networkError(error, context.server, request.method, request.path));
      return;
    }
    signal?.addEventListener('abort', onAbort, { once: true });
    outgoing.on('error', onError);
    outgoing.on('response', (response) => {
      if (settled) {
        response.destroy();
        return;
      }
      if (wait === 'head') {
        cleanUp();
        resolve(finish(response, EMPTY));
        return;
      }
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', onError);
      response.on('end', () => {
        if (settled) return;
        cleanUp();
        const [only] = chunks;
        resolve(finish(response, chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks)));
      });
    });
    outgoing.end(request.body);
  });
}

const EMPTY = Buffer.alloc(0);
