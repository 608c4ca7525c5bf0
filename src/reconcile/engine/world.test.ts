import { expect, test } from 'vitest';
import { sampleError, sampleObject, sampleWidget, WIDGET } from '../../../test/support/sample-objects.ts';
import { scriptedApi, type Script, type ScriptedApi } from '../../../test/support/scripted-api.ts';
import { CONFIG_MAP, NAMESPACE, SECRET } from '../../kernel/builtin-types.ts';
import { sha256 } from '../../kernel/hash.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { World } from './contract.ts';
import { ownerReferenceOf } from './intent.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import { createSecretReader } from './secret-reader.ts';
import { summarisedSecret } from './secret-summary.ts';
import type { TypeCache } from './type-cache.ts';
import { targetKey } from './wake-up.ts';
import { createWorld } from './world.ts';

const PRIMARY = sampleWidget();
const OURS = { ownerReferences: [ownerReferenceOf(WIDGET, PRIMARY)] };
const KEY = { namespace: 'ns', name: 's' };

interface Bench extends ScriptedApi {
  readonly world: World;
  readonly store: ObjectStore;
  readonly cache: TypeCache;
  readonly polls: () => number;
}

function bench(
  script: Script,
  { type = CONFIG_MAP, complete = true }: { readonly type?: ResourceType; readonly complete?: boolean } = {},
): Bench {
  const scripted = scriptedApi(script);
  const store = createObjectStore(
    (error) => {
      throw error;
    },
    ({ metadata }) => metadata.labels?.['group'],
  );
  const cache: TypeCache = {
    type,
    store,
    transform: (object) => object,
    isComplete: () => complete,
    isSynced: () => complete,
    error: () => undefined,
    lists: () => 1,
    synced: async () => Promise.resolve(),
    run: async () => Promise.resolve(),
    isRunning: () => true,
  };
  let polls = 0;
  const world = createWorld({
    api: scripted.api,
    cacheOf: (of) => (of === type ? cache : undefined),
    primaryType: WIDGET,
    primary: PRIMARY,
    signal: new AbortController().signal,
    onPolled: () => {
      polls += 1;
    },
  });
  return { ...scripted, world, store, cache, polls: () => polls };
}

function configMap(name: string, metadata: Partial<KubeObject['metadata']> = OURS, namespace = 'ns'): KubeObject {
  return sampleObject(CONFIG_MAP, { namespace, name }, { metadata });
}

