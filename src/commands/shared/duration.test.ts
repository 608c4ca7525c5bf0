import { expect, test } from 'vitest';
import { parseDuration } from './duration.ts';

test.each([
  ['30s', 30_000],
  ['1h30m', 5_400_000],
  ['500ms', 500],
  ['1.5s', 1500],
  ['0', 0],
  ['10', 10_000],
  ['-1s', -1000],
  ['-1', -1000],
])('%s', (text, ms) => {
  expect(parseDuration(text, 'timeout')).toBe(ms);
});

test.each(['', 'soon', '5x', '1m2', '--1s', 's'])('refuses "%s", naming the flag', (text) => {
  expect(() => parseDuration(text, 'timeout')).toThrow(`invalid duration "${text}" for --timeout`);
});
