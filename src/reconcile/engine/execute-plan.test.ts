import { expect, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { sampleError, sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type RecordedCall, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { CONFIG_MAP, DEPLOYMENT } from '../../kernel/builtin-types.ts';
import type { KubeObject, Manifest } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { createApplyMemory } from './apply-memory.ts';
import type { Child, EffectHandler, Step } from './contract.ts';
import { executeSteps, type StepsResult } from './execute-plan.ts';
import { createFailureMemory, StalePlanError, type FailureMemory } from './failures.ts';
import { ownerReferenceOf } from './intent.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import { createSemaphore } from './semaphore.ts';
import type { TypeCache } from './type-cache.ts';

type Status = Readonly<Record<string, unknown>>;

interface Bench extends ScriptedApi {
  readonly failures: FailureMemory;
  readonly store: ObjectStore;
  readonly seen: KubeObject[];
  readonly run: (steps: readonly Step<Status>[], primary?: KubeObject) => Promise<StepsResult>;
}

const PRIMARY = sampleWidget({ status: { phase: 'Pending' } });

function cacheOf(type: ResourceType, isRunning: boolean): TypeCache {
  const store = createObjectStore((error) => {
    throw error;
  });
  return {
    type,
    store,
    transform: (object) => object,
    isComplete: () => true,
    isSynced: () => true,
    error: () => undefined,
    lists: () => 1,
    synced: async () => Promise.resolve(),
    run: async () => Promise.resolve(),
    isRunning: () => isRunning,
  };
}

function bench(script: Script, effects: Readonly<Record<string, EffectHandler>> = {}): Bench {
  const scripted = scriptedApi(script);
  const failures = createFailureMemory();
  const caches = [cacheOf(CONFIG_MAP, true), cacheOf(DEPLOYMENT, false)];
  const seen: KubeObject[] = [];
  const memory = createApplyMemory();
  const run = async (steps: readonly Step<Status>[], primary = PRIMARY): Promise<StepsResult> =>
    executeSteps(
      {
        api: scripted.api,
        clock: fakeClock(),
        random: () => 0,
        now: 0,
        fieldManager: 'us',
        primaryType: WIDGET,
        signal: new AbortController().signal,
        memory,
        failures,
        effects,
        childTypes: [CONFIG_MAP, DEPLOYMENT],
        cacheOf: (type) => caches.find((cache) => cache.type === type),
        clusterIpSlots: createSemaphore(4),
        onRewritten: () => undefined,
        readSecret: async () => Promise.resolve(undefined),
        leaseCovers: () => true,
        onPrimary: (stored) => seen.push(stored),
        onSecret: () => undefined,
      },
      primary,
      { steps, status: {}, events: [] },
    );
  return { ...scripted, failures, store: caches[0]?.store ?? createObjectStore(() => undefined), seen, run };
}

function child(name: string, data: object = {}): Child {
  return { manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'ns', name }, data }, ownership: 'controlled' };
}

function wave(...names: readonly string[]): Step<Status> {
  return { do: 'apply', wave: names.map((name) => child(name)) };
}

/** Applies answer 201; those of a child named in `failing` with its error. */
function applying(failing: Readonly<Record<string, Error>> = {}): NonNullable<Script['apply']> {
  return ({ body }: RecordedCall) => {
    const sent = body as Manifest;
    const error = failing[sent.metadata.name];
    if (error !== undefined) throw error;
    return { object: sampleObject(CONFIG_MAP, sent.metadata, { ...sent, metadata: sent.metadata }), created: true };
  };
}

const OWNED = { ownerReferences: [ownerReferenceOf(WIDGET, PRIMARY)] };

function going(name: string): KubeObject {
  return sampleObject(CONFIG_MAP, { namespace: 'ns', name }, { metadata: { ...OWNED, deletionTimestamp: '2026-01-01T00:00:00Z' } });
}

