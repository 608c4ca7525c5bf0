/** Control frames that mean something here (SPDY protocol draft 3.1, section 2.6). */
export const SPDY_CONTROL = {
  synStream: 1,
  synReply: 2,
  rstStream: 3,
  settings: 4,
  ping: 6,
  goAway: 7,
  headers: 8,
  windowUpdate: 9,
} as const;

/** FLAG_FIN: the sender sends nothing more on the stream. */
export const SPDY_FIN = 1;

/** A frame as it comes off the wire. */
export type SpdyFrame =
  | { readonly kind: 'data'; readonly streamId: number; readonly flags: number; readonly payload: Buffer }
  | { readonly kind: 'control'; readonly type: number; readonly flags: number; readonly payload: Buffer };

const HEAD = 8;

/** A data frame. */
export function dataFrame(streamId: number, payload: Uint8Array, fin = false): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(streamId);
  head.writeUInt32BE(payload.length, 4);
  if (fin) head[4] = SPDY_FIN;
  return Buffer.concat([head, payload]);
}

/** A control frame of version 3. */
export function controlFrame(type: number, payload: Uint8Array, flags = 0): Buffer {
  const head = Buffer.alloc(HEAD);
  head.writeUInt16BE(0x8003);
  head.writeUInt16BE(type, 2);
  head.writeUInt32BE(payload.length, 4);
  head[4] = flags;
  return Buffer.concat([head, payload]);
}

/** Cuts a stream of bytes into frames: give it each chunk, it gives the frames that are complete. */
export function createFrameSplitter(): (chunk: Buffer) => SpdyFrame[] {
  let rest: Buffer[] = [];
  let held = 0;
  let wanted = HEAD;
  return (chunk) => {
    rest.push(chunk);
    held += chunk.length;
    const frames: SpdyFrame[] = [];
    if (held < wanted) return frames;
    let bytes = rest.length === 1 ? chunk : Buffer.concat(rest);
    for (;;) {
      wanted = bytes.length < HEAD ? HEAD : HEAD + (bytes.readUInt32BE(4) & 0xffffff);
      if (bytes.length < wanted) break;
      frames.push(frameOf(bytes.subarray(0, wanted)));
      bytes = bytes.subarray(wanted);
    }
    rest = bytes.length === 0 ? [] : [bytes];
    held = bytes.length;
    return frames;
  };
}

function frameOf(bytes: Buffer): SpdyFrame {
  const first = bytes.readUInt32BE(0);
  const flags = bytes[4] ?? 0;
  const payload = bytes.subarray(HEAD);
  return first >= 0x80000000
    ? { kind: 'control', type: first & 0xffff, flags, payload }
    : { kind: 'data', streamId: first, flags, payload };
}
