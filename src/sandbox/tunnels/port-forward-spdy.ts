import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createWebSocketStream } from 'ws';
import { serveSpdy } from '../spdy/spdy-connection.ts';
import type { SpdyStream } from '../spdy/spdy-stream.ts';
import { acceptSpdy } from './accept-spdy.ts';
import { acceptWebSocket } from './accept-websocket.ts';
import type { PodConnector } from './port-forward.ts';

const PROTOCOL = 'portforward.k8s.io';

/** The WebSocket protocol in whose messages kubectl (1.31 and later) sends the bytes of a SPDY connection. */
export const SPDY_TUNNEL = `SPDY/3.1+${PROTOCOL}`;

function join(stream: SpdyStream, connection: Duplex): void {
  stream.pipe(connection);
  connection.pipe(stream);
  // Either side's end by accident is the end of both.
  connection.on('error', () => stream.destroy());
  connection.on('close', () => {
    if (!stream.writableEnded) stream.end();
  });
  stream.on('close', () => connection.destroy());
}

/** Each connection is a pair of streams with the same `requestid`: `error` and `data`. */
function forward(transport: Duplex, connector: PodConnector): void {
  const waiting = new Map<string, SpdyStream>();
  serveSpdy(transport, (stream) => {
    const { streamtype, port = '', requestid = port } = stream.headers;
    const other = waiting.get(requestid);
    if (other === undefined) {
      waiting.set(requestid, stream);
      stream.once('close', () => {
        if (waiting.get(requestid) === stream) waiting.delete(requestid);
      });
      return;
    }
    waiting.delete(requestid);
    const [data, error] = streamtype === 'data' ? [stream, other] : [other, stream];
    error.resume();
    const connection = connector.dial(Number(port));
    if (connection === undefined) {
      error.end(connector.refusal(Number(port)));
      data.resume();
      data.end();
      return;
    }
    data.once('finish', () => error.end());
    data.once('close', () => error.end());
    join(data, connection);
  });
}

/** Serves port-forward on SPDY/3.1. */
export function portForwardSpdy(connector: PodConnector, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  const transport = acceptSpdy(request, socket, head, [PROTOCOL]);
  if (transport !== undefined) forward(transport, connector);
}

/** Serves port-forward on SPDY/3.1 whose bytes come in the messages of a WebSocket. */
export async function portForwardTunnel(connector: PodConnector, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const client = await acceptWebSocket(request, socket, head, SPDY_TUNNEL);
  if (client !== undefined) forward(createWebSocketStream(client), connector);
}
