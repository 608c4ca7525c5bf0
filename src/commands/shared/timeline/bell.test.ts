import { expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { createBell } from './bell.ts';

test('a wait ends when the bell rings, also before it began, else when its time is over', async () => {
  const clock = fakeClock();
  const bell = createBell(clock);
  const { signal } = new AbortController();
  bell.ring();
  bell.ring();
  await bell.wait(10, signal);
  let ended = false;
  const waiting = bell.wait(10, signal).then(() => (ended = true));
  await clock.advanceAsync(9);
  expect(ended).toBe(false);
  await clock.advanceAsync(1);
  expect([await waiting, clock.pending()]).toEqual([true, 0]);
  const rung = bell.wait(10, signal);
  bell.ring();
  await rung;
  expect(clock.pending()).toBe(0);
});

test('an aborted wait rejects with the reason and leaves no timer', async () => {
  const clock = fakeClock();
  const controller = new AbortController();
  const waiting = createBell(clock).wait(10, controller.signal);
  controller.abort(new Error('enough'));
  await expect(waiting).rejects.toThrow('enough');
  expect(clock.pending()).toBe(0);
});
