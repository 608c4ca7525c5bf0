import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { rejection } from '../../../test/support/rejection.ts';
import { withDeadline } from './deadline.ts';

const never = async (): Promise<never> => new Promise(() => {});
const late = new Error('late');

test('work that ends in time leaves no timer', async () => {
  const clock = fakeClock();
  expect(await withDeadline({ clock, timeoutMs: 100, signals: [undefined], onTimeout: () => late }, async () => Promise.resolve(7))).toBe(
    7,
  );
  let isAborted = false;
  await withDeadline({ clock, timeoutMs: 100, signals: [], onTimeout: () => late }, async (signal) => {
    signal.addEventListener('abort', () => {
      isAborted = true;
    });
    return Promise.resolve();
  });
  clock.advance(1000);
  expect(isAborted).toBe(false);
});

test('the time-out and each signal end it with their own reason, and the work is told', async () => {
  const clock = fakeClock();
  const told: unknown[] = [];
  const work = async (signal: AbortSignal): Promise<never> => {
    signal.addEventListener('abort', () => told.push(signal.reason));
    return never();
  };
  const timed = rejection(withDeadline({ clock, timeoutMs: 100, signals: [], onTimeout: () => late }, work));
  clock.advance(100);
  expect(await timed).toBe(late);
  const controller = new AbortController();
  const aborted = rejection(withDeadline({ clock, timeoutMs: 0, signals: [undefined, controller.signal], onTimeout: () => late }, work));
  const why = new Error('enough');
  controller.abort(why);
  expect(await aborted).toBe(why);
  expect(told).toEqual([late, why]);
  expect(await rejection(withDeadline({ clock, timeoutMs: 0, signals: [controller.signal], onTimeout: () => late }, never))).toBe(why);
});
