import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newSetReplicas, oldSetSteps, proportionalSteps, rolloutBounds } from './rollout-plan.ts';

test('surge rounds up, unavailability down, and one of them is never zero', () => {
  expect(rolloutBounds(1, { maxSurge: '25%', maxUnavailable: '25%' })).toEqual({ maxSurge: 1, maxUnavailable: 0 });
  expect(rolloutBounds(10, { maxSurge: '25%', maxUnavailable: '25%' })).toEqual({ maxSurge: 3, maxUnavailable: 2 });
  expect(rolloutBounds(4, { maxSurge: 0, maxUnavailable: 0 })).toEqual({ maxSurge: 0, maxUnavailable: 1 });
});

test('a rollout of any size and strategy ends, within its bounds at each step', () => {
  const amount = fc.integer({ min: 0, max: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 12 }), amount, amount, (wanted, maxSurge, maxUnavailable) => {
      const bounds = rolloutBounds(wanted, { maxSurge, maxUnavailable });
      let oldSets = [{ name: 'old', replicas: wanted, available: wanted }];
      let newSet = { name: 'new', replicas: 0, available: 0 };
      for (let step = 0; step < 100 && (newSet.available < wanted || oldSets.some((set) => set.replicas > 0)); step += 1) {
        newSet = { ...newSet, replicas: newSetReplicas(wanted, bounds, newSet, oldSets) };
        const steps = oldSetSteps(wanted, bounds, newSet, oldSets);
        oldSets = oldSets.map((set) => {
          const replicas = steps.find(({ name }) => name === set.name)?.replicas ?? set.replicas;
          return { ...set, replicas, available: replicas };
        });
        const pods = newSet.replicas + oldSets.reduce((sum, set) => sum + set.replicas, 0);
        const available = newSet.available + oldSets.reduce((sum, set) => sum + set.available, 0);
        expect(pods).toBeLessThanOrEqual(wanted + bounds.maxSurge);
        expect(available).toBeGreaterThanOrEqual(wanted - bounds.maxUnavailable);
        newSet = { ...newSet, available: newSet.replicas };
      }
      expect([newSet.available, oldSets[0]?.replicas]).toEqual([wanted, 0]);
    }),
  );
});

test('what is unavailable anyway goes first', () => {
  const oldSets = [
    { name: 'a', replicas: 2, available: 0 },
    { name: 'b', replicas: 3, available: 3 },
  ];
  const steps = oldSetSteps(4, { maxSurge: 1, maxUnavailable: 1 }, { name: 'n', replicas: 0, available: 0 }, oldSets);
  expect(steps).toEqual([{ name: 'a', replicas: 0 }]);
});

test('a resize during a rollout is shared out by size', () => {
  const sets = [
    { name: 'old', replicas: 8, available: 8 },
    { name: 'new', replicas: 5, available: 2 },
  ];
  expect(proportionalSteps(15, 3, sets, 13)).toEqual([
    { name: 'old', replicas: 11 },
    { name: 'new', replicas: 7 },
  ]);
  expect(proportionalSteps(10, 3, sets, 13)).toEqual([]);
});
