import { expect, test } from 'vitest';
import { fakeClock } from '../../test/support/fake-clock.ts';
import { microTimestamp, pause, timestamp } from './clock.ts';

test('timestamps are written as Kubernetes writes them', () => {
  const at = Date.UTC(2026, 6, 24, 8, 5, 3, 42);
  expect(timestamp(at)).toBe('2026-07-24T08:05:03Z');
  expect(microTimestamp(at)).toBe('2026-07-24T08:05:03.042000Z');
});

test('a pause lasts as long as it says', async () => {
  const clock = fakeClock();
  let over = false;
  const paused = (async (): Promise<void> => {
    await pause(clock, 1_000, new AbortController().signal);
    over = true;
  })();
  await clock.advanceAsync(999);
  expect(over).toBe(false);
  await clock.advanceAsync(1);
  expect(over).toBe(true);
  await paused;
});

test('an abort ends a pause with its reason and leaves no timer behind', async () => {
  const clock = fakeClock();
  const abort = new AbortController();
  const paused = pause(clock, 1_000, abort.signal);
  expect(clock.pending()).toBe(1);
  abort.abort(new Error('enough'));
  await expect(paused).rejects.toThrow('enough');
  expect(clock.pending()).toBe(0);
});

test('an aborted signal refuses the pause before any timer is set', async () => {
  const clock = fakeClock();
  await expect(pause(clock, 1_000, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  expect(clock.pending()).toBe(0);
});
