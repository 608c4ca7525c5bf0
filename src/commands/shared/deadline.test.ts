import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { deadline } from './deadline.ts';

test('a time that is longer than any timer is not over at once', async () => {
  const warnings: string[] = [];
  const listen = ({ name }: Error): void => void warnings.push(name);
  process.on('warning', listen);
  onTestFinished(() => void process.off('warning', listen));
  const limit = deadline(1000 * 3_600_000, new AbortController().signal, () => 'x');
  await turn();
  limit.cancel();
  expect(warnings).toEqual([]);
});

test('a negative time has no limit but the signal', () => {
  const control = new AbortController();
  expect(deadline(-1, control.signal, () => 'x').signal).toBe(control.signal);
});
