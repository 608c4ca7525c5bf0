import { constants, inflateRawSync } from 'node:zlib';
import { SPDY_DICTIONARY, SPDY_DICTIONARY_ID } from './spdy-dictionary.ts';

/** Headers of a SPDY stream; names in lower case. */
export type SpdyHeaders = Readonly<Record<string, string>>;

/** How far back deflate may refer. */
const WINDOW = 32_768;
/** More than any header block of a tunnel, and less than a stored block may hold. */
const MAX_BLOCK = 16_384;
/** A stored block without content: what a sync flush ends with (RFC 1951, section 3.2.4). */
const FLUSHED = Buffer.from([0, 0, 0, 0xff, 0xff]);

function readHeaders(block: Buffer): SpdyHeaders {
  const headers: Record<string, string> = {};
  let at = 4;
  const next = (): string => {
    const end = at + 4 + block.readUInt32BE(at);
    if (end > block.length) throw new RangeError('a SPDY header is cut off');
    const text = block.toString('utf8', at + 4, end);
    at = end;
    return text;
  };
  for (let left = block.readUInt32BE(0); left > 0; left -= 1) {
    const name = next();
    headers[name.toLowerCase()] = next();
  }
  return headers;
}

/**
 * Reads the header blocks of a connection. All of them are one zlib stream, each ending with a sync flush, so each is inflated by itself
 * with what came before as its dictionary. Throws RangeError or zlib's error where a block is malformed.
 */
export function createHeaderReader(): (block: Buffer) => SpdyHeaders {
  let before: Buffer = SPDY_DICTIONARY;
  let first = true;
  return (block) => {
    let deflated = block;
    if (first) {
      const withDictionary = ((block[1] ?? 0) & 0x20) !== 0;
      deflated = block.subarray(withDictionary ? 6 : 2);
      first = false;
    }
    const inflated = inflateRawSync(deflated, { dictionary: before, finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MAX_BLOCK });
    before = Buffer.concat([before, inflated]).subarray(-WINDOW);
    return readHeaders(inflated);
  };
}

/** Writes the header blocks of a connection, uncompressed: as stored blocks of one zlib stream. */
export function createHeaderWriter(): (headers: SpdyHeaders) => Buffer {
  let first = true;
  return (headers) => {
    const entries = Object.entries(headers);
    const parts: Buffer[] = [uint32(entries.length)];
    for (const text of entries.flat()) parts.push(uint32(Buffer.byteLength(text)), Buffer.from(text));
    const plain = Buffer.concat(parts);
    const head = Buffer.from([0, 0, 0, 0, 0]);
    head.writeUInt16LE(plain.length, 1);
    head.writeUInt16LE(~plain.length & 0xffff, 3);
    const start = first ? Buffer.concat([Buffer.from([0x78, 0xf9]), uint32(SPDY_DICTIONARY_ID)]) : Buffer.alloc(0);
    first = false;
    return Buffer.concat([start, head, plain, FLUSHED]);
  };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
