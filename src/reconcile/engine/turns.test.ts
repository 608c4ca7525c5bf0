import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { createTurns } from './turns.ts';

test('several workers that never wait leave the event loop its turn after 5 ms of work in all', async () => {
  const clock = fakeClock();
  const turns = createTurns(clock);
  let pieces = 0;
  let seen: number | undefined;
  setImmediate(() => {
    seen = pieces;
  });
  const worker = async (): Promise<void> => {
    for (let round = 0; round < 100; round += 1) {
      pieces += 1;
      clock.advance(1);
      await turns.breathe();
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  expect(pieces).toBe(400);
  expect(seen).toBeGreaterThan(0);
  expect(seen).toBeLessThanOrEqual(8);
});
