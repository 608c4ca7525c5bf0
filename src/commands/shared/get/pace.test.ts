import { expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { createPace } from './pace.ts';

const never = new AbortController().signal;

test('a burst at once, then so many a second, and the burst is there again after a rest', async () => {
  const clock = fakeClock();
  const pace = createPace(clock, 10, 3);
  const passed: number[] = [];
  const ask = (count: number): void => {
    for (let index = 0; index < count; index++) void pace(never).then(() => passed.push(clock.monotonic()));
  };
  ask(5);
  await clock.advanceAsync(1000);
  expect(passed).toEqual([0, 0, 0, 100, 200]);
  ask(4);
  await clock.advanceAsync(1000);
  expect(passed.slice(5)).toEqual([1000, 1000, 1000, 1100]);
});

test('who waits can be called off', async () => {
  const pace = createPace(fakeClock(), 1, 1);
  await pace(never);
  const control = new AbortController();
  const waiting = pace(control.signal);
  control.abort(new Error('called off'));
  await expect(waiting).rejects.toThrow('called off');
});
