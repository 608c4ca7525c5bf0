import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { headerList, refuseUpgrade } from './raw-answer.ts';

/** Whether a request wants a WebSocket. */
export function wantsWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

/** The first of `served` that the client offers; undefined for none. */
export function chosenProtocol(request: IncomingMessage, served: readonly string[]): string | undefined {
  const offered = headerList(request, 'sec-websocket-protocol');
  return served.find((protocol) => offered.includes(protocol));
}

/** Refuses a client that speaks none of the protocols. */
export function refuseProtocol(socket: Duplex): void {
  refuseUpgrade(socket, 403, '');
}

/**
 * Completes the WebSocket handshake with a protocol chosen before; undefined where the client's handshake is malformed (it is answered
 * then). The library takes only protocols whose names are HTTP tokens, and `SPDY/3.1+portforward.k8s.io` is none: so it is done here.
 */
export async function acceptWebSocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  protocol: string,
): Promise<WebSocket | undefined> {
  const server = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false });
  server.on('headers', (headers) => headers.push(`Sec-WebSocket-Protocol: ${protocol}`));
  delete request.headers['sec-websocket-protocol'];
  return new Promise((resolve) => {
    server.on('wsClientError', (error, broken) => {
      refuseUpgrade(broken, 400, error.message);
      resolve(undefined);
    });
    server.handleUpgrade(request, socket, head, resolve);
  });
}
