import { expect, test } from 'vitest';
import { createApplyMemory } from './apply-memory.ts';

const MINUTE = 60_000;

test('in step is what was found so in this very version, for this very intent and object', () => {
  const memory = createApplyMemory();
  expect(memory.isInStep('s', 'u', 'h', '5')).toBe(false);
  memory.remember('s', 'u', 'h', '5');
  expect(memory.isInStep('s', 'u', 'h', '5')).toBe(true);
  expect(memory.isInStep('s', 'u', 'h', '6')).toBe(false);
  expect(memory.isInStep('s', 'u', 'h2', '5')).toBe(false);
  expect(memory.isInStep('s', 'u2', 'h', '5')).toBe(false);
  expect(memory.isInStep('t', 'u', 'h', '5')).toBe(false);
});

test('a field that was rewritten three times is given up until a resync', () => {
  const memory = createApplyMemory();
  expect([1, 2, 3].map(() => [memory.rewritten('s', 'h', '.image'), memory.hasGivenUp('s', 'h', '.image')])).toEqual([
    [1, false],
    [2, false],
    [3, true],
  ]);
  expect(memory.hasGivenUp('s', 'h', '.args')).toBe(false);
  expect(memory.hasGivenUp('s', 'h2', '.image')).toBe(false);
  expect(memory.hasGivenUp('t', 'h', '.image')).toBe(false);
  memory.forgive();
  expect(memory.hasGivenUp('s', 'h', '.image')).toBe(false);
  expect(memory.rewritten('s', 'h', '.image')).toBe(1);
});

test('another intent or field starts the count anew', () => {
  const memory = createApplyMemory();
  memory.rewritten('s', 'h', '.image');
  expect(memory.rewritten('s', 'h', '.args')).toBe(1);
  expect(memory.rewritten('s', 'h2', '.args')).toBe(1);
});

test('a program that undoes a repair over and over is left alone; a person who does it now and then is not', () => {
  const memory = createApplyMemory();
  const repairs = (every: number, times: number): readonly boolean[] =>
    Array.from({ length: times }, (_, index) => memory.mayRepair('s', 'h', '.replicas', index * every));
  expect(repairs(1_000, 6)).toEqual([true, true, true, true, true, false]);
  expect(memory.hasGivenUp('s', 'h', '.replicas')).toBe(true);
  memory.forgive();
  expect(memory.hasGivenUp('s', 'h', '.replicas')).toBe(false);
  expect(repairs(MINUTE / 4, 20).every(Boolean)).toBe(true);
});
