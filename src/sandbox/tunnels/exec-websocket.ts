import type { IncomingMessage } from 'node:http';
import { type Duplex, PassThrough } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { acceptWebSocket, chosenProtocol, refuseProtocol } from './accept-websocket.ts';
import { internalStatus } from './command-status.ts';
import { refuseUpgrade } from './raw-answer.ts';
import { cannotBegin, carryOut, type RemoteCommand } from './remote-command.ts';

const V5 = 'v5.channel.k8s.io';
const V4 = 'v4.channel.k8s.io';

/** Channels (k8s.io/apimachinery, remotecommand): the first byte of each message. 4 is the size of the terminal, 255 closes a channel (v5). */
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, close: 255 } as const;

/** A message as one Buffer: `ws` gives the fragments as the socket's `binaryType` says, which stays `nodebuffer`. */
export function messageBytes(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

function sendOn(socket: WebSocket, channel: number, bytes: Uint8Array): void {
  if (socket.readyState === socket.OPEN) socket.send(Buffer.concat([Buffer.from([channel]), bytes]));
}

/** What the client writes to the standard input. */
function inputOf(socket: WebSocket, withClose: boolean): PassThrough {
  const input = new PassThrough();
  socket.on('message', (data) => {
    const bytes = messageBytes(data);
    if (bytes[0] === CHANNEL.stdin && bytes.length > 1 && !input.writableEnded) {
      if (input.write(bytes.subarray(1))) return;
      socket.pause();
      input.once('drain', () => socket.resume());
    } else if (withClose && bytes[0] === CHANNEL.close && bytes[1] === CHANNEL.stdin) input.end();
  });
  socket.on('close', () => input.end());
  return input;
}

/** Serves exec and attach on a WebSocket, `v5.channel.k8s.io` or `v4.channel.k8s.io`. */
export async function execWebSocket(command: RemoteCommand, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const protocol = chosenProtocol(request, [V5, V4]);
  if (protocol === undefined) {
    refuseProtocol(socket);
    return;
  }
  const why = cannotBegin(command);
  if (why !== undefined && protocol === V4) {
    // v4 goes to the kubelet as it is, which refuses before the handshake; v5 is spoken by the API server itself.
    refuseUpgrade(socket, 500, why);
    return;
  }
  const client = await acceptWebSocket(request, socket, head, protocol);
  if (client === undefined) return;
  client.on('error', () => client.terminate());
  const gone = new AbortController();
  client.on('close', () => gone.abort());
  const { stdin, stdout, stderr } = command.streams;
  const input = inputOf(client, protocol === V5);
  // An empty message says that the streams are there.
  sendOn(client, stdout ? CHANNEL.stdout : stderr ? CHANNEL.stderr : CHANNEL.error, new Uint8Array(0));
  const status =
    why === undefined
      ? await carryOut(command, {
          stdin: stdin ? input : undefined,
          stdout: (chunk) => {
            if (stdout) sendOn(client, CHANNEL.stdout, chunk);
          },
          stderr: (chunk) => {
            if (stderr) sendOn(client, CHANNEL.stderr, chunk);
          },
          signal: gone.signal,
        })
      : internalStatus(`unable to upgrade connection: ${why}`);
  sendOn(client, CHANNEL.error, Buffer.from(JSON.stringify(status)));
  // Input that nobody reads must not keep the closing handshake from being seen.
  client.resume();
  client.close(1000);
}
