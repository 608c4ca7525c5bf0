import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { serveSpdy } from '../spdy/spdy-connection.ts';
import type { SpdyStream } from '../spdy/spdy-stream.ts';
import { refuseUpgrade } from './raw-answer.ts';
import { cannotBegin, carryOut, type RemoteCommand } from './remote-command.ts';
import { acceptSpdy } from './accept-spdy.ts';

const PROTOCOLS = ['v4.channel.k8s.io'];

/** Ends a stream; resolves once everything in it is sent, or it is gone. */
async function ended(stream: SpdyStream): Promise<void> {
  await new Promise<void>((resolve) => {
    stream.once('close', resolve);
    stream.end(resolve);
    if (stream.destroyed) resolve();
  });
}

/** Serves exec and attach on SPDY/3.1, to which `kubectl` falls back: a stream for each of stdin, stdout, stderr, error and resize. */
export async function execSpdy(command: RemoteCommand, request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
  const why = cannotBegin(command);
  if (why !== undefined) {
    refuseUpgrade(socket, 500, why);
    return;
  }
  const transport = acceptSpdy(request, socket, head, PROTOCOLS);
  if (transport === undefined) return;
  const { stdin, stdout, stderr, tty } = command.streams;
  const expected = [
    'error',
    ...(stdin ? ['stdin'] : []),
    ...(stdout ? ['stdout'] : []),
    ...(stderr ? ['stderr'] : []),
    ...(tty ? ['resize'] : []),
  ];
  const streams = new Map<string, SpdyStream>();
  const gone = new AbortController();
  transport.on('close', () => gone.abort());
  const begin = async (): Promise<void> => {
    for (const type of ['error', 'stdout', 'stderr', 'resize']) streams.get(type)?.resume();
    const write = (type: string, chunk: Uint8Array): void => {
      const stream = streams.get(type);
      if (stream?.writable === true) stream.write(chunk);
    };
    const status = await carryOut(command, {
      stdin: streams.get('stdin'),
      stdout: (chunk) => write('stdout', chunk),
      stderr: (chunk) => write('stderr', chunk),
      signal: gone.signal,
    });
    write('error', Buffer.from(JSON.stringify(status)));
    await Promise.all([...streams.values()].map(ended));
    connection.close();
  };
  const connection = serveSpdy(transport, (stream) => {
    streams.set(stream.headers['streamtype'] ?? '', stream);
    if (expected.every((type) => streams.has(type)) && streams.size === expected.length) void begin();
  });
}
