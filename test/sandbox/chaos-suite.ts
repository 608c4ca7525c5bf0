import { describe, expect, test } from 'vitest';
import { chaosRun } from './chaos-run.ts';

/** The chaos tests of some seeds, several at once: a file of its own for each half of all seeds, so that both cores of a machine have work. */
export function describeChaos(first: number, last: number): void {
  const seeds = Array.from({ length: last + 1 - first }, (_, index) => first + index);
  let expired = 0;

  describe('whatever the API server does, the engine ends in the one right state', () => {
    test.concurrent.each(seeds)('seed %i', { timeout: 120_000 }, async (seed) => {
      const result = await chaosRun(seed);
      expect({ seed, wrong: result.wrong }).toEqual({ seed, wrong: [] });
      // A run in which nothing went wrong on the way proves nothing.
      expect(Object.keys(result.faults).length).toBeGreaterThan(3);
      // With odd seeds, no 410 is made up.
      if (seed % 2 === 1) expired += result.expired;
    });
    test('watches came too late for the history often enough', () => {
      expect(expired).toBeGreaterThan(seeds.length / 2);
    });
  });
}