const REMOVE_OLD: Step<Status> = { do: 'remove', refs: [{ type: CONFIG_MAP, namespace: 'ns', name: 'old' }], propagation: 'Background' };

test('steps run in order, and what was done is told', async () => {
  const held = sampleWidget({ metadata: { resourceVersion: '2', finalizers: ['f'] } });
  const at = bench({ patch: held, apply: applying() });
  const result = await at.run([{ do: 'hold', finalizer: 'f' }, wave('a'), wave('b')]);
  expect(at.lines()).toEqual(['patch widgets.test.dev ns/w', 'apply configmaps ns/a', 'apply configmaps ns/b']);
  expect(result).toMatchObject({ end: 'done', primary: held });
  expect(result.actions).toMatchObject([
    { verb: 'held', subject: 'f' },
    { verb: 'created', subject: 'ConfigMap/ns/a' },
    { verb: 'created', subject: 'ConfigMap/ns/b' },
  ]);
  expect(at.seen).toEqual([held]);
});

test('a wave goes side by side, the next one after it', async () => {
  const gates = new Map(['a', 'b', 'c'].map((name) => [name, Promise.withResolvers<void>()]));
  const answer = applying();
  const at = bench({
    apply: async (call) => {
      await gates.get((call.body as Manifest).metadata.name)?.promise;
      return typeof answer === 'function' ? answer(call) : Promise.reject(new Error('no answer'));
    },
  });
  const running = at.run([wave('a', 'b'), wave('c')]);
  await new Promise(setImmediate);
  expect(at.calls.map(({ key }) => key)).toEqual(['ns/a', 'ns/b']);
  gates.get('b')?.resolve();
  await new Promise(setImmediate);
  expect(at.calls).toHaveLength(2);
  gates.get('a')?.resolve();
  gates.get('c')?.resolve();
  expect((await running).end).toBe('done');
});

test('a failure ends the run after its wave, and is remembered', async () => {
  const at = bench({ apply: applying({ a: sampleError('Invalid') }), get: sampleError('NotFound') });
  const result = await at.run([wave('a', 'b'), wave('c')]);
  expect(result.end).toBe('failed');
  expect(at.lines()).toEqual(['apply configmaps ns/a', 'apply configmaps ns/b', 'get configmaps ns/a']);
  expect(at.failures.all()).toMatchObject([
    { step: 'apply', subject: 'ConfigMap/ns/a', kind: 'ConfigMap', name: 'a', reason: 'Invalid', stuck: true },
  ]);
});

test('what is no longer part of the plan is forgotten, also where another step fails before all are reached', async () => {
  const at = bench({ patch: sampleError('RequestTimeout'), apply: applying({ a: sampleError('InternalError') }) });
  await at.run([{ do: 'hold', finalizer: 'f' }, wave('a'), wave('c')]);
  expect(at.failures.all().map(({ step }) => step)).toEqual(['hold']);
  await at.run([wave('a'), wave('c')]);
  expect(at.failures.all().map(({ subject }) => subject)).toEqual(['ConfigMap/ns/a']);
});

test('a failure stays remembered while its step is not reached', async () => {
  const at = bench({ apply: applying({ a: sampleError('InternalError'), c: sampleError('InternalError') }) });
  await at.run([{ ...wave('a'), optional: true }, wave('c')]);
  await at.run([wave('a'), wave('c'), REMOVE_OLD]);
  expect(at.failures.all().map(({ subject }) => subject)).toEqual(['ConfigMap/ns/a', 'ConfigMap/ns/c']);
});

test('an optional step that fails or waits does not hold up the others', async () => {
  const at = bench({ apply: applying({ a: sampleError('InternalError') }) });
  at.store.put(going('old'));
  const result = await at.run([{ ...wave('a'), optional: true }, { ...REMOVE_OLD, optional: true }, wave('b')]);
  expect(result.end).toBe('done');
  expect(at.failures.all()).toHaveLength(1);
  expect(at.lines()).toEqual(['apply configmaps ns/a', 'apply configmaps ns/b']);
});

