import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sampleObject, sampleWidget, WIDGET } from '../../../../test/support/sample-objects.ts';
import { EVENT } from '../../../kernel/builtin-types.ts';
import { conditionMoments } from './condition-moments.ts';
import { eventMoments } from './event-moments.ts';
import { formatTimeline } from './format-timeline.ts';
import { mergeMoments } from './merge-moments.ts';
import { MOMENT_TYPES, type Moment } from './moment.ts';
import { momentText } from './moment-text.ts';
import { specMoments } from './spec-moments.ts';
import { traceMoments } from './trace-moments.ts';

const ALL = { types: MOMENT_TYPES, since: undefined };

function told(moments: readonly Moment[]): readonly string[] {
  return mergeMoments(moments, ALL).map((moment) => `${moment.at} ${momentText(moment)}`);
}

test('changes: who made it, the last write of each manager, deletion; writes of the status are none', () => {
  const fields = (...names: readonly string[]): unknown => ({
    'f:spec': { '.': {}, ...Object.fromEntries(names.map((name) => [`f:${name}`, {}])) },
  });
  const widget = sampleWidget({
    metadata: {
      deletionTimestamp: '2026-01-03T00:00:00Z',
      managedFields: [
        {
          manager: 'kubectl-client-side-apply',
          time: '2026-01-01T00:00:01Z',
          fieldsV1: { ...(fields('b', 'a') as object), 'f:metadata': { 'f:labels': {} } },
        },
        { manager: 'hpa', subresource: 'scale', time: '2026-01-02T00:00:00Z', fieldsV1: fields('replicas') },
        { manager: 'op', subresource: 'status', time: '2026-01-02T00:00:00Z', fieldsV1: { 'f:status': {} } },
        { manager: 'op', time: '2026-01-02T01:00:00Z', fieldsV1: { 'f:metadata': { 'f:finalizers': { '.': {}, 'v:"x"': {} } } } },
        { manager: 'me', time: '2026-01-02T02:00:00Z', fieldsV1: fields('a', 'b', 'c', 'd', 'e') },
        { manager: 'odd', time: 'yesterday', fieldsV1: fields('z') },
      ],
    },
  });
  expect(told(specMoments(widget))).toEqual([
    '2026-01-01T00:00:00Z created by kubectl-client-side-apply: .metadata.labels, .spec.a, .spec.b',
    '2026-01-02T00:00:00Z spec changed by hpa (scale): .spec.replicas',
    '2026-01-02T01:00:00Z metadata changed by op: .metadata.finalizers',
    '2026-01-02T02:00:00Z spec changed by me: .spec.a, .spec.b, .spec.c, .spec.d and 1 more',
    '2026-01-03T00:00:00Z deletion started',
  ]);
  expect(told(specMoments(sampleWidget()))).toEqual(['2026-01-01T00:00:00Z created']);
});

test('conditions: what they are since when; without a time they cannot be placed', () => {
  const conditions = [
    {
      type: 'Ready',
      status: 'False',
      reason: 'SecretNotFound',
      message: 'Secret x\nis missing',
      lastTransitionTime: '2026-01-01T00:00:05Z',
    },
    { type: 'Degraded', status: 'False', reason: 'AsExpected', message: '', lastTransitionTime: '2026-01-01T00:00:04Z' },
    { type: 'Old', status: 'True' },
  ];
  const moments = conditionMoments(sampleWidget({ status: { conditions } }));
  expect(told(moments)).toEqual([
    '2026-01-01T00:00:04Z Degraded=False (AsExpected)',
    '2026-01-01T00:00:05Z Ready=False (SecretNotFound): Secret x is missing',
  ]);
  expect(moments.map(({ bad }) => bad)).toEqual([true, false]);
});

test('events that say the same are one, placed where they were seen last', () => {
  const event = (name: string, lastTimestamp: string, count: number): ReturnType<typeof sampleObject> =>
    sampleObject(
      EVENT,
      { namespace: 'ns', name },
      {
        involvedObject: { kind: 'Pod', name: 'w-0', namespace: 'ns', uid: 'u' },
        type: 'Warning',
        reason: 'FailedScheduling',
        message: 'no node',
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp,
        count,
      },
    );
  expect(told(eventMoments([event('a', '2026-01-01T00:02:00Z', 20), event('b', '2026-01-01T00:03:00Z', 7)]))).toEqual([
    '2026-01-01T00:03:00Z Warning FailedScheduling: no node (x27 since 2026-01-01T00:00:00Z)',
  ]);
});

