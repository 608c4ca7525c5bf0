import { expect, test } from 'vitest';
import { heapMegabytes } from './heap-limit.ts';

test.each([
  ['512Mi', 416],
  ['256Mi', 160],
  ['128Mi', 64],
  ['1G', 857],
  ['0.5Gi', 416],
])('a container with %s gets a heap of %i MiB', (limit, heap) => {
  expect(heapMegabytes(limit)).toBe(heap);
});

test('what is no amount of memory limits nothing', () => {
  expect([heapMegabytes('much'), heapMegabytes('0')]).toEqual([undefined, undefined]);
});
