import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { lastSeen } from './last-seen.ts';
import { seenEvent, seenEvents } from './seen-event.ts';

const CREATED = '2026-01-01T00:00:00Z';

function event(fields: object, name = 'e'): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name, namespace: 'n', uid: name, resourceVersion: '1', creationTimestamp: CREATED },
    involvedObject: { apiVersion: 'v1', kind: 'Pod', namespace: 'n', name: 'p', uid: 'u' },
    type: 'Warning',
    reason: 'R',
    message: 'm\n',
    source: { component: 'kubelet' },
    ...fields,
  };
}

test.each([
  [
    'old times',
    { firstTimestamp: '2026-01-01T00:00:01Z', lastTimestamp: '2026-01-01T00:01:00Z', count: 4 },
    ['2026-01-01T00:00:01Z', '2026-01-01T00:01:00Z', 4],
  ],
  [
    'a series',
    {
      eventTime: '2026-01-01T00:00:02.5Z',
      series: { count: 7, lastObservedTime: '2026-01-01T00:02:00.1Z' },
      firstTimestamp: null,
      lastTimestamp: null,
    },
    ['2026-01-01T00:00:02.5Z', '2026-01-01T00:02:00.1Z', 7],
  ],
  ['one new event', { eventTime: '2026-01-01T00:00:03Z' }, ['2026-01-01T00:00:03Z', '2026-01-01T00:00:03Z', 1]],
  ['no time at all', {}, [CREATED, CREATED, 1]],
])('%s', (_, fields, expected) => {
  const { first, last, count, message } = seenEvent(event(fields));
  expect([first, last, count]).toEqual(expected);
  expect(message).toBe('m');
});

test('events that say the same of one object are one, newest last', () => {
  const told = seenEvents([
    event({ lastTimestamp: '2026-01-01T00:00:30Z', firstTimestamp: '2026-01-01T00:00:10Z', count: 2 }),
    event({ lastTimestamp: '2026-01-01T00:00:20Z', reason: 'Other' }),
    event({ lastTimestamp: '2026-01-01T00:00:40Z', firstTimestamp: '2026-01-01T00:00:05Z', count: 3 }),
    event({ lastTimestamp: '2026-01-01T00:00:15Z', involvedObject: { kind: 'Pod', name: 'q', uid: 'v' } }),
  ]);
  expect(
    told.map(({ object, reason, count, first, last }) => [object.name, reason, count, first.slice(17, 19), last.slice(17, 19)]),
  ).toEqual([
    ['q', 'R', 1, '00', '15'],
    ['p', 'Other', 1, '00', '20'],
    ['p', 'R', 5, '05', '40'],
  ]);
  expect(told.map((one) => lastSeen(one, Date.parse('2026-01-01T00:01:00Z')))).toEqual(['45s', '40s', '20s (x5 over 55s)']);
});

test('joining loses no event and keeps times in order', () => {
  const any = fc.array(
    fc.record({ count: fc.integer({ min: 1, max: 9 }), second: fc.integer({ min: 10, max: 59 }), reason: fc.constantFrom('A', 'B') }),
  );
  fc.assert(
    fc.property(any, (list) => {
      const joined = seenEvents(
        list.map(({ count, second, reason }, index) => event({ count, reason, lastTimestamp: `2026-01-01T00:00:${second}Z` }, `e${index}`)),
      );
      expect(joined.reduce((sum, { count }) => sum + count, 0)).toBe(list.reduce((sum, { count }) => sum + count, 0));
      const times = joined.map(({ last }) => Date.parse(last));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
    }),
  );
});
