import type { Duplex } from 'node:stream';
import { createHeaderReader, createHeaderWriter } from './header-block.ts';
import { controlFrame, createFrameSplitter, dataFrame, SPDY_CONTROL, SPDY_FIN, type SpdyFrame } from './spdy-frame.ts';
import { createSpdyStream, type SpdyStream } from './spdy-stream.ts';

/** Status of RST_STREAM: the stream was cancelled (SPDY protocol draft 3.1, section 2.6.3). */
const CANCEL = 5;

/** The server's side of a SPDY/3.1 connection. */
export interface SpdyConnection {
  /** Ends it once everything written is sent. Open streams end. */
  close(): void;
}

/**
 * Serves SPDY/3.1 on a transport. As the clients of Kubernetes do, it does without flow control of single streams: a stream whose reader
 * is slow holds up the whole connection. Malformed input ends the connection.
 */
export function serveSpdy(transport: Duplex, onStream: (stream: SpdyStream) => void): SpdyConnection {
  const streams = new Map<number, SpdyStream>();
  const full = new Set<number>();
  const split = createFrameSplitter();
  const readHeaders = createHeaderReader();
  const writeHeaders = createHeaderWriter();

  const resumeIfWanted = (id: number): void => {
    if (full.delete(id) && full.size === 0) transport.resume();
  };
  const send = (bytes: Buffer, done: (error?: Error | null) => void = () => {}): void => {
    if (transport.writable) transport.write(bytes, done);
    else done(new Error('the connection is closed'));
  };
  const open = (payload: Buffer, flags: number): void => {
    const id = payload.readUInt32BE(0) & 0x7fffffff;
    const stream = createSpdyStream(id, readHeaders(payload.subarray(10)), {
      send: (streamId, chunk, fin, done) => send(dataFrame(streamId, chunk, fin), done),
      wanted: resumeIfWanted,
      gone: (streamId, broken) => {
        streams.delete(streamId);
        resumeIfWanted(streamId);
        if (broken) send(controlFrame(SPDY_CONTROL.rstStream, words(streamId, CANCEL)));
      },
    });
    // Whoever uses the stream hears of the end of its connection by `close`; a failure of its own must not end the program.
    stream.on('error', () => {});
    streams.set(id, stream);
    send(controlFrame(SPDY_CONTROL.synReply, Buffer.concat([words(id), writeHeaders({})])));
    onStream(stream);
    if ((flags & SPDY_FIN) !== 0) stream.push(null);
  };
  const take = (frame: SpdyFrame): void => {
    if (frame.kind === 'data') {
      const stream = streams.get(frame.streamId);
      if (stream === undefined) return;
      if (frame.payload.length > 0 && !stream.push(frame.payload)) full.add(frame.streamId);
      if ((frame.flags & SPDY_FIN) !== 0) stream.push(null);
      return;
    }
    if (frame.type === SPDY_CONTROL.synStream) open(frame.payload, frame.flags);
    else if (frame.type === SPDY_CONTROL.rstStream) streams.get(frame.payload.readUInt32BE(0))?.destroy();
    else if (frame.type === SPDY_CONTROL.ping) send(controlFrame(SPDY_CONTROL.ping, frame.payload));
    else if (frame.type === SPDY_CONTROL.goAway) transport.end();
    // Their header blocks belong to the one zlib stream of the connection: they must be read to understand later ones.
    else if (frame.type === SPDY_CONTROL.headers) readHeaders(frame.payload.subarray(4));
  };

  transport.on('data', (chunk: Buffer) => {
    try {
      for (const frame of split(chunk)) take(frame);
    } catch {
      transport.destroy();
    }
    if (full.size > 0) transport.pause();
  });
  transport.on('error', () => transport.destroy());
  transport.on('end', () => transport.end());
  transport.on('close', () => {
    for (const stream of streams.values()) stream.destroy();
  });
  return { close: () => transport.end() };
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
