import { expect, test } from 'vitest';
import { keptByKey } from './kept-by-key.ts';

test('each key keeps its own until it is forgotten', () => {
  let made = 0;
  const kept = keptByKey(() => ({ number: (made += 1) }));
  expect([kept.of('a'), kept.of('b'), kept.of('a')].map(({ number }) => number)).toEqual([1, 2, 1]);
  kept.forget('a');
  expect([...kept.values()].map(({ number }) => number)).toEqual([2]);
  expect(kept.of('a').number).toBe(3);
});
