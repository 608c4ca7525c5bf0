import { expect, onTestFinished, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { sampleError, sampleObject, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type RecordedCall, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import type { WatchEvent } from '../../cluster/kube-api.ts';
import { pause } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { silentLog } from '../../kernel/log.ts';
import { createObjectStore, type ObjectStore, type StoreChange } from './object-store.ts';
import { runReflector, type ReflectorOptions, type ReflectorState } from './reflector.ts';

/** A stream that stays open and silent until it is broken off. */
const OPEN = 'open';
type Item = WatchEvent | Error | typeof OPEN | { readonly quietMs: number };

function object(name: string, resourceVersion: string): KubeObject {
  return sampleObject(WIDGET, { namespace: 'ns', name }, { metadata: { resourceVersion } });
}

const added = (name: string, version: string): WatchEvent => ({ type: 'ADDED', object: object(name, version) });
const modified = (name: string, version: string): WatchEvent => ({ type: 'MODIFIED', object: object(name, version) });
const deleted = (name: string, version: string): WatchEvent => ({ type: 'DELETED', object: object(name, version) });
const bookmark = (resourceVersion: string, initialEventsEnd = false): WatchEvent => ({
  type: 'BOOKMARK',
  resourceVersion,
  initialEventsEnd,
});

interface Bench extends ScriptedApi {
  readonly clock: FakeClock;
  readonly store: ObjectStore;
  readonly changes: StoreChange[];
  readonly states: ReflectorState[];
  readonly errors: unknown[];
  readonly stop: AbortController;
  readonly running: Promise<void>;
  /** What each watch asked for: a streamed list, or to go on from a version. */
  readonly watches: () => readonly unknown[];
}

/** Runs a reflector whose watches play the given streams, one after the other; the last is followed by an open one. */
function reflect(
  streams: readonly (readonly Item[])[],
  more: { readonly list?: Script['list']; readonly options?: Partial<ReflectorOptions> } = {},
): Bench {
  const clock = fakeClock();
  const stop = new AbortController();
  async function* play(call: RecordedCall, items: readonly Item[]): AsyncGenerator<WatchEvent> {
    for (const item of items) {
      if (item instanceof Error) throw item;
      if (item === OPEN) {
        await new Promise((_resolve, reject) => {
          (call.options['signal'] as AbortSignal).addEventListener('abort', () => reject(new Error('broken off')));
        });
      } else if (typeof item === 'object' && 'quietMs' in item) await pause(clock, item.quietMs, stop.signal);
      else yield item;
    }
  }
  const scripted = scriptedApi({
    watch: [...streams, [OPEN] as const].map((items) => (call: RecordedCall) => play(call, items)),
    ...(more.list === undefined ? {} : { list: more.list }),
  });
  const errors: unknown[] = [];
  const store = createObjectStore((error) => errors.push(error));
  const changes: StoreChange[] = [];
  const states: ReflectorState[] = [];
  store.listen((change) => changes.push(change));
  const running = runReflector(
    {
      api: scripted.api,
      type: WIDGET,
      store,
      transform: (item) => item,
      clock,
      random: () => 0,
      log: silentLog,
      onState: (state) => states.push(state),
      ...more.options,
    },
    stop.signal,
  );
  onTestFinished(async () => {
    stop.abort();
    await running;
  });
  const watches = (): readonly unknown[] =>
    scripted.calls
      .filter(({ verb }) => verb === 'watch')
      .map(({ options }) => (options['sendInitialEvents'] === true ? 'list' : options['resourceVersion']));
  return { ...scripted, clock, store, changes, states, errors, stop, running, watches };
}

const LIST: readonly Item[] = [added('a', '1'), added('b', '2'), bookmark('5', true)];

test('a streamed list fills the store and is complete at its bookmark; then the stream goes on', async () => {
  const at = reflect([[...LIST, modified('a', '6'), deleted('b', '7'), OPEN]]);
  await at.clock.advanceAsync(0);
  expect(at.calls).toHaveLength(1);
  expect(at.calls[0]?.options).toMatchObject({ sendInitialEvents: true, timeoutSeconds: 300, idleTimeoutMs: 75_000 });
  expect([...at.store.values()]).toEqual([object('a', '6')]);
  expect(at.changes.map(({ key, initial }) => [key, initial])).toEqual([
    ['ns/a', true],
    ['ns/b', true],
    ['ns/a', false],
    ['ns/b', false],
  ]);
  expect(at.states).toEqual([{ synced: true, lists: 1 }]);
});

test('scope and selectors go along; only what is in scope is dropped after a list', async () => {
  const options = { namespace: 'ns', labelSelector: 'l', fieldSelector: 'f' };
  const at = reflect([[sampleError('Invalid')]], { options, list: { items: [], resourceVersion: '9' } });
  at.store.put(sampleObject(WIDGET, { namespace: 'other', name: 'kept' }));
  at.store.put(object('gone', '1'));
  await at.clock.advanceAsync(0);
  expect(at.calls.map(({ verb }) => verb)).toEqual(['watch', 'list', 'watch']);
  for (const call of at.calls) expect(call.options).toMatchObject(options);
  expect([...at.store.keys()]).toEqual(['other/kept']);
});

test.each(['Invalid', 'BadRequest', 'MethodNotAllowed'] as const)(
  'a server that does not stream lists (%s) is asked for pages, and not asked again to stream',
  async (reason) => {
    const pages = [
      { items: [object('a', '1')], resourceVersion: '5', continue: 'token' },
      { items: [object('b', '2')], resourceVersion: '5' },
      { items: [object('b', '2')], resourceVersion: '9' },
    ];
    const at = reflect([[sampleError(reason)], [sampleError('Expired')]], { list: pages, options: { pageSize: 1 } });
    await at.clock.advanceAsync(5_000);
    expect(at.calls.filter(({ verb }) => verb === 'list').map(({ options }) => [options['limit'], options['continue']])).toEqual([
      [1, undefined],
      [1, 'token'],
      [1, undefined],
    ]);
    expect(at.watches()).toEqual(['list', '5', '9']);
    expect([...at.store.keys()]).toEqual(['ns/b']);
  },
);

test('a stream that the server closed is taken up at once, at the last version or bookmark', async () => {
  const at = reflect([LIST, [modified('a', '6')], [modified('a', '7'), bookmark('9')], [modified('a', '10')]]);
  await at.clock.advanceAsync(0);
  expect(at.watches()).toEqual(['list', '5', '6', '9', '10']);
  expect(at.clock.now()).toBe(fakeClock().now());
  expect(at.states.at(-1)).toEqual({ synced: true, lists: 1 });
});

test('a broken stream is taken up at the last version after a pause that doubles', async () => {
  const broken = [sampleError('Unreachable')];
  const at = reflect([[...LIST, modified('a', '6'), sampleError('Timeout')], broken, broken]);
  await at.clock.advanceAsync(0);
  expect(at.states.at(-1)).toMatchObject({ synced: true, error: sampleError('Timeout') });
  for (const [wait, watches] of [
    [799, 1],
    [1, 2],
    [1_599, 2],
    [1, 3],
    [3_199, 3],
    [1, 4],
  ] as const) {
    await at.clock.advanceAsync(wait);
    expect(at.watches()).toHaveLength(watches);
  }
  expect(at.watches()).toEqual(['list', '6', '6', '6']);
});

test('a server that wants us back in an hour is asked before: a proxy in its maintenance says so', async () => {
  const at = reflect([LIST, [sampleError('ServiceUnavailable', { retryAfterMs: 3_600_000 })], [modified('a', '9'), OPEN]]);
  await at.clock.advanceAsync(65_000);
  expect(at.store.get('ns/a')?.metadata.resourceVersion).toBe('9');
});

test('a pause is at least as long as the server asks for', async () => {
  const at = reflect([LIST, [sampleError('TooManyRequests', { retryAfterMs: 20_000 })]]);
  await at.clock.advanceAsync(19_999);
  expect(at.watches()).toHaveLength(2);
  await at.clock.advanceAsync(1);
  expect(at.watches()).toHaveLength(3);
});

test.each<[string, readonly Item[]]>([
  ['as the answer', [sampleError('Expired')]],
  ['inside the stream', [modified('b', '6'), sampleError('Gone')]],
])('410 %s leads to a new list, which is compared: what went and what changed meanwhile is told as such', async (_how, stream) => {
  const at = reflect([LIST, stream, [added('b', '8'), added('c', '9'), bookmark('10', true), OPEN]]);
  await at.clock.advanceAsync(30_000);
  expect(at.watches()).toEqual(['list', '5', 'list']);
  expect([...at.store.keys()].toSorted()).toEqual(['ns/b', 'ns/c']);
  const relist = at.changes.slice(-3);
  expect(relist.map(({ key, before, after, initial }) => [key, before !== undefined, after?.metadata.resourceVersion, initial])).toEqual([
    ['ns/b', true, '8', false],
    ['ns/c', false, '9', false],
    ['ns/a', true, undefined, false],
  ]);
  expect(at.states.at(-1)).toEqual({ synced: true, lists: 2 });
});

test('a server that drops every version at once is listed less and less often', async () => {
  const rounds = Array.from({ length: 10 }, () => [LIST, [sampleError('Expired')]]).flat();
  const at = reflect(rounds);
  await at.clock.advanceAsync(10_000);
  expect(at.watches().filter((watch) => watch === 'list').length).toBeLessThanOrEqual(5);
});

test('a list that breaks off is begun anew; nothing is dropped meanwhile', async () => {
  const at = reflect([[added('a', '1')], [added('b', '2'), bookmark('5', true), OPEN]]);
  at.store.put(object('old', '1'));
  await at.clock.advanceAsync(0);
  expect([...at.store.keys()]).toEqual(['ns/old', 'ns/a']);
  expect(at.states.at(-1)).toMatchObject({ synced: false });
  await at.clock.advanceAsync(800);
  expect([...at.store.keys()]).toEqual(['ns/b']);
  expect(at.watches()).toEqual(['list', 'list']);
});

test('streams that end at once and empty are not taken up in a hot loop', async () => {
  const at = reflect([LIST, ...Array.from({ length: 20 }, (): readonly Item[] => [])]);
  await at.clock.advanceAsync(10_000);
  expect(at.watches().length).toBeLessThan(8);
});

test('quiet streams that live for a while are taken up at once, also after a failure', async () => {
  const quiet: readonly Item[] = [{ quietMs: 60_000 }];
  const at = reflect([LIST, [sampleError('Unreachable')], quiet, quiet, quiet]);
  await at.clock.advanceAsync(1_600);
  for (const watches of [3, 4, 5, 6]) {
    expect(at.watches()).toHaveLength(watches);
    await at.clock.advanceAsync(60_000);
  }
});

test('who may not watch is told, and asked again every 30 s', async () => {
  const at = reflect([[sampleError('Forbidden')], [sampleError('Forbidden')], LIST]);
  await at.clock.advanceAsync(0);
  expect(at.states).toEqual([{ synced: false, error: sampleError('Forbidden'), lists: 1 }]);
  await at.clock.advanceAsync(29_999);
  expect(at.watches()).toHaveLength(1);
  await at.clock.advanceAsync(1);
  expect(at.watches()).toHaveLength(2);
  await at.clock.advanceAsync(30_000);
  expect(at.states.at(-1)).toEqual({ synced: true, lists: 3 });
});

test('an error is over with the first sign of life, not with the end of the next stream', async () => {
  const at = reflect([LIST, [sampleError('Forbidden')], [bookmark('6'), OPEN]]);
  await at.clock.advanceAsync(0);
  expect(at.states.at(-1)).toMatchObject({ error: sampleError('Forbidden') });
  await at.clock.advanceAsync(30_000);
  expect(at.states.at(-1)).toEqual({ synced: true, lists: 1 });
});

test('a listener that throws stops nothing', async () => {
  const at = reflect([[...LIST, modified('a', '6'), OPEN]]);
  at.store.listen(() => {
    throw new Error('bad listener');
  });
  await at.clock.advanceAsync(0);
  expect(at.errors).toHaveLength(3);
  expect(at.store.get('ns/a')?.metadata.resourceVersion).toBe('6');
  expect(at.watches()).toHaveLength(1);
});

test('it never rejects, whatever is thrown at it', async () => {
  const at = reflect([[new TypeError('oops')], [sampleError('Garbage')], [sampleError('InternalError')], LIST]);
  await at.clock.advanceAsync(60_000);
  expect(at.states.at(-1)).toMatchObject({ synced: true });
  at.stop.abort();
  await expect(at.running).resolves.toBeUndefined();
});

test.each<[string, readonly (readonly Item[])[]]>([
  ['in a list', [[added('a', '1'), OPEN]]],
  ['in a stream', [[...LIST, OPEN]]],
  ['in a pause', [[sampleError('Forbidden')]]],
])('an end %s is an end at once, with no timer and no further call', async (_where, streams) => {
  const at = reflect(streams);
  await at.clock.advanceAsync(0);
  at.stop.abort();
  await at.running;
  expect([at.calls.length, at.clock.pending()]).toEqual([1, 0]);
});
