import { expect, test } from 'vitest';
import { pause } from '../../src/kernel/clock.ts';
import { fakeClock } from './fake-clock.ts';

test('timers run in the order of their times, those of the same time in the order they were set', () => {
  const clock = fakeClock(1000);
  const seen: string[] = [];
  const note = (name: string) => (): void => void seen.push(`${name}@${clock.now()}`);
  clock.after(20, note('c'));
  clock.after(10, note('a'));
  clock.after(10, note('b'));
  clock.advance(9);
  expect(seen).toEqual([]);
  clock.advance(11);
  expect(seen).toEqual(['a@1010', 'b@1010', 'c@1020']);
  expect(clock.now()).toBe(1020);
});

test('a timer set by a timer runs in the same move when it falls due within it', () => {
  const clock = fakeClock();
  const seen: number[] = [];
  clock.after(5, () => {
    clock.after(5, () => seen.push(clock.monotonic()));
    clock.after(6, () => seen.push(clock.monotonic()));
  });
  clock.advance(10);
  expect(seen).toEqual([10]);
  expect(clock.untilNext()).toBe(1);
});

test('a cancelled timer does not run', () => {
  const clock = fakeClock();
  let runs = 0;
  const cancel = clock.after(1, () => (runs += 1));
  cancel();
  clock.advance(5);
  expect(runs).toBe(0);
  expect(clock.pending()).toBe(0);
});

test('advanceAsync lets what waits for a timer go on and set the next', async () => {
  const clock = fakeClock();
  const seen: number[] = [];
  const { signal } = new AbortController();
  const loop = (async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await pause(clock, 100, signal);
      seen.push(clock.monotonic());
    }
  })();
  await clock.advanceAsync(300);
  await loop;
  expect(seen).toEqual([100, 200, 300]);
});
