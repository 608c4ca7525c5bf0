import { expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { sampleError, sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { EVENT, NAMESPACE } from '../../kernel/builtin-types.ts';
import { silentLog } from '../../kernel/log.ts';
import type { EventNote } from './contract.ts';
import { createEventRecorder, type EventRecorder } from './event-recorder.ts';

const NOTE: EventNote = { type: 'Normal', reason: 'Created', message: 'created Deployment d' };
const PRIMARY = sampleWidget();
const POSTED = sampleObject(EVENT, { namespace: 'ns', name: 'e' });
const MINUTE = 60_000;

function bench(
  script: Script = { create: POSTED, patch: POSTED },
): ScriptedApi & { readonly clock: FakeClock; readonly recorder: EventRecorder; readonly abort: AbortController } {
  const scripted = scriptedApi(script);
  const clock = fakeClock();
  const abort = new AbortController();
  const recorder = createEventRecorder({ api: scripted.api, clock, log: silentLog, component: 'us', signal: abort.signal });
  return { ...scripted, clock, abort, recorder };
}

test('an event says what it is about, who says it and when', async () => {
  const { recorder, calls } = bench();
  recorder.record(WIDGET, PRIMARY, [NOTE]);
  await recorder.flush();
  expect(calls).toMatchObject([
    {
      verb: 'create',
      resource: 'events',
      body: {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { namespace: 'ns', name: expect.stringMatching(/^w\.[0-9a-f]{16}$/) as string },
        involvedObject: { apiVersion: 'test.dev/v1', kind: 'Widget', namespace: 'ns', name: 'w', uid: 'uid-w', resourceVersion: '1' },
        ...NOTE,
        source: { component: 'us' },
        reportingComponent: 'us',
        firstTimestamp: '2026-01-01T00:00:00Z',
        lastTimestamp: '2026-01-01T00:00:00Z',
        count: 1,
      },
    },
  ]);
});

test('the same note is one series, told at 2, 4 and 8 times', async () => {
  const { recorder, calls, clock } = bench();
  for (let times = 1; times <= 9; times += 1) {
    recorder.record(WIDGET, PRIMARY, [NOTE]);
    await recorder.flush();
    clock.advance(1_000);
  }
  expect(calls.map(({ verb, body }) => [verb, (body as { body?: { count: number } }).body?.count])).toEqual([
    ['create', undefined],
    ['patch', 2],
    ['patch', 4],
    ['patch', 8],
  ]);
  expect(calls[1]?.key).toBe(calls[0]?.key);
  expect(calls[1]?.body).toMatchObject({ body: { lastTimestamp: '2026-01-01T00:00:01Z' } });
});

test('after six quiet minutes it is a new event', async () => {
  const { recorder, calls, clock } = bench();
  for (const quiet of [0, 6 * MINUTE - 1, 6 * MINUTE]) {
    clock.advance(quiet);
    recorder.record(WIDGET, PRIMARY, [NOTE]);
    await recorder.flush();
  }
  expect(calls.map(({ verb }) => verb)).toEqual(['create', 'patch', 'create']);
  expect(calls[2]?.key).not.toBe(calls[0]?.key);
});

test('another object, type, reason or message is another event', async () => {
  const { recorder, lines } = bench();
  recorder.record(WIDGET, PRIMARY, [NOTE, { ...NOTE, type: 'Warning' }, { ...NOTE, reason: 'R' }, { ...NOTE, message: 'm' }]);
  recorder.record(WIDGET, sampleWidget({ metadata: { uid: 'other' } }), [NOTE]);
  await recorder.flush();
  expect(new Set(lines()).size).toBe(5);
});

test('events of cluster-scoped objects live in the namespace default', async () => {
  const { recorder, calls } = bench();
  recorder.record(NAMESPACE, sampleObject(NAMESPACE, { name: 'n' }), [NOTE]);
  await recorder.flush();
  expect(calls[0]?.key).toMatch(/^default\/n\./);
  expect(calls[0]?.body).not.toHaveProperty('involvedObject.namespace');
});

test('a message is cut to what the API server takes', async () => {
  const { recorder, calls } = bench();
  recorder.record(WIDGET, PRIMARY, [{ ...NOTE, message: 'x'.repeat(5_000) }]);
  await recorder.flush();
  expect(calls[0]?.body).toMatchObject({ message: 'x'.repeat(1_024) });
});

test('what cannot be posted is given up, never thrown, and those behind it still go', async () => {
  const { recorder, calls } = bench({ create: [sampleError('Forbidden'), sampleError('NotFound'), POSTED] });
  recorder.record(
    WIDGET,
    PRIMARY,
    ['a', 'b', 'c'].map((message) => ({ ...NOTE, message })),
  );
  await expect(recorder.flush()).resolves.toBeUndefined();
  expect(calls).toHaveLength(3);
});

test('an event that could not be posted is posted when the same happens again', async () => {
  const { recorder, calls } = bench({ create: [sampleError('Unreachable'), POSTED] });
  recorder.record(WIDGET, PRIMARY, [NOTE]);
  recorder.record(WIDGET, PRIMARY, [NOTE]);
  await recorder.flush();
  expect(calls.map(({ verb }) => verb)).toEqual(['create', 'create']);
});

test('the name of an event is one that the API server takes, wherever a long name is cut', async () => {
  const { recorder, calls } = bench();
  for (const tail of ['-', '--', '.'])
    recorder.record(WIDGET, sampleObject(WIDGET, { namespace: 'ns', name: `${'a'.repeat(200 - tail.length)}${tail}b` }), [NOTE]);
  await recorder.flush();
  const label = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
  for (const { key } of calls) expect(key).toMatch(new RegExp(`^ns/${label}(\\.${label})*$`));
  expect(calls).toHaveLength(3);
});
