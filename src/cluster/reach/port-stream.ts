import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import type { Clock } from '../../kernel/clock.ts';
import { ApiError } from '../api-error.ts';
import { networkError } from '../network-error.ts';
import type { OpenedWebSocket } from './web-socket.ts';

/** The channels of the one port that is forwarded, and how many bytes at the start of each name it (kubelet, portforward `websocket.go`). */
const DATA = 0;
const ERROR = 1;
const PORT_BYTES = 2;
/** How much is sent in one message. */
const LONGEST_MESSAGE = 32 * 1024;
/** Load balancers before API servers end connections that are silent for a minute. */
const PING_MS = 20_000;
/** How much of an error is kept. */
const LONGEST_ERROR = 2000;

/** A stream that can do what pools of connections ask of sockets. */
export interface PortStream extends Duplex {
  timeout: number;
  setTimeout(ms: number): this;
  setKeepAlive(): this;
  setNoDelay(): this;
  ref(): this;
  unref(): this;
}

/** What a stream over a port-forward is made of. */
export interface PortStreamOptions extends OpenedWebSocket {
  /** For pings and for the time without use: its timers must not hold the process. */
  readonly clock: Clock;
  readonly server: URL;
  /** For messages: `pod demo/web-1 port 8080`. */
  readonly target: string;
}

/**
 * A TCP connection to a port of a pod, over a WebSocket of protocol `v4.channel.k8s.io` for one port. What the error channel says is its error
 * (`Unreachable`). There is no half-closing: when one side ends, both do.
 */
export function portStream({ client, socket, clock, server, target }: PortStreamOptions): PortStream {
  const skipped = [0, 0];
  let complaint = '';
  let lastUsed = clock.monotonic();
  let cancelIdle: (() => void) | undefined;
  let cancelPing: (() => void) | undefined;
  const holder = socket as { ref?(): unknown; unref?(): unknown };

  const refused = (): ApiError =>
    new ApiError({ reason: 'Unreachable', message: `${target}: ${complaint.slice(0, LONGEST_ERROR).trim()}` });
  const stream: Duplex = new Duplex({
    allowHalfOpen: false,
    read: () => client.resume(),
    write: (chunk: Buffer, _encoding, done) => sendPieces(client, chunk, done),
    final: (done) => {
      client.close(1000);
      done();
    },
    destroy: (error, done) => {
      cancelIdle?.();
      cancelPing?.();
      if (client.readyState === client.OPEN) client.close(1000);
      // The peer's half of the closing handshake tells nothing more.
      socket.destroy();
      done(error);
    },
  });
  const own: Pick<PortStream, 'timeout' | 'setTimeout' | 'setKeepAlive' | 'setNoDelay' | 'ref' | 'unref'> = {
    timeout: 0,
    setTimeout(ms) {
      pooled.timeout = ms;
      cancelIdle?.();
      cancelIdle = undefined;
      if (ms > 0) watchIdle(ms);
      return pooled;
    },
    setKeepAlive: () => pooled,
    setNoDelay: () => pooled,
    ref: () => {
      holder.ref?.();
      return pooled;
    },
    unref: () => {
      holder.unref?.();
      return pooled;
    },
  };
  const pooled: PortStream = Object.assign(stream, own);

  function watchIdle(ms: number): void {
    cancelIdle = clock.after(ms, () => {
      const left = pooled.timeout - (clock.monotonic() - lastUsed);
      if (left <= 0) pooled.emit('timeout');
      if (!pooled.destroyed) watchIdle(left > 0 ? left : pooled.timeout);
    });
  }

  function keepAwake(): void {
    cancelPing = clock.after(PING_MS, () => {
      if (client.readyState === client.OPEN) client.ping();
      keepAwake();
    });
  }

  client.on('message', (data) => {
    const bytes = messageBytes(data);
    const channel = bytes[0] ?? 0;
    if ((channel !== DATA && channel !== ERROR) || pooled.destroyed) return;
    lastUsed = clock.monotonic();
    const before = skipped[channel] ?? 0;
    const skip = Math.min(PORT_BYTES - before, bytes.length - 1);
    skipped[channel] = before + skip;
    const rest = bytes.subarray(1 + skip);
    if (rest.length === 0) return;
    if (channel === DATA) {
      if (!pooled.push(rest)) client.pause();
      return;
    }
    complaint += rest.toString('utf8');
    pooled.destroy(refused());
  });
  client.on('error', (error) => pooled.destroy(networkError(error, server, 'GET', '')));
  client.on('close', (code) => {
    // 1000 and 1005 (none given) are how the kubelet ends a connection that the pod has ended.
    if (code === 1000 || code === 1005) pooled.push(null);
    else
      pooled.destroy(new ApiError({ reason: 'Unreachable', message: `${target}: the port-forward broke off`, networkCode: 'ECONNRESET' }));
  });
  // A pool has no ear for errors of a connection that nobody took in the end.
  pooled.on('error', () => {});
  keepAwake();
  return pooled;

  function sendPieces(to: WebSocket, chunk: Buffer, done: (error?: Error | null) => void): void {
    lastUsed = clock.monotonic();
    const piece = chunk.subarray(0, LONGEST_MESSAGE);
    to.send(Buffer.concat([Buffer.from([DATA]), piece]), (error) => {
      if (error !== undefined && error !== null) done(networkError(error, server, 'GET', ''));
      else if (piece.length === chunk.length) done();
      else sendPieces(to, chunk.subarray(LONGEST_MESSAGE), done);
    });
  }
}

function messageBytes(data: Buffer | ArrayBuffer | readonly Buffer[]): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return data instanceof ArrayBuffer ? Buffer.from(data) : Buffer.concat(data);
}
