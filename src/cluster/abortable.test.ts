import { expect, test } from 'vitest';
import { abortable } from './abortable.ts';

test('it settles like the promise', async () => {
  const { signal } = new AbortController();
  await expect(abortable(Promise.resolve(1), signal)).resolves.toBe(1);
  await expect(abortable(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
  await expect(abortable(Promise.resolve(2), undefined)).resolves.toBe(2);
});

test('an abort wins at once, before or during', async () => {
  const never = new Promise<never>(() => {});
  await expect(abortable(never, AbortSignal.abort(new Error('before')))).rejects.toThrow('before');
  const controller = new AbortController();
  const waiting = abortable(never, controller.signal);
  controller.abort(new Error('during'));
  await expect(waiting).rejects.toThrow('during');
});
