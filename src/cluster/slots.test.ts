import { expect, test } from 'vitest';
import { createSlots } from './slots.ts';

test('slots are handed on in order; who is aborted while waiting leaves none behind', async () => {
  const slots = createSlots(1);
  const order: string[] = [];
  expect(slots.take()).toBeUndefined();
  const quitting = new AbortController();
  const first = slots.take()?.then(() => order.push('first'));
  const second = slots.take(quitting.signal);
  const third = slots.take()?.then(() => order.push('third'));
  quitting.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  slots.give();
  await first;
  slots.give();
  await third;
  expect(order).toEqual(['first', 'third']);
  slots.give();
  expect(slots.take()).toBeUndefined();
  expect(slots.take()).toBeInstanceOf(Promise);
});

test('an aborted signal does not wait', async () => {
  const slots = createSlots(0);
  await expect(slots.take(AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
});
