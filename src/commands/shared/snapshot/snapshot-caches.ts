import { keyOf, type KubeObject } from '../../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import { createObjectStore } from '../../../reconcile/engine/object-store.ts';
import type { TypeCache } from '../../../reconcile/engine/type-cache.ts';
import type { Listed } from '../describe-object/cluster-reader.ts';

/** A list that was read once. `namespace` undefined: of all namespaces, or of a type that has none. */
export interface ListOnce {
  readonly type: ResourceType;
  readonly namespace: string | undefined;
  readonly listed: Listed;
}

/** Names the primary that an object of a derived type belongs to; undefined where it is nobody's. */
export type PrimaryOf = (type: ResourceType, object: KubeObject) => string | undefined;

function cacheOf(type: ResourceType, lists: readonly ListOnce[], primaryOf: PrimaryOf): TypeCache {
  const store = createObjectStore(
    () => undefined,
    (object) => primaryOf(type, object),
  );
  const complete = new Set<string | undefined>();
  for (const { namespace, listed } of lists) {
    if (listed.state !== 'read') continue;
    complete.add(namespace);
    for (const object of listed.objects) store.put(object);
  }
  const transform = (object: KubeObject): KubeObject => object;
  return {
    type,
    store,
    transform,
    isComplete: (namespace) => complete.has(undefined) || complete.has(namespace),
    isSynced: () => true,
    error: () => undefined,
    lists: () => lists.length,
    synced: () => Promise.resolve(),
    run: () => Promise.resolve(),
    isRunning: () => lists.some(({ listed }) => listed.state !== 'notServed'),
  };
}

/** The engine's caches over lists that were read once: what its world needs to observe without watching. */
export function snapshotCaches(lists: readonly ListOnce[], primaryOf: PrimaryOf): (type: ResourceType) => TypeCache | undefined {
  const byType = Map.groupBy(lists, ({ type }) => resourceNameOf(type));
  const caches = new Map(
    [...byType].flatMap(([name, same]) => (same[0] === undefined ? [] : [[name, cacheOf(same[0].type, same, primaryOf)] as const])),
  );
  return (type) => caches.get(resourceNameOf(type));
}

/** An object among the lists. `undefined`: the list that would hold it was not read. */
export function inLists(
  lists: readonly ListOnce[],
  type: ResourceType,
  key: { readonly namespace?: string; readonly name: string },
): KubeObject | 'absent' | undefined {
  const namespace = type.scope === 'Namespaced' ? key.namespace : undefined;
  const list = lists.find(
    (one) => resourceNameOf(one.type) === resourceNameOf(type) && (one.namespace === undefined || one.namespace === namespace),
  );
  if (list?.listed.state !== 'read') return undefined;
  const wanted = keyOf({ name: key.name, ...(namespace === undefined ? {} : { namespace }) });
  return list.listed.objects.find(({ metadata }) => keyOf(metadata) === wanted) ?? 'absent';
}
