import { expect, test } from 'vitest';
import { conditionChanged, findCondition, nextConditions, type Condition } from './condition.ts';

const START = Date.UTC(2026, 0, 1);
const READY: Condition = {
  type: 'Ready',
  status: 'False',
  reason: 'Waiting',
  message: 'waits',
  lastTransitionTime: '2025-12-31T23:00:00Z',
  observedGeneration: 1,
};

test('the transition time moves when the status changes', () => {
  const [next] = nextConditions([READY], [{ type: 'Ready', status: 'True', reason: 'Up', message: '' }], 2, START);
  expect(next).toEqual({
    type: 'Ready',
    status: 'True',
    reason: 'Up',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    observedGeneration: 2,
  });
});

test('it stays when only reason, message or generation change', () => {
  const [next] = nextConditions([READY], [{ type: 'Ready', status: 'False', reason: 'Broken', message: 'is broken' }], 2, START);
  expect(next).toEqual({ ...READY, reason: 'Broken', message: 'is broken', observedGeneration: 2 });
});

test('the list is the planned one: its order, new types added, missing types dropped', () => {
  const next = nextConditions(
    [READY, { ...READY, type: 'Old' }],
    [
      { type: 'New', status: 'Unknown', reason: 'Fresh', message: '' },
      { type: 'Ready', status: 'False', reason: 'Waiting', message: 'waits' },
    ],
    1,
    START,
  );
  expect(next.map(({ type, lastTransitionTime }) => [type, lastTransitionTime])).toEqual([
    ['New', '2026-01-01T00:00:00Z'],
    ['Ready', READY.lastTransitionTime],
  ]);
  expect(nextConditions(undefined, [], 1, START)).toEqual([]);
});

test('a change of status or reason is a change, one of the message is none', () => {
  expect(conditionChanged([READY], READY)).toBe(false);
  expect(conditionChanged([READY], { ...READY, reason: 'Other' })).toBe(true);
  expect(conditionChanged([READY], { ...READY, status: 'True' })).toBe(true);
  expect(conditionChanged(undefined, READY)).toBe(true);
  expect(findCondition([READY], 'Ready')).toBe(READY);
  expect(findCondition([READY], 'ready')).toBeUndefined();
});
