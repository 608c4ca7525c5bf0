import { expect, test } from 'vitest';
import { gate, pool } from './pool.ts';

/** Runs tasks that last one turn of the event loop and gives the largest number that ran at once. */
function meter(): { readonly task: () => Promise<void>; readonly most: () => number } {
  let running = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
  };
  return { task, most: () => most };
}

test('a pool does every item once, never more than its width at once', async () => {
  const { task, most } = meter();
  const done: number[] = [];
  await pool([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    await task();
    done.push(item);
  });
  expect(done.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(most()).toBe(3);
});

test('a gate narrows what comes through it, also after a failure', async () => {
  const { task, most } = meter();
  const through = gate(2);
  const failing = through(async () => Promise.reject(new Error('failed')));
  await expect(failing).rejects.toThrow('failed');
  await Promise.all(Array.from({ length: 6 }, async () => through(task)));
  expect(most()).toBe(2);
});
