import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { headerList, refuseUpgrade, writeRawHead } from './raw-answer.ts';

/** Whether a request wants SPDY/3.1. */
export function wantsSpdy(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'spdy/3.1';
}

/**
 * Answers an upgrade to SPDY/3.1 with the first protocol of the client that is served, and gives the socket. undefined: there was none, and
 * it was refused (k8s.io/apimachinery, httpstream `Handshake`).
 */
export function acceptSpdy(request: IncomingMessage, socket: Duplex, head: Buffer, served: readonly string[]): Duplex | undefined {
  const offered = headerList(request, 'x-stream-protocol-version');
  if (offered.length === 0) {
    const count = Object.keys(request.headers).length;
    refuseUpgrade(
      socket,
      400,
      `unable to upgrade: header X-Stream-Protocol-Version does not exist in request with ${String(count)} headers`,
    );
    return undefined;
  }
  const chosen = offered.find((protocol) => served.includes(protocol));
  if (chosen === undefined) {
    const text = `unable to upgrade: unable to negotiate protocol: client supports [${offered.join(' ')}], server accepts [${served.join(' ')}]`;
    refuseUpgrade(socket, 403, text, { 'X-Accepted-Stream-Protocol-Versions': [...served] });
    return undefined;
  }
  writeRawHead(socket, 101, { Connection: 'Upgrade', Upgrade: 'SPDY/3.1', 'X-Stream-Protocol-Version': chosen });
  if (head.length > 0) socket.unshift(head);
  return socket;
}
