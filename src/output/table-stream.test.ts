import { expect, test } from 'vitest';
import { tableStream } from './table-stream.ts';

const COLUMNS = [{ header: 'NAME' }, { header: 'AGE' }];

test('one header, and widths that only grow', async () => {
  const stream = tableStream({ headers: true });
  expect(await stream.next(COLUMNS, [['abcdef', '1s']])).toBe('NAME     AGE\nabcdef   1s\n');
  expect(await stream.next(COLUMNS, [['a', '2s']])).toBe('a        2s\n');
  expect(await stream.next(COLUMNS, [['abcdefghi', '3s']])).toBe('abcdefghi   3s\n');
  expect(await stream.next(COLUMNS, [['b', '4s']])).toBe('b           4s\n');
});

test('other columns begin a table of their own', async () => {
  const stream = tableStream({ headers: true });
  await stream.next(COLUMNS, [['abcdef', '1s']]);
  expect(await stream.next([{ header: 'X' }, { header: 'AGE' }], [['a', '2s']])).toBe('X     AGE\na     2s\n');
  expect(await stream.next(COLUMNS, [['a', '3s']])).toBe('NAME   AGE\na      3s\n');
});

test('without headers none is printed', async () => {
  const stream = tableStream({ headers: false });
  expect(await stream.next(COLUMNS, [['a', '1s']])).toBe('a     1s\n');
  expect(await stream.next(COLUMNS, [['a', '1s']])).toBe('a     1s\n');
});
