import { expect, test } from 'vitest';
import { isStatusColumn, paintStatus } from './paint-status.ts';

test.each([
  ['Running', '32'],
  ['True', '32'],
  ['Failed', '31'],
  ['Pending', '33'],
  ['Suspended', '2'],
])('%s is painted', (word, sgr) => {
  expect(paintStatus(word)).toBe(`\u001B[${sgr}m${word}\u001B[0m`);
});

test('other texts are left as they are', () => {
  for (const text of ['', 'Runningg', 'Failed to start', '1/2', 'constructor']) expect(paintStatus(text)).toBe(text);
});

test('only columns of states are meant', () => {
  expect(['STATUS', 'PHASE', 'NAME', 'MESSAGE', 'READY'].filter(isStatusColumn)).toEqual(['STATUS', 'PHASE', 'READY']);
});
