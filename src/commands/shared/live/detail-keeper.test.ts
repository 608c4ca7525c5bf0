import { expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { createDetailKeeper } from './detail-keeper.ts';

function scene(tookMs = 0) {
  const clock = fakeClock();
  const reads: string[] = [];
  const errors: unknown[] = [];
  const keeper = createDetailKeeper({
    clock,
    read: async (id) => {
      reads.push(`${id}@${String(clock.monotonic())}`);
      if (id === 'bad') throw new Error('refused');
      if (tookMs > 0) await new Promise<void>((resolve) => void clock.after(tookMs, resolve));
    },
    onError: (error) => void errors.push(error),
  });
  return { clock, reads, errors, keeper };
}

test('only the object at which the selection stops is read; then at most once a second, and every five', async () => {
  const { clock, reads, keeper } = scene();
  for (const id of ['a', 'b', 'c']) {
    keeper.select(id);
    await clock.advanceAsync(50);
  }
  await clock.advanceAsync(100);
  expect(reads).toEqual(['c@220']);
  keeper.poke('c');
  keeper.poke('a');
  await clock.advanceAsync(969);
  expect(reads).toHaveLength(1);
  await clock.advanceAsync(1);
  expect(reads).toEqual(['c@220', 'c@1220']);
  await clock.advanceAsync(5_000);
  expect(reads).toEqual(['c@220', 'c@1220', 'c@6220']);
  await clock.advanceAsync(2_000);
  keeper.poke('c');
  await clock.advanceAsync(0);
  expect(reads.at(-1)).toBe('c@8220');
  keeper.select(undefined);
  await clock.advanceAsync(60_000);
  expect([reads.length, clock.pending()]).toEqual([4, 0]);
  await keeper.close();
});

test('what takes long is read less often, and a failure is told and tried again', async () => {
  const slow = scene(2_000);
  slow.keeper.select('a');
  await slow.clock.advanceAsync(120);
  slow.keeper.poke('a');
  await slow.clock.advanceAsync(11_999);
  expect(slow.reads).toHaveLength(1);
  await slow.clock.advanceAsync(1);
  expect(slow.reads).toHaveLength(2);
  const { clock, reads, errors, keeper } = scene();
  keeper.select('bad');
  await clock.advanceAsync(5_120);
  expect([reads.length, errors.length]).toEqual([2, 2]);
});