const RECORD = {
  apiVersion: 'cli.aistack.dev/v1',
  kind: 'ReconcileTrace',
  id: '8c1f00112233aabb',
  at: '2026-01-01T00:00:01.250Z',
  target: 'widgets.test.dev/w',
  namespace: 'ns',
  durationMs: 41.6,
  wokenBy: ['change'],
  writes: [{ verb: 'patch', type: 'configmaps', name: 'c', result: 'created', status: 201 }],
  blocked: { kind: 'waits', reason: 'NotReady', message: 'it starts' },
  outcome: 'waits',
};

test('passes of a trace: those of the object, a half last line left out, any other bad line named', () => {
  const object = { kind: 'Widget', namespace: 'ns', name: 'w' };
  const read = (text: string): readonly string[] => told(traceMoments(text, 't.ndjson', [{ type: WIDGET, object }]));
  const line = (more: object = {}): string => JSON.stringify({ ...RECORD, ...more });
  const pass = '2026-01-01T00:00:01.250Z pass #8c1f 42ms; waits; woken by change; created configmaps/c; NotReady: it starts';
  expect(read(`${line()}\n${line({ target: 'widgets.test.dev/v' })}\n${line({ namespace: 'other' })}\n`)).toEqual([pass]);
  expect(read(`${line()}\n{"kind":"Reconc`)).toEqual([pass]);
  expect(() => read(`${line()}\n{"kind":\n${line()}`)).toThrow('t.ndjson is no trace: line 2 is not JSON');
  expect(() => read('{"kind":"Event"}\n')).toThrow('line 1 is no record of a reconcile');
  expect(() => read(`${line({ at: 'now' })}\n`)).toThrow('line 1 has no time "at"');
});

const anyMoment: fc.Arbitrary<Moment> = fc
  .record({
    second: fc.nat(5),
    name: fc.constantFrom('a-2', 'a-10'),
    what: fc.constantFrom('event' as const, 'condition' as const, 'spec' as const),
  })
  .map(({ second, name, what }): Moment => {
    const base = { at: `2026-01-01T00:00:0${String(second)}Z`, object: { kind: 'Pod', name }, bad: false };
    if (what === 'spec') return { ...base, what, change: 'created', managers: [], fields: [] };
    if (what === 'condition') return { ...base, what, condition: 'Ready', status: 'True', reason: '', message: '' };
    return { ...base, what, type: 'Normal', reason: 'R', message: '', count: 1, first: base.at, source: '' };
  });

test('one list, the oldest first, whatever the order in which it was collected; nothing is lost but what is not wanted', () => {
  fc.assert(
    fc.property(fc.array(anyMoment, { maxLength: 20 }), fc.nat(5), (moments, from) => {
      const merged = mergeMoments(moments, ALL);
      expect(merged).toHaveLength(moments.length);
      expect(mergeMoments(moments.toReversed(), ALL)).toEqual(merged);
      const times = merged.map(({ at }) => Date.parse(at));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      const since = Date.parse(`2026-01-01T00:00:0${String(from)}Z`);
      expect(mergeMoments(moments, { types: ['event'], since })).toEqual(
        merged.filter(({ what, at }) => what === 'event' && Date.parse(at) >= since),
      );
    }),
  );
});

test('text: times alone off a terminal; on one ages and the clock, and a time to come as it is', async () => {
  const at = (time: string): Moment => ({
    at: time,
    what: 'condition',
    object: { kind: 'Widget', name: 'w' },
    bad: true,
    condition: 'Ready',
    status: 'False',
    reason: 'R',
    message: 'a long message',
  });
  const moments = ['2025-12-01T00:00:00Z', '2026-01-01T00:00:00.123456Z', '2026-01-01T00:05:00Z'].map(at);
  const layout = { now: Date.parse('2026-01-01T00:01:00.500Z'), color: false };
  expect(await formatTimeline(moments, { ...layout, width: undefined }))
    .toBe(`2025-12-01T00:00:00Z  condition  widget/w  Ready=False (R): a long message
2026-01-01T00:00:00Z  condition  widget/w  Ready=False (R): a long message
2026-01-01T00:05:00Z  condition  widget/w  Ready=False (R): a long message
`);
  const terminal = await formatTimeline(moments, { ...layout, width: 70 });
  expect(terminal).toBe(`   31d  2025-12-01T00:00:00Z  condition  widget/w  Ready=False (R): a…
   60s  00:00:00Z             condition  widget/w  Ready=False (R): a…
        2026-01-01T00:05:00Z  condition  widget/w  Ready=False (R): a…
`);
  expect(await formatTimeline(moments, { ...layout, color: true, width: 200 })).toContain(
    '\u001B[33mReady=False (R): a long message\u001B[0m\n',
  );
});
