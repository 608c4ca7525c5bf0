import type { KubeApi } from '../../../cluster/kube-api.ts';
import { SECRET } from '../../../kernel/builtin-types.ts';
import { keyOf, type KubeObject, type ObjectKey } from '../../../kernel/kube-object.ts';
import { isOfType, resourceNameOf, type ResourceType } from '../../../kernel/resource-type.ts';
import type { DerivedType, World } from '../../../reconcile/engine/contract.ts';
import { secretSummaryOf, summarisedSecret } from '../../../reconcile/engine/secret-summary.ts';
import { targetKey } from '../../../reconcile/engine/wake-up.ts';
import { createWorld } from '../../../reconcile/engine/world.ts';
import { snapshotCaches, type ListOnce, type PrimaryOf } from './snapshot-caches.ts';

/** What a view of the cluster at one moment is made of. */
export interface SnapshotWorldOptions {
  readonly api: KubeApi;
  /** The children's lists; of Secrets checksums only. What they do not cover is read by name. */
  readonly lists: readonly ListOnce[];
  readonly kind: ResourceType;
  /** What others make from its children, as its reconciler declares it. */
  readonly derived?: readonly DerivedType[] | undefined;
  readonly primary: KubeObject;
  /** Objects as they will be: they hide the live ones of their names. */
  readonly planned?: readonly KubeObject[];
  readonly signal: AbortSignal;
}

/** The engine's view of one primary, of what was read once: nothing is watched and nothing is written. */
export function snapshotWorld({ api, lists, kind, derived = [], primary, planned = [], signal }: SnapshotWorldOptions): World {
  const primaryOf: PrimaryOf = (type, object) => {
    const keys = derived.flatMap((one) => (resourceNameOf(one.type) === resourceNameOf(type) ? (one.primaryOf(object) ?? []) : []));
    return keys[0] === undefined ? undefined : targetKey(kind, keys[0]);
  };
  const world = createWorld({
    api,
    cacheOf: snapshotCaches(lists, primaryOf),
    primaryType: kind,
    primary,
    signal,
    onPolled: () => undefined,
  });
  const ahead = (type: ResourceType, { name, namespace = primary.metadata.namespace }: ObjectKey): KubeObject | undefined => {
    const wanted = keyOf({ name, ...(type.scope === 'Namespaced' && namespace !== undefined && { namespace }) });
    return planned.find((object) => isOfType(object, type) && keyOf(object.metadata) === wanted);
  };
  return {
    ...world,
    read: async (ref) => {
      const object = ahead(ref.type, ref);
      return object === undefined ? await world.read(ref) : { state: 'present', object };
    },
    secret: async (key) => {
      const object = ahead(SECRET, key);
      return object === undefined ? await world.secret(key) : { state: 'present', object: secretSummaryOf(summarisedSecret(object)) };
    },
  };
}
