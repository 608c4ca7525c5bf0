import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { requestOver } from '../programs/request-over.ts';
import type { ResourceRequestInfo } from '../requests/tunnels.ts';
import { targetFailed, targetRefused } from './proxy-failure.ts';
import { answerHeaders, distinctHeaders, targetHeaders, targetPath } from './proxy-request.ts';
import { type ProxyParts, proxyTarget } from './proxy-target.ts';
import { writeRawHead } from './raw-answer.ts';

/** Two sockets as one connection; the end of either by accident is the end of both. */
function splice(left: Duplex, right: Duplex): void {
  for (const [from, to] of [[left, right] as const, [right, left] as const]) {
    from.pipe(to);
    from.on('error', () => to.destroy());
    from.on('close', () => to.destroy());
  }
}

/** Serves a proxy request that asks for another protocol: what the target says goes to the client, and after 101 every byte both ways. */
export async function proxyUpgrade(
  parts: ProxyParts,
  info: ResourceRequestInfo,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  const target = proxyTarget(parts, info.resource);
  const connection = target.dial();
  if (connection === undefined) throw targetRefused(target.address);
  const { 'x-forwarded-uri': _left, ...headers } = targetHeaders(info, request);
  const upstream = requestOver({
    connection,
    protocol: target.protocol,
    method: request.method ?? 'GET',
    path: targetPath(info, request.url ?? ''),
    headers: { ...headers, connection: 'Upgrade', upgrade: request.headers.upgrade ?? '' },
  });
  socket.once('close', () => upstream.destroy());
  await new Promise<void>((resolve, reject) => {
    upstream.once('error', (error) => reject(targetFailed(error)));
    upstream.once('upgrade', (answer, other: Duplex, first: Buffer) => {
      writeRawHead(
        socket,
        answer.statusCode ?? 101,
        distinctHeaders(answer, () => false),
      );
      if (first.length > 0) socket.write(first);
      if (head.length > 0) other.write(head);
      splice(socket, other);
      resolve();
    });
    upstream.once('response', (answer) => {
      // Refused: an ordinary answer, after which the connection ends.
      writeRawHead(socket, answer.statusCode ?? 502, { ...answerHeaders(answer), connection: 'close' });
      answer.pipe(socket);
      resolve();
    });
    upstream.end();
  });
  upstream.on('error', () => socket.destroy());
}
