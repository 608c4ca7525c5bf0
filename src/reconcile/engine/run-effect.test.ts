import { expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { sampleError, sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type RecordedCall, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { ApiError } from '../../cluster/api-error.ts';
import { SECRET } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { EffectHandler, EffectResult, EventNote, Store } from './contract.ts';
import { StalePlanError } from './failures.ts';
import { LeaseOverError } from './fenced-api.ts';
import { LeaseTooShortError, runEffect } from './run-effect.ts';

const PRIMARY = sampleWidget({ status: { phase: 'Pending' } });
const SUBMITTED: Store = { into: 'status', patch: { job: 'j-1' } };
const KEY_STORE: Store = { into: 'secret', key: { namespace: 'ns', name: 'keys' }, data: { key: Buffer.from('k') }, resourceVersion: '7' };
const SECRET_STORED = sampleObject(SECRET, { namespace: 'ns', name: 'keys' }, { metadata: { resourceVersion: '8' } });

interface Bench extends ScriptedApi {
  readonly clock: FakeClock;
  readonly log: string[];
  readonly primaries: KubeObject[];
  readonly secrets: KubeObject[];
  readonly run: (handler?: Partial<EffectHandler>) => Promise<readonly EventNote[]>;
  readonly stop: AbortController;
}

interface Given {
  readonly stores?: readonly Store[];
  readonly leaseMs?: number;
  readonly undo?: (signal: AbortSignal) => Promise<void>;
}

function bench(script: Script, { stores = [SUBMITTED], leaseMs = 60_000, undo }: Given = {}): Bench {
  const log: string[] = [];
  const told = (call: RecordedCall): void => void log.push(`${call.verb} ${call.resource}`);
  const scripted = scriptedApi(script);
  const clock = fakeClock();
  const stop = new AbortController();
  const primaries: KubeObject[] = [];
  const secrets: KubeObject[] = [];
  const result: EffectResult = {
    stores,
    undo: async (signal) => {
      for (const call of scripted.calls) told(call);
      log.push('undo');
      await undo?.(signal);
    },
  };
  const run = async (handler: Partial<EffectHandler> = {}): Promise<readonly EventNote[]> =>
    runEffect(
      {
        api: scripted.api,
        clock,
        random: () => 0,
        fieldManager: 'us',
        primaryType: WIDGET,
        primary: PRIMARY,
        signal: stop.signal,
        readSecret: async () => Promise.resolve(undefined),
        leaseCovers: (ms) => ms <= leaseMs,
        onPrimary: (stored) => primaries.push(stored),
        onSecret: (stored) => secrets.push(stored),
      },
      {
        timeoutMs: 10_000,
        run: async (input) => {
          log.push(`run ${JSON.stringify(input)}`);
          return Promise.resolve(result);
        },
        ...handler,
      },
      { a: 1 },
    );
  return { ...scripted, clock, log, primaries, secrets, run, stop };
}

/** What a run came to, so that the clock can be moved meanwhile. */
async function outcome(run: Promise<unknown>): Promise<string> {
  try {
    await run;
    return 'done';
  } catch (error) {
    return String(error);
  }
}

const stored = (resourceVersion: string, status: object): KubeObject => sampleWidget({ metadata: { resourceVersion }, status });

test('what the effect gave is stored beside the rest of the status, on the version that the plan saw', async () => {
  const at = bench({ patch: stored('2', { phase: 'Pending', job: 'j-1' }) });
  await at.run();
  expect(at.log).toEqual(['run {"a":1}']);
  expect(at.calls).toMatchObject([
    { verb: 'patch', body: { body: { metadata: { uid: 'uid-w', resourceVersion: '1' }, status: { job: 'j-1' } } } },
  ]);
  expect(at.primaries.map(({ metadata }) => metadata.resourceVersion)).toEqual(['2']);
});

test('what an earlier attempt already did is recognised and stored, not done again', async () => {
  const at = bench({ patch: stored('2', {}) });
  await at.run({ recognise: async () => Promise.resolve({ stores: [SUBMITTED] }) });
  expect(at.log).toEqual([]);
  expect(at.calls).toHaveLength(1);
  const unknown = bench({ patch: stored('2', {}) });
  await unknown.run({ recognise: async () => Promise.resolve(undefined) });
  expect(unknown.log).toEqual(['run {"a":1}']);
});

test('what it has to tell is told only once it is stored', async () => {
  const events: readonly EventNote[] = [{ type: 'Normal', reason: 'Submitted', message: 'job j-1' }];
  const run = async (): Promise<EffectResult> => Promise.resolve({ stores: [SUBMITTED], events });
  expect(await bench({ patch: stored('2', {}) }).run({ run })).toEqual(events);
  await expect(bench({ patch: sampleError('Forbidden') }).run({ run })).rejects.toThrow('the server says Forbidden');
});

test('a handler that finds what the plan saw changed makes it planned anew', async () => {
  const stale = Object.assign(new Error('Secret/ns/keys'), { reason: 'Stale', stuck: false });
  const run = async (): Promise<EffectResult> => Promise.reject(stale);
  await expect(bench({}).run({ run })).rejects.toThrow(new StalePlanError('Secret/ns/keys', stale));
});

test('several stores go in order, each on what the one before left', async () => {
  const answers = [stored('2', { phase: 'Pending', job: 'j-1' }), stored('3', {})];
  const at = bench(
    { patch: [answers[0] ?? PRIMARY, SECRET_STORED, answers[1] ?? PRIMARY] },
    { stores: [SUBMITTED, KEY_STORE, { into: 'status', patch: { key: true } }] },
  );
  await at.run();
  expect(at.lines()).toEqual(['patch widgets.test.dev ns/w', 'patch secrets ns/keys', 'patch widgets.test.dev ns/w']);
  expect(at.calls[2]).toMatchObject({ body: { body: { metadata: { resourceVersion: '2' }, status: { key: true } } } });
  expect(at.secrets).toEqual([SECRET_STORED]);
});

test('with a lease that does not last for the time-out nothing is done', async () => {
  const at = bench({}, { leaseMs: 9_999 });
  await expect(at.run({ recognise: async () => Promise.reject(new Error('called')) })).rejects.toThrow(LeaseTooShortError);
  expect([at.log, at.calls]).toEqual([[], []]);
});

test('a handler is told to stop at its time-out, and when the loop stops', async () => {
  const hanging: Partial<EffectHandler> = {
    run: async (_input, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
  const at = bench({});
  const late = outcome(at.run(hanging));
  await at.clock.advanceAsync(10_000);
  expect(await late).toContain('no answer within 10000 ms');
  const stopped = outcome(at.run(hanging));
  await at.clock.advanceAsync(1);
  at.stop.abort(new Error('the end'));
  expect(await stopped).toContain('the end');
  expect(at.clock.pending()).toBe(0);
});

test('a failing effect stores and undoes nothing', async () => {
  const at = bench({});
  await expect(at.run({ run: async () => Promise.reject(new Error('the gateway says no')) })).rejects.toThrow('the gateway says no');
  expect(at.calls).toEqual([]);
});

test('storing is tried again on errors that pass', async () => {
  const at = bench({ patch: [sampleError('Unreachable'), sampleError('ServiceUnavailable'), stored('2', {})] });
  const running = at.run();
  await at.clock.advanceAsync(1_000);
  await running;
  expect(at.calls).toHaveLength(3);
  expect(at.log).not.toContain('undo');
});

test('a store in the status survives an edit in between: it goes onto the newest version', async () => {
  const edited = stored('5', { phase: 'Pending', conditions: [] });
  const at = bench({ patch: [sampleError('Conflict'), stored('6', {})], get: edited });
  const running = at.run();
  await at.clock.advanceAsync(1_000);
  await running;
  expect(at.lines()).toEqual(['patch widgets.test.dev ns/w', 'get widgets.test.dev ns/w', 'patch widgets.test.dev ns/w']);
  expect(at.calls[2]).toMatchObject({ body: { body: { metadata: { resourceVersion: '5' }, status: { job: 'j-1' } } } });
});

test('an object of the same name that is another one by now gets nothing: the effect is undone', async () => {
  const at = bench({ patch: [sampleError('Conflict')], get: sampleWidget({ metadata: { uid: 'another' } }) });
  await expect(at.run()).rejects.toThrow(StalePlanError);
  expect(at.log.at(-1)).toBe('undo');
});

test('a Secret that somebody else changed meanwhile is not fought for: the effect is undone and planned anew', async () => {
  const at = bench({ patch: [sampleError('Conflict')], get: SECRET_STORED }, { stores: [KEY_STORE] });
  await expect(at.run()).rejects.toThrow(StalePlanError);
  expect(at.log).toEqual(['run {"a":1}', 'patch secrets', 'get secrets', 'undo']);
});

test('storing that fails for good, or too often, undoes once', async () => {
  const forbidden = bench({ patch: sampleError('Forbidden') });
  await expect(forbidden.run()).rejects.toThrow('Forbidden');
  expect(forbidden.log.filter((entry) => entry === 'undo')).toHaveLength(1);
  const down = bench({ patch: new ApiError({ reason: 'Unreachable', message: 'refused', networkCode: 'ECONNREFUSED' }) });
  const running = outcome(down.run());
  await down.clock.advanceAsync(60_000);
  expect(await running).toContain('refused');
  expect(down.calls.length).toBeGreaterThan(2);
  expect(down.log.at(-1)).toBe('undo');
});

test.each(['RequestTimeout', 'Unreachable', 'Garbage', 'InternalError'] as const)(
  'what may have been stored is not undone: the next attempt recognises it (%s)',
  async (reason) => {
    const at = bench({ patch: [sampleError(reason), ...Array.from({ length: 9 }, () => sampleError('Forbidden'))] });
    const running = outcome(at.run());
    await at.clock.advanceAsync(60_000);
    expect(await running).toContain(reason === 'Garbage' ? 'Garbage' : 'Forbidden');
    expect(at.log).not.toContain('undo');
  },
);

test('a store that was not sent because the lease is over is undone: nobody knows of what was made', async () => {
  const at = bench({ patch: new LeaseOverError() });
  await expect(at.run()).rejects.toThrow('the lease is not sure to be held any more');
  expect(at.log.at(-1)).toBe('undo');
});

test('a store that is broken off while it is on its way is not undone', async () => {
  const at = bench({
    patch: async ({ options }) =>
      new Promise((_resolve, reject) => {
        const signal = options['signal'] as AbortSignal;
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  });
  const running = outcome(at.run());
  await at.clock.advanceAsync(1);
  at.stop.abort(new Error('the end'));
  expect(await running).toContain('the end');
  expect(at.log).not.toContain('undo');
});

test('undoing is possible though the pass was broken off: it has a time-out of its own', async () => {
  const signals: boolean[] = [];
  const refused = sampleError('TooManyRequests');
  const at = bench({ patch: refused }, { undo: async (signal) => Promise.resolve(void signals.push(signal.aborted)) });
  const running = outcome(at.run());
  await at.clock.advanceAsync(1);
  at.stop.abort(new Error('the end'));
  expect(await running).toContain('the end');
  expect(signals).toEqual([false]);
});

test('where undoing fails too, both reasons are told', async () => {
  const at = bench({ patch: sampleError('Forbidden') }, { undo: async () => Promise.reject(new Error('gateway down')) });
  await expect(at.run()).rejects.toThrow(
    'its result could not be stored (the server says Forbidden), and undoing it failed too: gateway down',
  );
});