test('a child is ours or not there; children come in the order of their names', () => {
  const { world, store } = bench({});
  for (const object of [configMap('b'), configMap('a'), configMap('foreign', {}), configMap('c', OURS, 'other')]) store.put(object);
  expect(world.child(CONFIG_MAP, 'a')?.metadata.name).toBe('a');
  expect(world.child(CONFIG_MAP, 'foreign')).toBeUndefined();
  expect(world.child(CONFIG_MAP, 'c')).toBeUndefined();
  expect(world.child(CONFIG_MAP, 'c', 'other')?.metadata.namespace).toBe('other');
  expect(world.child(SECRET, 'a')).toBeUndefined();
  expect(world.children(CONFIG_MAP).map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
  expect([world.serves(CONFIG_MAP), world.serves(NAMESPACE)]).toEqual([true, false]);
});

test('a complete cache answers without a call, absence too', async () => {
  const { world, store, calls } = bench({});
  store.put(configMap('a', {}));
  expect(await world.read({ type: CONFIG_MAP, namespace: 'ns', name: 'a' })).toMatchObject({ state: 'present' });
  expect(await world.read({ type: CONFIG_MAP, namespace: 'ns', name: 'b' })).toEqual({ state: 'absent' });
  expect(calls).toEqual([]);
});

test('what no cache covers is read by GET and looked at again later', async () => {
  const found = bench({ get: configMap('x') }, { complete: false });
  expect(await found.world.read({ type: CONFIG_MAP, namespace: 'ns', name: 'x' })).toEqual({ state: 'present', object: configMap('x') });
  expect([found.lines(), found.polls()]).toEqual([['get configmaps ns/x'], 1]);
  const absent = bench({ get: sampleError('NotFound') }, { complete: false });
  expect(await absent.world.read({ type: CONFIG_MAP, namespace: 'ns', name: 'x' })).toEqual({ state: 'absent' });
});

test.each(['Forbidden', 'Unauthorized'] as const)('%s is unknown, never absence', async (reason) => {
  const { world } = bench({ get: sampleError(reason) }, { complete: false });
  expect(await world.read({ type: CONFIG_MAP, namespace: 'other', name: 'x' })).toEqual({
    state: 'unknown',
    why: 'you may not read ConfigMap/other/x',
  });
});

test('any other failure of a read breaks the pass: it is no answer', async () => {
  const down = sampleError('Unreachable');
  await expect(bench({ get: down }, { complete: false }).world.read({ type: CONFIG_MAP, name: 'x' })).rejects.toBe(down);
});

test('a Secret is a summary, cached or read, in the namespace of the primary unless told otherwise', async () => {
  const secret = sampleObject(SECRET, KEY, { data: { key: Buffer.from('hunter2').toString('base64') } });
  const wanted = { state: 'present', object: { ...KEY, checksums: { key: sha256('hunter2') } } };
  const cached = bench({}, { type: SECRET });
  cached.store.put(summarisedSecret(secret));
  expect(await cached.world.secret({ name: 's' })).toMatchObject(wanted);
  const read = bench({ get: secret }, { type: SECRET, complete: false });
  expect(await read.world.secret({ name: 's' })).toMatchObject(wanted);
  expect(read.lines()).toEqual(['get secrets ns/s']);
});

test('values are read once per version that the cache shows, and each time where there is no cache', async () => {
  const secret = (resourceVersion: string, key: string): KubeObject =>
    sampleObject(SECRET, KEY, { metadata: { resourceVersion }, data: { key: Buffer.from(key).toString('base64') } });
  const at = bench({ get: [secret('1', 'one'), secret('2', 'two')] }, { type: SECRET });
  at.store.put(summarisedSecret(secret('1', 'one')));
  const read = createSecretReader(at.api, () => at.cache);
  expect([await read(KEY, 'key'), await read(KEY, 'key'), await read(KEY, 'missing')]).toEqual([
    Buffer.from('one'),
    Buffer.from('one'),
    undefined,
  ]);
  expect(at.calls).toHaveLength(1);
  at.store.put(summarisedSecret(secret('2', 'two')));
  expect(await read(KEY, 'key')).toEqual(Buffer.from('two'));
  expect(at.calls).toHaveLength(2);
  const uncached = scriptedApi({ get: [secret('1', 'one'), sampleError('NotFound'), sampleError('Forbidden')] });
  const always = createSecretReader(uncached.api, () => undefined);
  expect(await always(KEY, 'key')).toEqual(Buffer.from('one'));
  expect(await always(KEY, 'key')).toBeUndefined();
  await expect(always(KEY, 'key')).rejects.toThrow('Forbidden');
});

test('values of a Secret that is gone are not kept', async () => {
  const named = (name: string): KubeObject => sampleObject(SECRET, { namespace: 'ns', name }, { data: { key: 'dg==' } });
  const at = bench({ get: ({ key = '' }) => named(key.slice('ns/'.length)) }, { type: SECRET });
  const read = createSecretReader(at.api, () => at.cache);
  for (const name of ['gone', 'other']) at.store.put(summarisedSecret(named(name)));
  await read({ namespace: 'ns', name: 'gone' }, 'key');
  at.store.endReplace(new Set(['ns/other']), '1', () => true);
  await read({ namespace: 'ns', name: 'other' }, 'key');
  // The same version once more: only whoever still had it would not ask.
  const again = { ...summarisedSecret(named('gone')), metadata: { ...named('gone').metadata, uid: 'uid-anew' } };
  at.store.put(again);
  await read({ namespace: 'ns', name: 'gone' }, 'key');
  expect(at.lines()).toEqual(['get secrets ns/gone', 'get secrets ns/other', 'get secrets ns/gone']);
});

test('derived objects are those of the primary’s group, in the order of their names', () => {
  const { world, store } = bench({});
  const labels = { group: targetKey(WIDGET, PRIMARY.metadata) };
  for (const object of [configMap('b', { labels }), configMap('a', { labels }), configMap('c', {})]) store.put(object);
  expect(world.derived(CONFIG_MAP).map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  expect(world.derived(SECRET)).toEqual([]);
});
