import { expect, test } from 'vitest';
import type { KubeApi, Patch } from '../../../cluster/kube-api.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { silentLog } from '../../../kernel/log.ts';
import { SYSTEMS } from '../../../registry.ts';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import type { Taker } from '../take-over/taker.ts';
import { stillStopped, stopUpstream, waitForItsPods } from './stop-upstream.ts';

const KEY = { namespace: 'maia-system', name: 'maia-operator' };
const { signal } = new AbortController();

/** A Deployment on a server that knows merge patches and nothing else. */
function scene(replicas: number, annotations: Readonly<Record<string, string>> = {}): { taker: Taker; live: () => KubeObject } {
  let live: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...KEY, uid: 'u', resourceVersion: '1', generation: 1, creationTimestamp: '', annotations },
    spec: { replicas },
    status: { observedGeneration: 1, replicas: 0 },
  };
  const api = {
    get: () => Promise.resolve(live),
    list: () => Promise.resolve({ items: [], resourceVersion: '1' }),
    patch: (_type: unknown, _key: unknown, patch: Patch) => {
      const body = patch.type === 'merge' && isJsonObject(patch.body) ? patch.body : {};
      const metadata = isJsonObject(body['metadata']) ? body['metadata'] : {};
      const changed = Object.entries({
        ...live.metadata.annotations,
        ...(isJsonObject(metadata['annotations']) ? metadata['annotations'] : {}),
      });
      const kept = Object.fromEntries(changed.filter(([, value]) => typeof value === 'string')) as Readonly<Record<string, string>>;
      live = { ...live, metadata: { ...live.metadata, annotations: kept }, ...(isJsonObject(body['spec']) && { spec: body['spec'] }) };
      return Promise.resolve(live);
    },
  } as unknown as KubeApi;
  const session = { api, during: async <T>(_doing: unknown, call: () => Promise<T>): Promise<T> => call() };
  const clock = fakeClock();
  return { taker: { session, clock, log: silentLog, identity: 'x', bin: 'kubectl maia', tell: () => undefined }, live: () => live };
}

async function stop(taker: Taker): Promise<number> {
  const [maia] = SYSTEMS;
  if (maia === undefined) throw new Error('no system');
  return stopUpstream(taker, maia, KEY, { dryRun: false, signal });
}

test('how many replicas there were is kept, and a second run changes nothing of that', async () => {
  const { live, taker } = scene(3);
  expect([await stop(taker), await stop(taker)]).toEqual([3, 0]);
  expect([live()['spec'], live().metadata.annotations]).toEqual([
    { replicas: 0 },
    { 'aistack.dev/migrated-replicas': '3', 'aistack.dev/migrated-at': expect.any(String) },
  ]);
});

test('what a dead run has taken over before is remembered with the replicas that it noted', async () => {
  const taken = {
    'aistack.dev/taken-over-replicas': '2',
    'aistack.dev/taken-over-by': 'gone',
    'aistack.dev/taken-over-at': '1970-01-01T00:00:00Z',
  };
  const { live, taker } = scene(0, taken);
  await stop(taker);
  expect(live().metadata.annotations).toEqual({ 'aistack.dev/migrated-replicas': '2', 'aistack.dev/migrated-at': expect.any(String) });
});

test('one that never ran is left as it is', async () => {
  const { live, taker } = scene(0);
  expect([await stop(taker), live().metadata.annotations]).toEqual([0, {}]);
});

test('somebody who scales it up again ends the wait', async () => {
  const { taker } = scene(1);
  await expect(stillStopped(taker, KEY, signal)).rejects.toMatchObject({
    exit: 6,
    message: expect.stringContaining('scaled up to 1 again'),
  });
  await expect(waitForItsPods(taker, KEY, signal)).rejects.toMatchObject({ exit: 6 });
  await expect(waitForItsPods(scene(0).taker, KEY, signal)).resolves.toBeUndefined();
});
