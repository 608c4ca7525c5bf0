import { expect, onTestFinished, test } from 'vitest';
import { typeOf } from '../../../../test/support/doctor-pieces.ts';
import { memoryKube } from '../../../../test/support/memory-kube.ts';
import { ApiError } from '../../../cluster/api-error.ts';
import type { KubeApi } from '../../../cluster/kube-api.ts';
import { createSystemClock } from '../../../cluster/system-clock.ts';
import type { Manifest } from '../../../kernel/kube-object.ts';
import { silentLog } from '../../../kernel/log.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { entryPointOf } from '../entry-point.ts';
import { parseTargets } from '../targets.ts';
import { liveConnection } from './live-connection.ts';
import { watchKinds, type KindWatches, type WatchKindsOptions } from './watch-kinds.ts';

const TARGETS = parseTargets(['maiainstances'], entryPointOf('kubectl-maia'));
const KIND: ResourceType = typeOf('MaiaInstance');
const FORBIDDEN = new ApiError({ reason: 'Forbidden', code: 403, message: 'not yours' });

function manifest(namespace: string, name: string): Manifest {
  return { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', metadata: { namespace, name }, spec: {} };
}

interface Scene {
  readonly api: KubeApi;
  readonly watches: KindWatches;
  /** `namespace/name` of what was shown, in its order. */
  readonly seen: readonly string[];
  /** What was watched: a namespace, or `*`. */
  readonly asked: readonly string[];
  refused(): readonly string[];
}

/** A server with one object in each of three namespaces, and a user who may look into `may` (`*`: everywhere). */
async function scene(may: readonly string[], partOf: WatchKindsOptions['partOf']): Promise<Scene> {
  const { api: open } = memoryKube();
  for (const namespace of ['a', 'b', 'c']) await open.create(KIND, manifest(namespace, 'one'));
  const asked: string[] = [];
  const seen: string[] = [];
  const watch: KubeApi['watch'] = (type, options) => {
    const place = options.namespace ?? '*';
    asked.push(place);
    if (may.includes(place)) return open.watch(type, options);
    return { [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(FORBIDDEN) }) };
  };
  const ends = new AbortController();
  const watches = watchKinds(
    {
      api: { ...open, watch },
      targets: TARGETS,
      namespace: undefined,
      selector: undefined,
      fieldSelector: undefined,
      clock: createSystemClock({ holdsProcess: true }),
      random: () => 0,
      log: silentLog,
      onChange: ({ after }) => void seen.push(`${after?.metadata.namespace ?? ''}/${after?.metadata.name ?? ''}`),
      onState: () => undefined,
      ...(partOf !== undefined && { partOf }),
    },
    ends.signal,
  );
  onTestFinished(async () => {
    ends.abort();
    await watches.ended;
  });
  await watches.begun;
  const facts = { context: '', server: '', user: '' };
  return { api: open, watches, seen, asked, refused: () => liveConnection(facts, undefined, watches.all(), {}, 0).refused };
}

test('where all namespaces are refused, those that may be read are watched, and the rest is told with its number', async () => {
  const part = { namespaces: ['a', 'c'], leftOut: 'maiainstances in 1 of 3 namespaces' };
  const { api, asked, refused, seen, watches } = await scene(['a', 'c'], () => Promise.resolve(part));
  expect(asked).toEqual(['*', 'a', 'c']);
  expect(seen.toSorted()).toEqual(['a/one', 'c/one']);
  expect(refused()).toEqual(['maiainstances in 1 of 3 namespaces']);
  expect(watches.all().map(({ state, namespace }) => [state, namespace])).toEqual([
    ['live', 'a'],
    ['live', 'c'],
    ['refused', undefined],
  ]);
  await api.create(KIND, manifest('b', 'two'));
  await api.create(KIND, manifest('c', 'two'));
  await expect.poll(() => seen.slice(2)).toEqual(['c/two']);
});

test('where nothing may be read at all, the kind is refused as a whole; where all may be, nobody asks for parts', async () => {
  const none = await scene([], () => Promise.resolve(undefined));
  expect([none.asked, none.refused(), none.watches.all().map(({ state }) => state)]).toEqual([['*'], ['maiainstances'], ['refused']]);
  const all = await scene(['*'], () => Promise.reject(new Error('asked')));
  expect([all.asked, all.refused(), all.seen.toSorted()]).toEqual([['*'], [], ['a/one', 'b/one', 'c/one']]);
});

test('a namespace that may be listed and not watched is told by its name', async () => {
  const part = { namespaces: ['a', 'b'], leftOut: 'maiainstances in 1 of 3 namespaces' };
  const { refused } = await scene(['a'], () => Promise.resolve(part));
  expect(refused()).toEqual(['maiainstances in namespace b', 'maiainstances in 1 of 3 namespaces']);
});
