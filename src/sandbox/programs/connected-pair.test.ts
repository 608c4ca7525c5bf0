import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { connectedPair } from './connected-pair.ts';

test('what one end writes the other reads, in both directions and half-closed', async () => {
  const [left, right] = connectedPair();
  left.end('to the right');
  expect(await text(right)).toBe('to the right');
  right.end('to the left');
  expect(await text(left)).toBe('to the left');
});

test('a reader that stops holds the writer up', async () => {
  const [left, right] = connectedPair();
  const chunk = Buffer.alloc(64 * 1024);
  let sent = 0;
  while (left.write(chunk) && sent < 100) sent += 1;
  expect(sent).toBeLessThan(100);
  right.resume();
  await once(left, 'drain');
});

test('a large stream goes through whole', async () => {
  const [left, right] = connectedPair();
  const written = pipeline(async function* () {
    for (let index = 0; index < 200; index += 1) yield Buffer.alloc(16_000, index);
  }, left);
  let length = 0;
  for await (const chunk of right) length += (chunk as Buffer).length;
  await written;
  expect(length).toBe(200 * 16_000);
});

test('an end that is destroyed ends the input of the other, whose writes then fail', async () => {
  const [left, right] = connectedPair();
  right.resume();
  left.destroy();
  await once(right, 'end');
  right.write('too late');
  expect(await once(right, 'error')).toMatchObject([{ code: 'EPIPE' }]);
});

test('an end that is destroyed with an error resets the other', async () => {
  const [left, right] = connectedPair();
  left.on('error', () => {});
  left.destroy(new Error('gone'));
  expect(await once(right, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
});
