import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { connectedPair } from '../programs/connected-pair.ts';
import { createHeaderWriter } from './header-block.ts';
import { serveSpdy } from './spdy-connection.ts';
import { controlFrame, createFrameSplitter, dataFrame, SPDY_CONTROL, type SpdyFrame } from './spdy-frame.ts';
import type { SpdyStream } from './spdy-stream.ts';

/** A connection with a client's end that speaks in frames. */
function connected(): {
  readonly streams: SpdyStream[];
  readonly frames: SpdyFrame[];
  send(...frames: readonly Buffer[]): void;
  open(id: number, headers?: Record<string, string>): Buffer;
  readonly client: ReturnType<typeof connectedPair>[0];
  close(): void;
} {
  const [client, server] = connectedPair();
  const streams: SpdyStream[] = [];
  const frames: SpdyFrame[] = [];
  const split = createFrameSplitter();
  client.on('data', (chunk: Buffer) => frames.push(...split(chunk)));
  client.on('error', () => {});
  const connection = serveSpdy(server, (stream) => streams.push(stream));
  const write = createHeaderWriter();
  const open = (id: number, headers: Record<string, string> = {}): Buffer => {
    const head = Buffer.alloc(10);
    head.writeUInt32BE(id);
    return controlFrame(SPDY_CONTROL.synStream, Buffer.concat([head, write(headers)]));
  };
  return { streams, frames, client, open, send: (...sent) => client.write(Buffer.concat(sent)), close: () => connection.close() };
}

function dataOf(frames: readonly SpdyFrame[], streamId: number): string {
  return frames.map((frame) => (frame.kind === 'data' && frame.streamId === streamId ? frame.payload.toString() : '')).join('');
}

test('a stream is answered and carries bytes both ways', async () => {
  const { send, open, streams, frames } = connected();
  send(open(1, { streamtype: 'data' }), dataFrame(1, Buffer.from('ask'), true));
  await expect.poll(() => streams.length).toBe(1);
  expect(streams[0]?.headers).toEqual({ streamtype: 'data' });
  expect(frames[0]).toMatchObject({ kind: 'control', type: SPDY_CONTROL.synReply });
  expect(await text(streams[0] as SpdyStream)).toBe('ask');
  streams[0]?.end('answer');
  await expect.poll(() => dataOf(frames, 1)).toBe('answer');
  await expect.poll(() => frames.at(-1)).toMatchObject({ kind: 'data', flags: 1 });
});

test('a ping is sent back', async () => {
  const { send, frames } = connected();
  send(controlFrame(SPDY_CONTROL.ping, Buffer.from([0, 0, 0, 7])));
  await expect.poll(() => frames).toEqual([{ kind: 'control', type: SPDY_CONTROL.ping, flags: 0, payload: Buffer.from([0, 0, 0, 7]) }]);
});

test('a reset ends its stream and no other', async () => {
  const { send, open, streams } = connected();
  send(open(1), open(3), controlFrame(SPDY_CONTROL.rstStream, Buffer.from([0, 0, 0, 1, 0, 0, 0, 5])));
  await expect.poll(() => streams.map(({ destroyed }) => destroyed)).toEqual([true, false]);
});

test('a stream that is destroyed is reset', async () => {
  const { send, open, streams, frames } = connected();
  send(open(1));
  await expect.poll(() => streams.length).toBe(1);
  streams[0]?.destroy();
  await expect.poll(() => frames.at(-1)).toMatchObject({ kind: 'control', type: SPDY_CONTROL.rstStream });
});

test('a reader that stops holds the sender up', async () => {
  const { send, open, streams, client } = connected();
  send(open(1));
  await expect.poll(() => streams.length).toBe(1);
  const chunk = dataFrame(1, Buffer.alloc(64 * 1024, 1));
  let sent = 0;
  while (client.write(chunk) && sent < 100) {
    sent += 1;
    await turn();
  }
  expect(sent).toBeLessThan(100);
  let read = 0;
  streams[0]?.on('data', (bytes: Buffer) => {
    read += bytes.length;
  });
  await expect.poll(() => read).toBe((sent + 1) * 64 * 1024);
});

test('the end of the connection ends its streams', async () => {
  const { send, open, streams, client } = connected();
  send(open(1), open(3));
  await expect.poll(() => streams.length).toBe(2);
  client.destroy();
  await expect.poll(() => streams.every(({ destroyed }) => destroyed)).toBe(true);
});

test('garbage ends the connection', async () => {
  const { client, send, streams } = connected();
  const closed = once(client, 'end');
  send(controlFrame(SPDY_CONTROL.synStream, Buffer.from('not a header block at all')));
  await closed;
  expect(streams).toEqual([]);
});