test('what is going is waited for: the run ends there', async () => {
  const at = bench({});
  at.store.put(going('old'));
  const result = await at.run([REMOVE_OLD, wave('a')]);
  expect(result).toMatchObject({ end: 'waiting', actions: [{ verb: 'waits-for', subject: 'ConfigMap/ns/old' }] });
  expect(at.calls).toEqual([]);
  expect(at.failures.all()).toEqual([]);
});

test('a stuck step is not tried again with the same intent, is with another, and is forgotten when it is no longer planned', async () => {
  const at = bench({ apply: applying({ a: sampleError('Forbidden') }) });
  await at.run([wave('a')]);
  expect((await at.run([wave('a')])).end).toBe('failed');
  expect(at.calls).toHaveLength(1);
  await at.run([{ do: 'apply', wave: [child('a', { changed: 'x' })] }]);
  expect(at.calls).toHaveLength(2);
  expect((await at.run([wave('b')])).end).toBe('done');
  expect(at.failures.all()).toEqual([]);
});

test('a stale plan is told after the whole wave has ended, and is no failure', async () => {
  const sticky = { ...child('a'), carried: [['data', 'x']] };
  const at = bench({ apply: applying({ a: sampleError('Conflict') }) });
  at.store.put(sampleObject(CONFIG_MAP, { namespace: 'ns', name: 'a' }, { metadata: OWNED, data: { y: '1' } }));
  await expect(at.run([{ do: 'apply', wave: [sticky, child('b')] }])).rejects.toThrow(StalePlanError);
  expect(at.store.get('ns/b')).toBeDefined();
  expect(at.failures.all()).toEqual([]);
});

test('a type that the cluster does not serve is a failure of its own, with no call', async () => {
  const deployment: Child = {
    manifest: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace: 'ns', name: 'd' } },
    ownership: 'controlled',
  };
  const at = bench({ apply: applying() });
  const result = await at.run([{ do: 'apply', wave: [deployment], optional: true }, wave('a')]);
  expect(result.end).toBe('done');
  expect(at.failures.all()).toMatchObject([
    { reason: 'NotServed', message: 'the cluster does not serve Deployment (apps/v1)', stuck: true },
  ]);
  expect(at.lines()).toEqual(['apply configmaps ns/a']);
});

test('a checkpoint ends the pass, is stored beside the rest of the status, and runs once', async () => {
  const stored = sampleWidget({ metadata: { resourceVersion: '2' }, status: { phase: 'Pending', id: 'x' } });
  const at = bench({ patch: stored, apply: applying() });
  const steps: readonly Step<Status>[] = [{ do: 'checkpoint', status: { id: 'x' } }, wave('a')];
  expect(await at.run(steps)).toMatchObject({ end: 'again', primary: stored, actions: [{ verb: 'stored', subject: 'status' }] });
  expect(at.calls).toMatchObject([{ body: { body: { status: { id: 'x' } } }, options: { subresource: 'status' } }]);
  expect((await at.run(steps, stored)).end).toBe('done');
  expect(at.lines()).toEqual(['patch widgets.test.dev ns/w', 'apply configmaps ns/a']);
});

test('an effect ends the pass; one that is stuck is tried again as soon as its input changes', async () => {
  const inputs: unknown[] = [];
  const handler: EffectHandler = {
    timeoutMs: 1_000,
    run: async (input) => {
      inputs.push(input);
      if (input === 'bad') throw sampleError('Invalid');
      return Promise.resolve({ stores: [] });
    },
  };
  const at = bench({ apply: applying() }, { submit: handler });
  const submit = (input: string): Step<Status> => ({ do: 'effect', effect: { type: 'submit', input } });
  expect((await at.run([submit('bad'), wave('a')])).end).toBe('failed');
  expect((await at.run([submit('bad'), wave('a')])).end).toBe('failed');
  expect(at.failures.all()).toMatchObject([{ step: 'effect', subject: 'submit', reason: 'Invalid' }]);
  expect(await at.run([submit('good'), wave('a')])).toMatchObject({ end: 'again', actions: [{ verb: 'ran', subject: 'submit' }] });
  expect([inputs, at.failures.all(), at.calls]).toEqual([['bad', 'good'], [], []]);
});

