import { expect, test } from 'vitest';
import { createSemaphore } from './semaphore.ts';

test('no more tasks run at once than there are slots, and the others follow in order', async () => {
  const semaphore = createSemaphore(2);
  const started: number[] = [];
  const gates = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const runs = gates.map(({ promise }, index) =>
    semaphore.run(async () => {
      started.push(index);
      await promise;
      return index;
    }),
  );
  expect(started).toEqual([0, 1]);
  gates[1]?.resolve();
  await runs[1];
  expect(started).toEqual([0, 1, 2]);
  for (const gate of gates) gate.resolve();
  await expect(Promise.all(runs)).resolves.toEqual([0, 1, 2, 3, 4]);
  expect(started).toEqual([0, 1, 2, 3, 4]);
});

test('a task that fails gives its slot back', async () => {
  const semaphore = createSemaphore(1);
  const failing = semaphore.run(async () => Promise.reject(new Error('no')));
  const next = semaphore.run(async () => Promise.resolve('ran'));
  await expect(failing).rejects.toThrow('no');
  await expect(next).resolves.toBe('ran');
  await expect(semaphore.run(async () => Promise.resolve('again'))).resolves.toBe('again');
});
