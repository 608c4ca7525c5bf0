import { expect, test } from 'vitest';
import { backoffDelay, WATCH_BACKOFF } from './backoff.ts';

const PLAIN = { baseMs: 5, factor: 2, maxMs: 1_000, jitter: 0 };

test('delays double up to the longest, however often it failed', () => {
  const random = (): number => 0;
  expect([1, 2, 3, 8, 9, 10_000].map((failures) => backoffDelay(PLAIN, failures, random))).toEqual([5, 10, 20, 640, 1_000, 1_000]);
  expect(backoffDelay(PLAIN, 0, random)).toBe(5);
});

test('jitter lengthens a delay by up to its share', () => {
  expect(backoffDelay({ ...PLAIN, jitter: 0.5 }, 2, () => 0)).toBe(10);
  expect(backoffDelay({ ...PLAIN, jitter: 0.5 }, 2, () => 0.5)).toBe(12.5);
});

test('watches come back after 0.8 s at first and after 30 s at most', () => {
  expect(backoffDelay(WATCH_BACKOFF, 1, () => 0)).toBe(800);
  expect(backoffDelay(WATCH_BACKOFF, 99, () => 0)).toBe(15_000);
  expect(backoffDelay(WATCH_BACKOFF, 99, () => 1)).toBe(30_000);
});
