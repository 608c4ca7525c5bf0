import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { tempDir } from '../../../../test/support/temp-dir.ts';
import type { LiveRow, LiveSource, LiveState } from '../../../ui/live-source.ts';
import { EMPTY_STATE } from './empty-state.ts';
import { createLiveModel, type LiveModel } from './live-model.ts';
import { parseRecording } from './parse-recording.ts';
import { openRecording, recordStates } from './record-states.ts';
import { replaySource } from './replay-source.ts';
import { stateDelta, withDelta, type StateDelta } from './state-delta.ts';

function row(id: string, health: LiveRow['health'] = 'healthy'): LiveRow {
  return {
    id,
    system: 'maia',
    kind: 'MaiaTenant',
    target: `maiatenant/${id}`,
    name: id,
    phase: health,
    health,
    ready: '',
    reason: '',
    message: '',
    createdAt: 1,
    sinceAt: 1,
  };
}

const HEAD = '{"apiVersion":"cli.maia.cuemby.com/v1","kind":"LiveRecording","format":1}\n';

const change = fc.oneof(
  fc.record({ do: fc.constant('put' as const), id: fc.constantFrom('a', 'b', 'c'), ill: fc.boolean() }),
  fc.record({ do: fc.constant('drop' as const), id: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ do: fc.constant('moment' as const), at: fc.nat(20) }),
  fc.record({ do: fc.constant('log' as const), line: fc.constantFrom('x', 'y') }),
  fc.record({ do: fc.constant('detail' as const), id: fc.option(fc.constantFrom('a', 'b')) }),
  fc.record({ do: fc.constant('connection' as const), latencyMs: fc.nat(5) }),
);

type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function make(model: LiveModel, one: Change): void {
  if (one.do === 'put') model.put(row(one.id, one.ill ? 'failed' : 'healthy'));
  else if (one.do === 'drop') model.drop(one.id);
  else if (one.do === 'moment') model.add([{ at: one.at, what: 'event', bad: false, target: 't', text: `at ${String(one.at)}` }]);
  else if (one.do === 'log') model.log(one.line);
  else if (one.do === 'connection') model.connection({ ...EMPTY_STATE.connection, latencyMs: one.latencyMs });
  else model.detail(one.id === null ? undefined : { id: one.id, finalizers: [], conditions: [], nodes: [], why: [], unread: [] });
}

test('a state with the delta to another one is that other one, also after a way through JSON', () => {
  fc.assert(
    fc.property(fc.array(fc.array(change, { maxLength: 6 }), { maxLength: 12 }), (batches) => {
      const model = createLiveModel(EMPTY_STATE.connection);
      let [before, replayed]: [LiveState, LiveState] = [EMPTY_STATE, EMPTY_STATE];
      for (const batch of batches) {
        for (const one of batch) make(model, one);
        const after = model.state();
        const delta = stateDelta(before, after, 1);
        if (delta !== undefined) {
          const [read] = parseRecording(`${HEAD}${JSON.stringify(delta)}\n`, 'f');
          expect(read).toEqual(delta);
          replayed = withDelta(replayed, read ?? delta);
        }
        expect(replayed).toEqual(after);
        before = after;
      }
    }),
    { numRuns: 200 },
  );
});

test('a recording is written as things change, several changes at once as one line, and never over another file', async () => {
  const file = path.join(tempDir(), 'top.ndjson');
  const clock = fakeClock();
  const model = createLiveModel(EMPTY_STATE.connection);
  const source = { state: model.state, subscribe: model.subscribe } as LiveSource;
  const recorder = recordStates(source, await openRecording(file), file, 'maia.cuemby.com', clock);
  model.put(row('a'));
  model.put(row('b'));
  await clock.advanceAsync(200);
  await clock.advanceAsync(5_000);
  model.drop('a');
  expect(await recorder.end()).toBeUndefined();
  const deltas = parseRecording(await readFile(file, 'utf8'), file);
  expect(deltas.map(({ set, gone }) => [set?.map(({ id }) => id), gone])).toEqual([
    [['a', 'b'], undefined],
    [undefined, ['a']],
  ]);
  expect((await readFile(file, 'utf8')).startsWith(HEAD)).toBe(true);
  await expect(openRecording(file)).rejects.toMatchObject({ message: `cannot record to ${file}`, why: 'the file exists already', exit: 2 });
});

