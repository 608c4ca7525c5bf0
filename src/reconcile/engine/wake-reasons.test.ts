import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { createWakeReasons, noWakeReasons } from './wake-reasons.ts';

test('reasons come out once, in their order; one that is not due yet did not wake the key', () => {
  const clock = fakeClock();
  const reasons = createWakeReasons(clock);
  reasons.note('a', 'initial');
  reasons.note('a', 'timer', 1_000);
  reasons.note('a', 'change');
  reasons.note('a', 'initial');
  reasons.note('b', 'retry', 500);
  expect(reasons.take('a')).toEqual(['initial', 'change']);
  expect(reasons.take('a')).toEqual([]);
  clock.advance(500);
  expect(reasons.take('b')).toEqual(['retry']);
});

test('the sooner of two times for one reason counts, and a crowd of children is not kept', () => {
  const clock = fakeClock();
  const reasons = createWakeReasons(clock);
  reasons.note('a', 'timer', 1_000);
  reasons.note('a', 'timer', 10);
  clock.advance(10);
  expect(reasons.take('a')).toEqual(['timer']);
  for (let index = 0; index < 1_000; index += 1) reasons.note('a', `child Pod/${String(index)}`);
  expect(reasons.take('a')).toHaveLength(16);
  noWakeReasons.note('a', 'change');
  expect(noWakeReasons.take('a')).toEqual([]);
});
