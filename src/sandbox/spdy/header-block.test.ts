import { constants, createDeflate } from 'node:zlib';
import { expect, test } from 'vitest';
import { createHeaderReader, createHeaderWriter } from './header-block.ts';
import { SPDY_DICTIONARY } from './spdy-dictionary.ts';

function plainBlock(headers: Readonly<Record<string, string>>): Buffer {
  const counted = (text: string): Buffer => {
    const bytes = Buffer.from(`\0\0\0\0${text}`);
    bytes.writeUInt32BE(bytes.length - 4);
    return bytes;
  };
  const count = Buffer.alloc(4);
  count.writeUInt32BE(Object.keys(headers).length);
  return Buffer.concat([count, ...Object.entries(headers).flat().map(counted)]);
}

/** A client's blocks: one zlib stream with a sync flush after each block. */
async function deflated(blocks: readonly Readonly<Record<string, string>>[]): Promise<Buffer[]> {
  const stream = createDeflate({ dictionary: SPDY_DICTIONARY });
  const results: Buffer[] = [];
  for (const block of blocks) {
    stream.write(plainBlock(block));
    await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve));
    results.push(stream.read() as Buffer);
  }
  return results;
}

test('the blocks of one zlib stream are read one by one', async () => {
  const blocks = [
    { streamtype: 'error', port: '8080', requestid: '0' },
    { streamtype: 'data', port: '8080', requestid: '0' },
    { streamtype: 'error', port: '8080', requestid: '1', long: 'x'.repeat(9000) },
    { streamtype: 'data', port: '8080', requestid: '1', long: 'x'.repeat(9000) },
  ];
  const read = createHeaderReader();
  expect((await deflated(blocks)).map(read)).toEqual(blocks);
});

test('a block as kubectl sent it', () => {
  // Recorded from kubectl 1.32 port-forward: the first SYN_STREAM of a connection.
  const hex = '78F9E3C6A7C202253A703A2B294A4DCC851625ACA9A0808614CB45A024CC6A6861606 1C0C0C0C059048 9C74C50FA66340000 0000FFFF'.replaceAll(
    ' ',
    '',
  );
  expect(createHeaderReader()(Buffer.from(hex, 'hex'))).toEqual({ streamtype: 'error', port: '18080', requestid: '0' });
});

test('what is written is read again', () => {
  const write = createHeaderWriter();
  const read = createHeaderReader();
  expect([read(write({})), read(write({ a: 'b', c: 'd' })), read(write({ a: 'b' }))]).toEqual([{}, { a: 'b', c: 'd' }, { a: 'b' }]);
});

test('a header that is longer than its block is refused', async () => {
  const broken = plainBlock({ name: 'value' });
  broken.writeUInt32BE(900, 4);
  const stream = createDeflate({ dictionary: SPDY_DICTIONARY });
  stream.write(broken);
  await new Promise<void>((resolve) => stream.flush(constants.Z_SYNC_FLUSH, resolve));
  expect(() => createHeaderReader()(stream.read() as Buffer)).toThrow('cut off');
});