test('effects of one type keep their failures apart by what they are about, and their events are given back', async () => {
  const handler: EffectHandler = {
    timeoutMs: 1_000,
    run: async (input) => {
      if (input !== 'c') throw Object.assign(new Error(`no ${JSON.stringify(input)}`), { reason: 'NameTaken', stuck: input === 'a' });
      return Promise.resolve({ stores: [], events: [{ type: 'Normal', reason: 'Made', message: 'c' }] });
    },
  };
  const at = bench({}, { make: handler });
  const make = (input: string): Step<Status> => ({ do: 'effect', optional: true, effect: { type: 'make', about: input, input } });
  const result = await at.run([make('a'), make('b'), make('c')]);
  expect(result).toMatchObject({
    end: 'again',
    actions: [{ verb: 'ran', subject: 'make c' }],
    events: [{ type: 'Normal', reason: 'Made', message: 'c' }],
  });
  expect(at.failures.all()).toMatchObject([
    { subject: 'make a', reason: 'NameTaken', message: 'no "a"', code: 0, stuck: true },
    { subject: 'make b', reason: 'NameTaken', stuck: false },
  ]);
});

test('a finalizer is dropped from another object as it is now, and nothing happens where that is gone or has none', async () => {
  const from = { type: CONFIG_MAP, namespace: 'ns', name: 'kept' };
  const held = sampleObject(CONFIG_MAP, from, { metadata: { finalizers: ['other', 'f'], resourceVersion: '7' } });
  const released = sampleObject(CONFIG_MAP, from, { metadata: { finalizers: ['other'], resourceVersion: '8' } });
  const release: Step<Status> = { do: 'release', finalizer: 'f', from };
  const at = bench({ get: held, patch: released });
  expect(await at.run([release])).toMatchObject({ end: 'done', actions: [{ verb: 'released', subject: 'ConfigMap/ns/kept' }] });
  expect(at.calls[1]?.body).toMatchObject({
    operations: [{ path: '/metadata/uid' }, { op: 'test', path: '/metadata/finalizers/1' }, { op: 'remove' }],
  });
  expect([at.store.get('ns/kept'), at.seen]).toEqual([released, []]);
  for (const get of [sampleError('NotFound'), released]) {
    expect(await bench({ get }).run([release])).toMatchObject({ end: 'done', actions: [] });
  }
  const refused = bench({ get: held, patch: sampleError('Forbidden') });
  expect([(await refused.run([release])).end, refused.failures.all()[0]?.subject]).toEqual(['failed', 'ConfigMap/ns/kept']);
});

test('dropping the last finalizer of a deleted primary ends everything', async () => {
  const primary = sampleWidget({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: ['f'] } });
  const last = sampleWidget({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z', resourceVersion: '2' } });
  const at = bench({ patch: last });
  expect((await at.run([{ do: 'release', finalizer: 'f' }, wave('a')], primary)).end).toBe('gone');
  const gone = bench({ patch: sampleError('NotFound') });
  expect((await gone.run([{ do: 'release', finalizer: 'f' }], primary)).end).toBe('gone');
});

test('mistakes of a reconciler are told by name: a child or effect that it never declared', async () => {
  const at = bench({});
  const stray: Child = { manifest: { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }, ownership: 'controlled' };
  await expect(at.run([{ do: 'apply', wave: [stray] }])).rejects.toThrow("v1 Pod is not declared among the reconciler's children");
  await expect(at.run([{ do: 'effect', effect: { type: 'x', input: null } }])).rejects.toThrow('no handler for the effect x');
});