test.each([
  ['no JSON at all', 'x\n', 'f:1', 'the line is not JSON'],
  ['another file', '{"kind":"List"}\n', 'f:1', 'apiVersion: Invalid input: expected string, received undefined'],
  ['a torn line in the middle', `${HEAD}{"at":1}\n{"at\n{"at":2}\n`, 'f:3', 'the line is not JSON'],
  ['a wrong value', `${HEAD}{"at":1}\n{"at":2,"gone":[7]}\n`, 'f:3', 'gone.0: Invalid input: expected string, received number'],
  ['nothing but a head', HEAD, 'f:1', 'it holds no state'],
])('%s is refused with its line', (_name, content, where, why) => {
  expect(() => parseRecording(content, 'f')).toThrow(
    expect.objectContaining({ message: `${where}: this is no recording of the live screen`, why }),
  );
});

test('a last line that was cut off is left out', () => {
  expect(parseRecording(`${HEAD}{"at":1}\n{"at":2,"go`, 'f')).toEqual([{ at: 1 }]);
  expect(parseRecording(`${HEAD}{"at":1}\n{"at":2}`, 'f')).toEqual([{ at: 1 }, { at: 2 }]);
});

test('what a recording says cannot speak to the terminal', () => {
  const line = JSON.stringify({ at: 1, log: ['\u001B]52;c;eA==\u0007a\u001B[2Jb'] });
  expect(parseRecording(`${HEAD}${line}\n`, 'f')[0]?.log).toEqual(['ab']);
});

const DELTAS: readonly StateDelta[] = [
  { at: 1_000, set: [row('a'), row('b', 'failed')] },
  { at: 1_500, set: [row('c', 'pending')] },
  { at: 60_000, set: [row('a', 'failed')] },
  { at: 60_100, set: [row('a')], gone: ['b'] },
  { at: 60_200, moments: [{ seq: 1, at: 60_200, what: 'event', bad: true, target: 'a', text: 'Oops' }] },
];

function ids(state: LiveState): string {
  return [...state.rows.values()].map(({ id, health }) => `${id}:${health}`).join(' ');
}

test('it plays at the pace at which it was made, but waits for nothing longer than two seconds, and ends', async () => {
  const clock = fakeClock();
  const source = replaySource(DELTAS, clock);
  let told = 0;
  source.subscribe(() => (told += 1));
  expect([ids(source.state()), source.replay.position()]).toEqual(['a:healthy b:failed', { index: 0, total: 5, paused: false, at: 1_000 }]);
  await clock.advanceAsync(499);
  expect(told).toBe(0);
  await clock.advanceAsync(1);
  expect(ids(source.state())).toBe('a:healthy b:failed c:pending');
  await clock.advanceAsync(2_000);
  expect(source.replay.position().index).toBe(2);
  await clock.advanceAsync(1_000);
  expect([source.replay.position(), clock.pending()]).toEqual([{ index: 4, total: 5, paused: true, at: 60_200 }, 0]);
});

test('steps, jumps to what became worse, and goes on', async () => {
  const clock = fakeClock();
  const { replay, state } = replaySource(DELTAS, clock);
  replay.jump(1);
  expect([replay.position().index, replay.position().paused, clock.pending()]).toEqual([2, true, 0]);
  replay.jump(1);
  expect(replay.position().index).toBe(4);
  replay.jump(-1);
  expect(replay.position().index).toBe(2);
  replay.step(1);
  expect(ids(state())).toBe('a:healthy c:pending');
  replay.step(-1);
  expect(ids(state())).toBe('a:failed b:failed c:pending');
  replay.jump(-1);
  replay.step(-1);
  expect(replay.position().index).toBe(0);
  replay.resume();
  await clock.advanceAsync(500);
  expect(replay.position()).toMatchObject({ index: 1, paused: false });
});

test('going back is exact however long it is', () => {
  const many = Array.from({ length: 300 }, (_, index): StateDelta => ({ at: index, set: [row(`r${String(index % 7)}`)], changes: index }));
  const { replay, state } = replaySource(many, fakeClock());
  for (let index = 0; index < 200; index += 1) replay.step(1);
  for (const wanted of [199, 198, 197]) {
    replay.step(-1);
    expect([replay.position().index, state().changes]).toEqual([wanted, wanted]);
  }
});
