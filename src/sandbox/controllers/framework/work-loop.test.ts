import { expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { apiFailure } from '../../failures/api-failure.ts';
import type { Controller } from './controller.ts';
import { createWorkLoop } from './work-loop.ts';

const controller = (work: Controller['work']): Controller => ({ name: 'test', watches: [], observe: () => {}, work });

test('keys are worked on once each, in the order in which they were asked for', async () => {
  const seen: string[] = [];
  const loop = createWorkLoop(fakeClock(), 100);
  const one = controller((key, enqueue) => {
    seen.push(key);
    if (key === 'a') enqueue('c');
    return undefined;
  });
  const enqueue = loop.enqueueFor(one);
  for (const key of ['a', 'b', 'a']) enqueue(key);
  expect(seen).toEqual([]);
  await loop.idle();
  expect(seen).toEqual(['a', 'b', 'c']);
});

test('a refusal is tried again after a growing pause', () => {
  const clock = fakeClock();
  const times: number[] = [];
  const loop = createWorkLoop(clock, 100);
  loop.enqueueFor(
    controller(() => {
      times.push(clock.monotonic());
      if (times.length < 4) throw apiFailure(409, 'Conflict', 'no');
      return undefined;
    }),
  )('a');
  loop.drain();
  for (let step = 0; step < 20; step += 1) {
    clock.advance(50);
    loop.drain();
  }
  expect(times).toEqual([0, 100, 300, 700]);
});

test('what is no refusal is not hidden', () => {
  const loop = createWorkLoop(fakeClock(), 100);
  loop.enqueueFor(
    controller(() => {
      throw new TypeError('a fault');
    }),
  )('a');
  expect(() => loop.drain()).toThrow('a fault');
});

test('the returned time brings it back, and a change before that does too', () => {
  const clock = fakeClock();
  const times: number[] = [];
  const loop = createWorkLoop(clock, 100);
  const enqueue = loop.enqueueFor(
    controller(() => {
      times.push(clock.monotonic());
      return 1000;
    }),
  );
  enqueue('a');
  loop.drain();
  clock.advance(400);
  enqueue('a');
  loop.drain();
  clock.advance(999);
  loop.drain();
  clock.advance(1);
  loop.drain();
  expect(times).toEqual([0, 400, 1400]);
  loop.stop();
  expect(clock.pending()).toBe(0);
});

test('one that never comes to rest is a fault, not a hang', () => {
  const loop = createWorkLoop(fakeClock(), 100);
  loop.enqueueFor(
    controller((key, enqueue) => {
      enqueue(key);
      return undefined;
    }),
  )('a');
  expect(() => loop.drain()).toThrow('do not come to rest; last: test a');
});
