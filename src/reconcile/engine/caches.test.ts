import { expect, onTestFinished, test } from 'vitest';
import { fakeClock } from '../../../test/support/fake-clock.ts';
import { sampleError, sampleObject, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type RecordedCall, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import type { WatchEvent } from '../../cluster/kube-api.ts';
import { CONFIG_MAP, DEPLOYMENT, POD, SECRET, SERVICE, SERVICE_MONITOR } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { silentLog } from '../../kernel/log.ts';
import { shardOf } from '../../kernel/shard.ts';
import { apiVersionOf, type ResourceType } from '../../kernel/resource-type.ts';
import { createCaches, type Caches, type CachesOptions } from './caches.ts';
import type { DerivedType } from './contract.ts';
import { foreignFieldsOf } from './transform.ts';
import { targetKey, type AnyReconciler } from './wake-up.ts';

const GADGET: ResourceType = { ...WIDGET, kind: 'Gadget', plural: 'gadgets' };
const GLOBAL: ResourceType = { ...WIDGET, kind: 'Global', plural: 'globals', scope: 'Cluster' };
const REPLICAS = [['spec', 'replicas']];

function reconciler(kind: ResourceType, parts: Partial<Pick<AnyReconciler, 'children' | 'derived' | 'wakes'>>): AnyReconciler {
  return { kind, children: [], wakes: [], ...parts } as unknown as AnyReconciler;
}

interface Bench extends ScriptedApi {
  readonly caches: Caches;
  readonly served: Set<ResourceType>;
  /** Whether each look at what is served read it anew. */
  readonly looks: boolean[];
  readonly stop: AbortController;
  readonly start: () => Promise<void>;
  /** What is watched, as `plural namespace`. */
  readonly watched: () => readonly string[];
}

/** Caches over a server on which every list is empty; types in `forbidden` are refused, those in `silent` never answered. */
function bench(
  reconcilers: readonly AnyReconciler[],
  scope: CachesOptions['scope'] = {},
  forbidden: readonly string[] = [],
  silent: readonly string[] = [],
): Bench {
  const stop = new AbortController();
  async function* empty({ resource, options }: RecordedCall): AsyncGenerator<WatchEvent> {
    if (forbidden.includes(resource)) throw sampleError('Forbidden');
    if (!silent.includes(resource)) yield { type: 'BOOKMARK', resourceVersion: '1', initialEventsEnd: true };
    await new Promise((_resolve, reject) => {
      (options['signal'] as AbortSignal).addEventListener('abort', () => reject(new Error('broken off')));
    });
  }
  const scripted = scriptedApi({ watch: empty });
  const served = new Set<ResourceType>();
  const looks: boolean[] = [];
  const caches = createCaches({
    api: scripted.api,
    discovery: {
      serves: async (type, { refresh = false } = {}) => {
        looks.push(refresh);
        return Promise.resolve(served.has(type));
      },
    },
    clock: fakeClock(),
    random: () => 0,
    log: silentLog,
    reconcilers,
    scope,
    fieldManagerOf: ({ kind }) => `${kind.kind}-operator`,
  });
  onTestFinished(async () => {
    stop.abort();
    await caches.stopped();
  });
  const watched = (): readonly string[] =>
    scripted.calls.map(({ resource, options }) => `${resource} ${typeof options['namespace'] === 'string' ? options['namespace'] : '*'}`);
  return { ...scripted, caches, served, looks, stop, start: async () => caches.start(stop.signal), watched };
}

function ownedBy(kind: ResourceType, manager: string): KubeObject {
  const owner = { apiVersion: apiVersionOf(kind), kind: kind.kind, name: 'x', uid: 'u', controller: true };
  const managedFields = [{ manager, operation: 'Apply', fieldsV1: { 'f:spec': { 'f:replicas': {} } } }];
  return sampleObject(
    DEPLOYMENT,
    { namespace: 'ns', name: 'd' },
    { metadata: { ownerReferences: [owner], managedFields }, spec: { replicas: 1 } },
  );
}

function cached(at: Bench, object: KubeObject, type = DEPLOYMENT): KubeObject {
  return at.caches.get(type)?.transform(object) ?? object;
}

test('two kinds with children of one type: each one’s own field manager is no stranger in a carried field', () => {
  const at = bench([
    reconciler(WIDGET, { children: [{ type: DEPLOYMENT, carried: REPLICAS }] }),
    reconciler(GADGET, { children: [{ type: DEPLOYMENT, carried: REPLICAS }] }),
  ]);
  const foreign = (kind: ResourceType, manager: string): readonly string[] => [...foreignFieldsOf(cached(at, ownedBy(kind, manager)))];
  expect([foreign(WIDGET, 'Widget-operator'), foreign(GADGET, 'Gadget-operator')]).toEqual([[], []]);
  expect([foreign(WIDGET, 'hpa'), foreign(GADGET, 'hpa')]).toEqual([['spec.replicas'], ['spec.replicas']]);
});

test('what one kind carries or keeps does not hold for the children of the other', () => {
  const keep = (object: KubeObject): KubeObject => ({ ...object, spec: 'reduced' });
  const at = bench([
    reconciler(WIDGET, { children: [{ type: DEPLOYMENT, keep }] }),
    reconciler(GADGET, { children: [{ type: DEPLOYMENT, carried: REPLICAS }] }),
  ]);
  expect(cached(at, ownedBy(WIDGET, 'hpa'))['spec']).toBe('reduced');
  const gadgets = cached(at, ownedBy(GADGET, 'hpa'));
  expect([gadgets['spec'], [...foreignFieldsOf(gadgets)]]).toEqual([{ replicas: 1 }, ['spec.replicas']]);
});

test('a type that primaries also refer to keeps foreign objects whole, and ours still tell who owns carried fields', () => {
  const at = bench([
    reconciler(WIDGET, { children: [{ type: DEPLOYMENT, carried: REPLICAS }], wakes: [{ type: DEPLOYMENT, references: () => [] }] }),
  ]);
  expect(cached(at, ownedBy(GADGET, 'x'))['spec']).toEqual({ replicas: 1 });
  expect([...foreignFieldsOf(cached(at, ownedBy(WIDGET, 'hpa')))]).toEqual(['spec.replicas']);
});

test('foreign objects of a mere child type are bare', () => {
  const at = bench([reconciler(WIDGET, { children: [{ type: DEPLOYMENT }] })]);
  expect(cached(at, ownedBy(GADGET, 'x'))).not.toHaveProperty('spec');
  expect(cached(at, ownedBy(WIDGET, 'x'))['spec']).toEqual({ replicas: 1 });
});

test('what belongs to a primary of another shard is as bare as what is somebody else’s, unless primaries refer to its type', () => {
  const index = shardOf('ns/x', 2);
  const reads = (uses: readonly AnyReconciler[], of: number): unknown =>
    cached(bench(uses, { shard: { index: of, of: 2 } }), ownedBy(WIDGET, 'anybody'))['spec'];
  const child = reconciler(WIDGET, { children: [{ type: DEPLOYMENT }] });
  expect([reads([child], index), reads([child], 3 - index)]).toEqual([{ replicas: 1 }, undefined]);
  const reference = reconciler(GADGET, { wakes: [{ type: DEPLOYMENT, references: () => [] }] });
  expect(reads([child, reference], 3 - index)).toEqual({ replicas: 1 });
});

test('Secrets are only ever summaries, and Helm’s are not even watched', async () => {
  const at = bench([reconciler(WIDGET, { wakes: [{ type: SECRET, references: () => [] }] })]);
  const secret = sampleObject(SECRET, { namespace: 'ns', name: 's' }, { data: { key: 'aHVudGVyMg==' } });
  expect(cached(at, secret, SECRET)).not.toHaveProperty('data');
  await at.start();
  expect(at.calls.find(({ resource }) => resource === 'secrets')?.options).toMatchObject({ fieldSelector: 'type!=helm.sh/release.v1' });
});

test('a run over namespaces watches in each of them, and in all only what a cluster-scoped primary may reach', async () => {
  const at = bench(
    [reconciler(WIDGET, { children: [{ type: CONFIG_MAP }, { type: SERVICE }] }), reconciler(GLOBAL, { children: [{ type: SERVICE }] })],
    { namespaces: ['a', 'b'] },
  );
  await at.start();
  expect(at.watched().toSorted()).toEqual([
    'configmaps a',
    'configmaps b',
    'globals.test.dev *',
    'services *',
    'widgets.test.dev a',
    'widgets.test.dev b',
  ]);
});

test('a label selector narrows primaries only, and then absence in the cache is no absence', async () => {
  const at = bench([reconciler(WIDGET, { children: [{ type: SERVICE }] })], { labelSelector: 'l' });
  await at.start();
  expect(at.calls.map(({ resource, options }) => [resource, options['labelSelector']])).toEqual([
    ['widgets.test.dev', 'l'],
    ['services', undefined],
  ]);
  expect([at.caches.get(WIDGET)?.isComplete('ns'), at.caches.get(SERVICE)?.isComplete('ns')]).toEqual([false, true]);
});

test('an optional type is watched once the cluster serves it', async () => {
  const at = bench([reconciler(WIDGET, { children: [{ type: SERVICE_MONITOR, optional: true }] })]);
  await at.start();
  expect(at.caches.get(SERVICE_MONITOR)?.isRunning()).toBe(false);
  expect(await at.caches.discoverOptional(at.stop.signal)).toBe(false);
  at.served.add(SERVICE_MONITOR);
  expect(await at.caches.discoverOptional(at.stop.signal)).toBe(true);
  expect([at.caches.get(SERVICE_MONITOR)?.isRunning(), at.caches.get(SERVICE_MONITOR)?.isSynced()]).toEqual([true, true]);
  expect(await at.caches.discoverOptional(at.stop.signal)).toBe(false);
  at.stop.abort();
  await at.caches.stopped();
  expect(at.caches.get(SERVICE_MONITOR)?.isRunning()).toBe(true);
});

test('what is served is read anew once for all types that are missing', async () => {
  const missing = [SERVICE_MONITOR, POD, SERVICE].map((type) => ({ type, optional: true as const }));
  const at = bench([reconciler(WIDGET, { children: missing })]);
  await at.start();
  expect(await at.caches.discoverOptional(at.stop.signal)).toBe(false);
  expect(at.looks).toEqual([false, false, false, true, false, false]);
});

test('the first list of a type that was found later holds nothing up at the end', async () => {
  const children = [{ type: SERVICE_MONITOR, optional: true as const }];
  const at = bench([reconciler(WIDGET, { children })], {}, [], ['servicemonitors.monitoring.coreos.com']);
  await at.start();
  at.served.add(SERVICE_MONITOR);
  const looking = at.caches.discoverOptional(at.stop.signal).catch(() => 'broken off');
  await expect.poll(at.watched).toContain('servicemonitors.monitoring.coreos.com *');
  at.stop.abort();
  expect(await looking).toBe('broken off');
});

test('a list that is refused stops the start; that of Secrets does not', async () => {
  const wakes = [{ type: SECRET, references: () => [] }];
  const at = bench([reconciler(WIDGET, { wakes })], {}, ['secrets']);
  await at.start();
  expect([at.caches.get(SECRET)?.isComplete('ns'), at.caches.get(SECRET)?.isSynced()]).toEqual([false, false]);
  await expect(bench([reconciler(WIDGET, { wakes })], {}, ['widgets.test.dev']).start()).rejects.toThrow('Forbidden');
});

/** Pods by their label `of`, as a kind may tell which are made from its children. */
const OF_LABEL: DerivedType = {
  type: POD,
  labelSelector: 'made-by=us',
  primaryOf: ({ metadata }) => (metadata.labels?.['of'] === undefined ? undefined : { namespace: 'ns', name: metadata.labels['of'] }),
  keep: (object) => ({ ...object, spec: 'reduced' }),
};

function pod(name: string, labels: Readonly<Record<string, string>>): KubeObject {
  return sampleObject(POD, { namespace: 'ns', name }, { metadata: { uid: name, labels }, spec: { nodeName: 'n' } });
}

test('what others make from children is watched narrowly, kept as its kind asks, and found by its primary', async () => {
  const at = bench([reconciler(WIDGET, { derived: [OF_LABEL] })]);
  await at.start();
  expect(at.calls.find(({ resource }) => resource === 'pods')?.options).toMatchObject({ labelSelector: 'made-by=us' });
  expect(cached(at, pod('a', { of: 'w' }), POD)['spec']).toBe('reduced');
  expect(cached(at, pod('b', {}), POD)).not.toHaveProperty('spec');
  const store = at.caches.get(POD)?.store;
  for (const object of [pod('a', { of: 'w' }), pod('b', {}), pod('c', { of: 'v' })]) store?.put(object);
  const found = (kind: ResourceType): unknown =>
    store?.inGroup(targetKey(kind, { namespace: 'ns', name: 'w' })).map(({ metadata }) => metadata.name);
  expect([found(WIDGET), found(GADGET)]).toEqual([['a'], []]);
});

test('two kinds that want different parts of a type watch all of it', async () => {
  const at = bench([reconciler(WIDGET, { derived: [OF_LABEL] }), reconciler(GADGET, { children: [{ type: POD }] })]);
  await at.start();
  expect(at.calls.find(({ resource }) => resource === 'pods')?.options).not.toHaveProperty('labelSelector');
});

test('where derived objects may not be listed the run goes on without them', async () => {
  const at = bench([reconciler(WIDGET, { derived: [OF_LABEL] })], {}, ['pods']);
  await expect(at.start()).resolves.toBeUndefined();
});
