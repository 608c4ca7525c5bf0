import { expect, test, vi } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { createWorkQueue, LOW_PRIORITY, type WorkQueue } from './work-queue.ts';

async function takeAll(queue: WorkQueue): Promise<readonly (string | undefined)[]> {
  const taken: (string | undefined)[] = [];
  while (queue.depth > 0) taken.push(await queue.next());
  return taken;
}

test('a key that waits is one entry', async () => {
  const queue = createWorkQueue(fakeClock());
  queue.add('a');
  queue.add('b');
  queue.add('a');
  expect(queue.depth).toBe(2);
  expect(await takeAll(queue)).toEqual(['a', 'b']);
});

test('a key in work is not handed out again before it is done', async () => {
  const queue = createWorkQueue(fakeClock());
  queue.add('a');
  await queue.next();
  queue.add('a');
  queue.add('a');
  expect([queue.depth, queue.working, queue.isActive('a')]).toEqual([0, 1, true]);
  const second = queue.next();
  queue.done('a');
  expect(await second).toBe('a');
  queue.done('a');
  expect([queue.depth, queue.working, queue.isActive('a')]).toEqual([0, 0, false]);
});

test('first in, first out inside a priority; the higher priority first', async () => {
  const queue = createWorkQueue(fakeClock());
  for (const key of ['low-1', 'low-2']) queue.add(key, { priority: LOW_PRIORITY });
  for (const key of ['edit-1', 'edit-2']) queue.add(key);
  queue.add('urgent', { priority: 10 });
  expect(await takeAll(queue)).toEqual(['urgent', 'edit-1', 'edit-2', 'low-1', 'low-2']);
});

test('a merge keeps the higher priority, while waiting and while in work', async () => {
  const queue = createWorkQueue(fakeClock());
  queue.add('restart', { priority: LOW_PRIORITY });
  queue.add('edited', { priority: LOW_PRIORITY });
  queue.add('edited');
  queue.add('edited', { priority: LOW_PRIORITY });
  expect(await queue.next()).toBe('edited');
  queue.add('edited');
  queue.add('edited', { priority: LOW_PRIORITY });
  queue.done('edited');
  expect(await takeAll(queue)).toEqual(['edited', 'restart']);
});

test('a delayed key comes when its time has come, the earliest of several', async () => {
  const clock = fakeClock();
  const queue = createWorkQueue(clock);
  queue.add('a', { afterMs: 100 });
  queue.add('a', { afterMs: 50, priority: LOW_PRIORITY });
  queue.add('a', { afterMs: 70 });
  queue.add('b', { afterMs: 50 });
  clock.advance(49);
  expect([queue.depth, queue.isActive('a')]).toEqual([0, false]);
  clock.advance(1);
  expect(await takeAll(queue)).toEqual(['a', 'b']);
  expect(clock.pending()).toBe(0);
});

test('now is earlier than any delay: the key is not handed out a second time for it', async () => {
  const clock = fakeClock();
  const queue = createWorkQueue(clock);
  queue.add('a', { afterMs: 100 });
  queue.add('a', { priority: LOW_PRIORITY });
  queue.add('b', { priority: LOW_PRIORITY });
  queue.add('b', { afterMs: 100 });
  expect(await takeAll(queue)).toEqual(['a', 'b']);
  queue.add('a');
  queue.add('a', { afterMs: 100 });
  for (const key of ['a', 'b']) queue.done(key);
  expect(await takeAll(queue)).toEqual(['a']);
  queue.done('a');
  clock.advance(1_000);
  expect(queue.depth).toBe(0);
});

test('who waits for a key gets it as soon as it is there', async () => {
  const queue = createWorkQueue(fakeClock());
  const [first, second] = [queue.next(), queue.next()];
  queue.add('a');
  queue.add('b');
  expect(await Promise.all([first, second])).toEqual(['a', 'b']);
});

test('after the end nothing is handed out, what waits gets undefined and timers are gone', async () => {
  const clock = fakeClock();
  const queue = createWorkQueue(clock);
  queue.add('working');
  await queue.next();
  queue.add('working');
  queue.add('later', { afterMs: 100 });
  const waiting = queue.next();
  queue.shutDown();
  expect(await waiting).toBeUndefined();
  queue.add('new');
  queue.done('working');
  expect(await queue.next()).toBeUndefined();
  expect(clock.pending()).toBe(0);
});

test('it reports waiting and working times', async () => {
  const clock = fakeClock();
  const observer = { added: vi.fn<() => void>(), taken: vi.fn<(ms: number) => void>(), finished: vi.fn<(ms: number) => void>() };
  const queue = createWorkQueue(clock, observer);
  queue.add('a', { priority: LOW_PRIORITY });
  clock.advance(10);
  queue.add('a');
  await queue.next();
  clock.advance(7);
  expect(queue.longestRunningMs()).toBe(7);
  queue.done('a');
  expect([observer.added.mock.calls, observer.taken.mock.calls, observer.finished.mock.calls]).toEqual([[[]], [[10]], [[7]]]);
  expect(queue.longestRunningMs()).toBe(0);
});
