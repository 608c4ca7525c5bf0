import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { SECRET } from '../../kernel/builtin-types.ts';
import { describeRef, keyOf, type KubeObject, type Ref } from '../../kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../kernel/resource-type.ts';
import type { Lookup, World } from './contract.ts';
import { isOurs } from './intent.ts';
import type { SeenRead } from './pass-witness.ts';
import { secretSummaryOf, summarisedSecret } from './secret-summary.ts';
import type { TypeCache } from './type-cache.ts';
import { targetKey } from './wake-up.ts';

/** What a primary's view of the cluster is made of. */
export interface WorldOptions {
  readonly api: KubeApi;
  readonly cacheOf: (type: ResourceType) => TypeCache | undefined;
  readonly primaryType: ResourceType;
  readonly primary: KubeObject;
  readonly signal: AbortSignal;
  /** Told when something had to be read that no watch covers: the primary must be looked at again after a while. */
  readonly onPolled: () => void;
  /** Told of everything that is looked at. */
  readonly onRead?: (read: SeenRead) => void;
}

/** The view of one primary during one pass. */
export function createWorld(options: WorldOptions): World {
  const { api, cacheOf, primaryType, primary, signal } = options;
  const namespaceOf = (type: ResourceType, namespace: string | undefined): { readonly namespace?: string } => {
    const effective = type.scope === 'Namespaced' ? (namespace ?? primary.metadata.namespace) : undefined;
    return effective === undefined ? {} : { namespace: effective };
  };

  const byGet = async (ref: Ref, transform: (object: KubeObject) => KubeObject): Promise<Lookup<KubeObject>> => {
    options.onPolled();
    const told = (found: Lookup<KubeObject>): Lookup<KubeObject> => {
      options.onRead?.({ ...ref, from: 'api', found: found.state });
      return found;
    };
    try {
      return told({ state: 'present', object: transform(await api.get(ref.type, ref, { signal })) });
    } catch (error) {
      if (isApiError(error, 'NotFound')) return told({ state: 'absent' });
      if (isApiError(error, 'Forbidden', 'Unauthorized')) return told({ state: 'unknown', why: `you may not read ${describeRef(ref)}` });
      throw error;
    }
  };

  const read = async (ref: Ref, transform: (object: KubeObject) => KubeObject): Promise<Lookup<KubeObject>> => {
    const cache = cacheOf(ref.type);
    const cached = cache?.store.get(keyOf(ref));
    if (cached === undefined && cache?.isComplete(ref.namespace) !== true) return byGet(ref, transform);
    options.onRead?.({ ...ref, from: 'cache', found: cached === undefined ? 'absent' : 'present' });
    return cached === undefined ? { state: 'absent' } : { state: 'present', object: cached };
  };

  const byName = (objects: readonly KubeObject[] = []): readonly KubeObject[] =>
    objects.toSorted((a, b) => (keyOf(a.metadata) < keyOf(b.metadata) ? -1 : 1));

  const listed = (type: ResourceType, objects: readonly KubeObject[], namespace?: string): readonly KubeObject[] => {
    options.onRead?.({ type, ...(namespace !== undefined && { namespace }), from: 'cache', found: objects.length });
    return objects;
  };

  return {
    signal,
    child: (type, name, namespace) => {
      const key = { name, ...namespaceOf(type, namespace) };
      const live = cacheOf(type)?.store.get(keyOf(key));
      options.onRead?.({ type, ...key, from: 'cache', found: live === undefined ? 'absent' : 'present' });
      return live !== undefined && isOurs(primaryType, primary, live) ? live : undefined;
    },
    children: (type) => listed(type, byName(cacheOf(type)?.store.controlledBy(primary.metadata.uid))),
    derived: (type) => listed(type, byName(cacheOf(type)?.store.inGroup(targetKey(primaryType, primary.metadata)))),
    read: (ref) => read(ref, (object) => object),
    secret: async (key) => {
      const found = await read({ type: SECRET, ...key, ...namespaceOf(SECRET, key.namespace) }, summarisedSecret);
      return found.state === 'present' ? { state: 'present', object: secretSummaryOf(found.object) } : found;
    },
    list: (type, namespace) => {
      const cache = cacheOf(type);
      const scope = namespaceOf(type, namespace).namespace;
      if (cache?.isComplete(scope) !== true) return undefined;
      return listed(type, byName([...cache.store.values()].filter(({ metadata }) => metadata.namespace === scope)), scope);
    },
    serves: (type) => {
      const cache = cacheOf(type);
      return cache !== undefined && cache.isRunning();
    },
  };
}

/** The name under which caches, wakes and indexes know a type. */
export function typeKey(type: ResourceType): string {
  return resourceNameOf(type);
}
