import { describe, expect, test } from 'vitest';
import { chaosRun } from './chaos-run.ts';

const IN_STREAMS = ['cut', 'expired', 'garbage', 'reset', 'stall', 'truncate'];
const ALL_FAULTS = [
  '410',
  '429',
  '500',
  'delay',
  'garbage',
  'lose-answer',
  'reset',
  'silent',
  ...IN_STREAMS.map((fault) => `watch ${fault}`),
];

/** The chaos tests of some seeds, several at once: a file of its own for each half of all seeds, so that both cores of a machine have work. */
export function describeChaos(first: number, last: number): void {
  const seeds = Array.from({ length: last + 1 - first }, (_, index) => first + index);
  const met = new Set<string>();
  let expired = 0;

  describe('whatever the API server does, the engine ends in the one right state', () => {
    test.concurrent.each(seeds)('seed %i', { timeout: 300_000 }, async (seed) => {
      const result = await chaosRun(seed);
      expect({ seed, wrong: result.wrong }).toEqual({ seed, wrong: [] });
      for (const fault of Object.keys(result.faults)) met.add(fault);
      // With odd seeds, no 410 is made up.
      if (seed % 2 === 1) expired += result.expired;
    });
    test('every fault was met, and watches came too late for the history often enough', () => {
      expect([...met].toSorted()).toEqual(ALL_FAULTS);
      expect(expired).toBeGreaterThan(seeds.length / 2);
    });
  });
}
