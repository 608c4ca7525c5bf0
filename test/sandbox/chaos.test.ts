import { describe, expect, test } from 'vitest';
import { chaosRun } from './chaos-run.ts';

/** How many worlds come to their end at once: each has an API server and an engine of its own in this process. */
const AT_ONCE = 5;
const SEEDS = 200;

const batches = Array.from({ length: SEEDS / AT_ONCE }, (_, index) =>
  Array.from({ length: AT_ONCE }, (_one, at) => 1 + index * AT_ONCE + at),
);

describe('whatever the API server does, the engine ends in the one right state', () => {
  test.each(batches)('seeds %i to %i+', { timeout: 120_000 }, async (...seeds) => {
    const results = await Promise.all(seeds.map((seed) => chaosRun(seed, new AbortController().signal)));
    expect(results.map(({ wrong }, at) => ({ seed: seeds[at], wrong }))).toEqual(seeds.map((seed) => ({ seed, wrong: [] })));
    // A run in which nothing went wrong on the way proves nothing.
    for (const { faults } of results) expect(faults).toBeGreaterThan(0);
  });
});
