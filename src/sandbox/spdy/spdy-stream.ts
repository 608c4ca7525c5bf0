import { Duplex } from 'node:stream';
import type { SpdyHeaders } from './header-block.ts';

/** One stream of a SPDY connection, opened by the client. */
export interface SpdyStream extends Duplex {
  readonly id: number;
  readonly headers: SpdyHeaders;
}

/** What a stream needs of its connection. */
export interface SpdyStreamHands {
  /** Sends bytes, or the end; calls back when the connection has taken them. */
  send(id: number, chunk: Uint8Array, fin: boolean, done: (error?: Error | null) => void): void;
  /** The reader of this stream wants more. */
  wanted(id: number): void;
  /** The stream is over on both sides, or destroyed. */
  gone(id: number, broken: boolean): void;
}

const NOTHING = new Uint8Array(0);

/** Makes the stream. What the client sends is pushed into it. */
export function createSpdyStream(id: number, headers: SpdyHeaders, hands: SpdyStreamHands): SpdyStream {
  let ended = false;
  const duplex = new Duplex({
    read: () => hands.wanted(id),
    write: (chunk: Buffer, _encoding, done) => hands.send(id, chunk, false, done),
    final: (done) => {
      ended = true;
      hands.send(id, NOTHING, true, done);
    },
    destroy: (error, done) => {
      hands.gone(id, error !== null || !ended);
      done(error);
    },
  });
  return Object.assign(duplex, { id, headers });
}
