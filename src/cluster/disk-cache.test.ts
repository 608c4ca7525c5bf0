import { mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { tempDir } from '../../test/support/temp-dir.ts';
import { createDiskCache } from './disk-cache.ts';
import type { DiskCache } from './disk-cache.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A cache in a folder that is not there yet, and a clock to move. */
function scene(): { readonly folder: string; readonly cache: DiskCache; readonly clock: { now: number } } {
  const folder = path.join(tempDir(), 'a', 'b');
  const clock = { now: Date.now() };
  return { folder, clock, cache: createDiskCache(folder, () => clock.now) };
}

test('what was written is read until it is too old', async () => {
  const { cache, clock } = scene();
  expect(await cache.read('one', 1000)).toBeUndefined();
  await cache.write('one', { names: ['a'] });
  expect(await cache.read('one', 1000)).toEqual({ names: ['a'] });
  clock.now += 999;
  expect(await cache.read('one', 1000)).toEqual({ names: ['a'] });
  clock.now += 1;
  expect(await cache.read('one', 1000)).toBeUndefined();
});

test('a file from the future is not believed', async () => {
  const { cache, clock } = scene();
  await cache.write('one', 1);
  clock.now -= 1;
  expect(await cache.read('one', 1000)).toBeUndefined();
});

test('folder and file are for this user alone, and nothing else stays behind', async () => {
  const { cache, folder } = scene();
  await cache.write('one', 1);
  await cache.write('one', 2);
  expect(readdirSync(folder)).toEqual(['one.json']);
  expect((statSync(folder).mode & 0o777).toString(8)).toBe('700');
  expect((statSync(path.join(folder, 'one.json')).mode & 0o777).toString(8)).toBe('600');
});

test.each([
  ['nothing', ''],
  ['half a file', '{"at": 1, "val'],
  ['no object', '[]'],
  ['no time', '{"value": 1}'],
  ['a time that is text', '{"at": "1", "value": 1}'],
])('%s in the file is no cache, and the next write mends it', async (_, text) => {
  const { cache, folder } = scene();
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'one.json'), text);
  expect(await cache.read('one', 1000)).toBeUndefined();
  await cache.write('one', 'new');
  expect(await cache.read('one', 1000)).toBe('new');
});

test('a folder that cannot be made, or that is a file, is no error', async () => {
  const folder = path.join(tempDir(), 'file');
  writeFileSync(folder, 'mine');
  const cache = createDiskCache(path.join(folder, 'below'), Date.now);
  await cache.write('one', 1);
  cache.drop('one');
  expect(await cache.read('one', 1000)).toBeUndefined();
  expect(readFileSync(folder, 'utf8')).toBe('mine');
});

test('a folder under the name of a file is not read', async () => {
  const { cache, folder } = scene();
  mkdirSync(path.join(folder, 'one.json'), { recursive: true });
  expect(await cache.read('one', 1000)).toBeUndefined();
});

test('drop removes what begins so, and a write removes what nobody wrote for a day', async () => {
  const { cache, folder, clock } = scene();
  for (const name of ['a-1', 'a-2', 'b-1']) await cache.write(name, 1);
  cache.drop('a-');
  expect(readdirSync(folder)).toEqual(['b-1.json']);
  const old = (clock.now - DAY_MS - 1000) / 1000;
  utimesSync(path.join(folder, 'b-1.json'), old, old);
  await cache.write('c-1', 1);
  expect(readdirSync(folder)).toEqual(['c-1.json']);
});

test('writers at the same time leave one whole file', async () => {
  const { cache, folder } = scene();
  const long = 'x'.repeat(100_000);
  await Promise.all(Array.from({ length: 20 }, async (_, at) => await cache.write('one', `${String(at)}${long}`)));
  expect(String(await cache.read('one', 1000))).toHaveLength(long.length + String(await cache.read('one', 1000)).indexOf('x'));
  expect(readdirSync(folder)).toEqual(['one.json']);
});
