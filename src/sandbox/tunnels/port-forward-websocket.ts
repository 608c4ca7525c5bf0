import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { acceptWebSocket } from './accept-websocket.ts';
import { messageBytes } from './exec-websocket.ts';
import type { PodConnector } from './port-forward.ts';
import { refuseUpgrade } from './raw-answer.ts';

/** The WebSocket protocol of clients that name the ports in the query. */
export const PORT_CHANNELS = 'v4.channel.k8s.io';

function send(client: WebSocket, channel: number, bytes: Uint8Array, done: () => void = () => {}): void {
  if (client.readyState === client.OPEN) client.send(Buffer.concat([Buffer.from([channel]), bytes]), done);
}

function portBytes(port: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(port);
  return bytes;
}

/** Sends what comes out of a connection; the next piece once this one is gone. */
function sendAll(client: WebSocket, channel: number, connection: Duplex): void {
  connection.on('data', (chunk: Buffer) => {
    connection.pause();
    send(client, channel, chunk, () => connection.resume());
  });
}

/**
 * Serves port-forward with two channels for each port: data (even) and error (odd). Each begins with the port, two bytes, the lower one
 * first (kubelet, portforward `websocket.go`). One connection for each port; when all have ended the WebSocket is closed.
 */
export async function portForwardWebSocket(
  connector: PodConnector,
  ports: readonly number[],
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  if (ports.length === 0 || ports.includes(0)) {
    refuseUpgrade(socket, 400, ports.length === 0 ? 'query parameter "port" is required' : 'port "0" must be > 0');
    return;
  }
  const client = await acceptWebSocket(request, socket, head, PORT_CHANNELS);
  if (client === undefined) return;
  client.on('error', () => client.terminate());
  for (const [index, port] of ports.entries()) {
    for (const channel of [2 * index, 2 * index + 1]) send(client, channel, portBytes(port));
  }
  const connections = ports.map((port) => connector.dial(port));
  let open = ports.length;
  const oneLess = (): void => {
    open -= 1;
    if (open === 0) client.close(1000);
  };
  for (const [index, connection] of connections.entries()) {
    if (connection === undefined) {
      send(client, 2 * index + 1, Buffer.from(connector.refusal(ports[index] ?? 0)));
      oneLess();
      continue;
    }
    sendAll(client, 2 * index, connection);
    connection.on('error', () => connection.destroy());
    connection.on('end', () => connection.end());
    connection.once('close', () => {
      client.resume();
      oneLess();
    });
  }
  client.on('message', (data) => {
    const bytes = messageBytes(data);
    const connection = connections[(bytes[0] ?? 0) / 2];
    if (connection?.writable !== true || bytes.length < 2) return;
    if (connection.write(bytes.subarray(1))) return;
    client.pause();
    connection.once('drain', () => client.resume());
  });
  client.on('close', () => {
    for (const connection of connections) connection?.destroy();
  });
}
