import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { networkError } from '../network-error.ts';
import { describeRequest } from '../describe-request.ts';
import type { RequestManner } from '../connect.ts';
import { responseError } from '../status-error.ts';
import type { Transport, TransportConnection } from '../transport.ts';
import { readBody } from './read-body.ts';

/** What WebSockets to one API server are made with. */
export interface WebSocketContext {
  readonly transport: Transport;
  readonly manner: Omit<RequestManner, 'timeoutMs'>;
}

/** A WebSocket that is open and paused (`resume` it), and the connection below it. */
export interface OpenedWebSocket {
  readonly client: WebSocket;
  readonly socket: Duplex;
}

/** An answer that is no WebSocket. */
interface Refused {
  readonly status: number;
  readonly error: Error;
}

/** How long is waited for the body of a refusal, in milliseconds. */
const LONGEST_REFUSAL_MS = 5000;

/**
 * Opens a WebSocket of one protocol with the credentials, authorities, proxy and impersonation of every call. A refusal is the ApiError of its
 * Status; no connection is `Unreachable`. A rejected credential is renewed once.
 */
export async function openWebSocket(
  context: WebSocketContext,
  path: string,
  protocol: string,
  signal: AbortSignal,
): Promise<OpenedWebSocket> {
  const { transport } = context;
  // Loaded first: between a connection and the listeners for its failure there must be no wait.
  await import('ws');
  const first = await transport.connect(signal);
  const opened = await shakeHands(context, first, path, protocol, signal);
  if ('client' in opened) return opened;
  if (opened.status !== 401 || !(await transport.renewCredential(first, signal))) throw opened.error;
  const again = await shakeHands(context, await transport.connect(signal), path, protocol, signal);
  if ('client' in again) return again;
  throw again.error;
}

async function shakeHands(
  { transport, manner }: WebSocketContext,
  { socket, authorization }: TransportConnection,
  path: string,
  protocol: string,
  signal: AbortSignal,
): Promise<OpenedWebSocket | Refused> {
  const { clock } = manner;
  const { server } = transport;
  const at = `${server.host}${server.pathname.replace(/\/+$/, '')}${path}`;
  const started = clock.monotonic();
  let status = 0;
  const { WebSocket: Client } = await import('ws');
  try {
    return await new Promise((resolve, reject) => {
      const client = new Client(`${server.protocol === 'https:' ? 'wss' : 'ws'}://${at}`, [protocol], {
        // Typed as Node's own function, of which only this much is used: it gives the connection of a request.
        createConnection: (() => socket) as never,
        headers: grouped([...manner.headers, ...(authorization === undefined ? [] : ['Authorization', authorization])]),
        perMessageDeflate: false,
      });
      const finish = (settle: () => void): void => {
        signal.removeEventListener('abort', onAbort);
        settle();
      };
      const onAbort = (): void => {
        finish(() => reject(signal.reason));
        client.terminate();
      };
      signal.addEventListener('abort', onAbort, { once: true });
      client.on('error', (error) => finish(() => reject(networkError(error, server, 'GET', path))));
      client.on('open', () => {
        status = 101;
        // Nothing may come before somebody listens.
        client.pause();
        finish(() => resolve({ client, socket }));
      });
      client.on('unexpected-response', (request, response) => {
        status = response.statusCode ?? 0;
        const refusal = readRefusal(response, signal, clock).then((body) => ({
          status,
          error: responseError(status, response.headers, body, describeRequest('GET', path), clock.now()),
        }));
        refusal
          .then((refused) => finish(() => resolve(refused)), reject)
          .finally(() => {
            request.destroy();
            // After a whole answer Node lets go of the connection without closing it: nobody would use it again.
            socket.destroy();
          });
      });
      if (signal.aborted) onAbort();
    });
  } catch (error) {
    socket.destroy();
    throw error;
  } finally {
    manner.onRequest?.({ method: 'GET', url: `${server.protocol}//${at}`, status, durationMs: clock.monotonic() - started });
  }
}

/** The body of a refusal; what cannot be read of it is left out: its status says enough. */
async function readRefusal(response: IncomingMessage, signal: AbortSignal, clock: RequestManner['clock']): Promise<Buffer> {
  const enough = new AbortController();
  const cancel = clock.after(LONGEST_REFUSAL_MS, () => enough.abort());
  try {
    return await readBody(response, AbortSignal.any([signal, enough.signal]));
  } catch {
    signal.throwIfAborted();
    return Buffer.alloc(0);
  } finally {
    cancel();
  }
}

/** Flat headers by name; several of one name stay several. */
function grouped(flat: readonly string[]): Record<string, string[]> {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index + 1 < flat.length; index += 2) (headers[flat[index] ?? ''] ??= []).push(flat[index + 1] ?? '');
  return headers;
}
