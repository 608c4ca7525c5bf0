import { expect, onTestFinished, test, vi } from 'vitest';
import { wallClock } from './wall-clock.ts';

test('a wait of forty days takes forty days, and can be taken back', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const day = 24 * 60 * 60 * 1000;
  let called = 0;
  const count = (): void => {
    called += 1;
  };
  const clock = wallClock();
  clock.after(40 * day, count);
  const cancel = clock.after(30 * day, () => expect.unreachable());
  vi.advanceTimersByTime(26 * day);
  cancel();
  vi.advanceTimersByTime(13 * day);
  expect(called).toBe(0);
  vi.advanceTimersByTime(day);
  expect(called).toBe(1);
});
