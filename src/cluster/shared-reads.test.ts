import { expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../test/support/fake-clock.ts';
import { sharedReads, type SharedRead } from './shared-reads.ts';

const { signal } = new AbortController();

function rig(): { readonly clock: FakeClock; readonly shared: SharedRead<number> } {
  const clock = fakeClock();
  return {
    clock,
    shared: sharedReads<number>({ clock, keepMs: 30, from: 'end', limit: { ms: 50, tooLong: () => new Error('too long') } }),
  };
}

async function hang(own: AbortSignal): Promise<number> {
  return new Promise((_, reject) => {
    own.addEventListener('abort', () => reject(own.reason), { once: true });
  });
}

test('a read that takes too long is given up, and its end is what is remembered', async () => {
  const { clock, shared } = rig();
  const reading = shared('a', signal, hang);
  clock.advance(50);
  await expect(reading).rejects.toThrow('too long');
  await expect(shared('a', signal, async () => Promise.resolve(1))).rejects.toThrow('too long');
  clock.advance(30);
  expect(await shared('a', signal, async () => Promise.resolve(1))).toBe(1);
  expect(clock.pending()).toBe(0);
});

test('reads of different keys have nothing to do with each other', async () => {
  const { shared } = rig();
  expect(await shared('a', signal, async () => Promise.resolve(1))).toBe(1);
  expect(await shared('b', signal, async () => Promise.resolve(2))).toBe(2);
});

test('the last who stops waiting ends the read, and the next one begins anew', async () => {
  const { clock, shared } = rig();
  const abort = new AbortController();
  let ended: unknown;
  const reading = shared('a', abort.signal, async (own) => {
    own.addEventListener('abort', () => (ended = own.reason), { once: true });
    return hang(own);
  });
  const over = new Error('over');
  abort.abort(over);
  await expect(reading).rejects.toBe(over);
  expect(ended).toBe(over);
  expect(await shared('a', signal, async () => Promise.resolve(3))).toBe(3);
  expect(clock.pending()).toBe(0);
});

test('one who is gone already starts nothing', async () => {
  const { shared } = rig();
  let started = 0;
  const read = async (): Promise<number> => Promise.resolve((started += 1));
  await expect(shared('a', AbortSignal.abort(new Error('gone')), read)).rejects.toThrow('gone');
  expect(started).toBe(0);
});

test('counted from its start, a slow read is old sooner', async () => {
  const clock = fakeClock();
  const shared = sharedReads<number>({ clock, keepMs: 30, from: 'start' });
  let finish: ((value: number) => void) | undefined;
  const reading = shared('a', signal, async () => new Promise((resolve) => (finish = resolve)));
  clock.advance(29);
  finish?.(1);
  expect(await reading).toBe(1);
  expect(await shared('a', signal, async () => Promise.resolve(2))).toBe(1);
  clock.advance(1);
  expect(await shared('a', signal, async () => Promise.resolve(2))).toBe(2);
});
