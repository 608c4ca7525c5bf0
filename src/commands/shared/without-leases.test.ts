import { expect, test } from 'vitest';
import Reconcile from '../reconcile.ts';
import { withoutLeases } from './without-leases.ts';

test('without leases everything may be written, nothing is ever lost, and the danger is told', async () => {
  const told: string[] = [];
  const guard = withoutLeases({ warn: (message) => told.push(message) });
  expect([guard.covers(600_000), guard.lost.aborted, told.length]).toEqual([true, false, 1]);
  await guard.release();
  expect(guard.covers(1)).toBe(true);
});

test('the variables of the guides set the flags of reconcile', () => {
  const { flags } = Reconcile;
  expect([flags['leader-elect'].env, flags['metrics-bind-address'].env, flags['health-probe-bind-address'].env]).toEqual([
    'LEADER_ELECTION',
    'METRICS_BIND_ADDRESS',
    'HEALTH_PROBE_BIND_ADDRESS',
  ]);
});
