import type { Discovery, KubeApi } from '../../cluster/kube-api.ts';
import { SECRET } from '../../kernel/builtin-types.ts';
import type { Clock } from '../../kernel/clock.ts';
import { keyOf, type KubeObject } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import type { ChildType, DerivedType } from './contract.ts';
import { orAbort } from './or-abort.ts';
import { isInShard, type Shard } from '../../kernel/shard.ts';
import { summarisedSecret } from './secret-summary.ts';
import { bareObject, childTransform, withoutManagedFields } from './transform.ts';
import { createTypeCache, type TypeCache } from './type-cache.ts';
import { ownerKeyOf, targetKey, type AnyReconciler } from './wake-up.ts';
import { typeKey } from './world.ts';

/** Which primaries a run looks after. Scope selects primaries only: what they refer to may lie outside. */
export interface Scope {
  /** Absent: all namespaces. */
  readonly namespaces?: readonly string[];
  readonly labelSelector?: string;
  /** The run works on this part of the primaries only: what belongs to others is kept as bare as what is somebody else's. */
  readonly shard?: Shard;
}

export interface CachesOptions {
  readonly api: KubeApi;
  readonly discovery: Pick<Discovery, 'serves'>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly reconcilers: readonly AnyReconciler[];
  readonly scope: Scope;
  /** The field manager of a reconciler's system. */
  readonly fieldManagerOf: (reconciler: AnyReconciler) => string;
  readonly idleTimeoutMs?: number;
}

/** The caches of a run: one per type that a reconciler owns, creates or refers to. */
export interface Caches {
  get(type: ResourceType): TypeCache | undefined;
  all(): readonly TypeCache[];
  /** Starts every cache whose type is served and resolves once all have their first list; rejects where a list is refused. */
  start(signal: AbortSignal): Promise<void>;
  /** Looks whether an optional type that was missing is served by now, starts its cache, and says whether any was. */
  discoverOptional(signal: AbortSignal): Promise<boolean>;
  /** Resolves when every watch has ended. */
  stopped(): Promise<void>;
}

interface Wanted {
  readonly cache: TypeCache;
  /** Started only once the cluster serves the type. */
  readonly optional: boolean;
}

/** How one reconciler uses a type that is not a primary kind. `child` is absent where its primaries only refer to objects of it. */
interface Use {
  readonly reconciler: AnyReconciler;
  readonly type: ResourceType;
  readonly child?: ChildType;
  /** Present where the objects are made by others from its children. */
  readonly derived?: DerivedType;
  readonly optional: boolean;
}

function usesOf(reconciler: AnyReconciler): readonly Use[] {
  return [
    ...reconciler.wakes.map(({ type, optional }) => ({ reconciler, type, optional: optional === true })),
    ...(reconciler.derived ?? []).map((derived) => ({ reconciler, type: derived.type, derived, optional: false })),
    ...reconciler.children.map((child) => ({ reconciler, type: child.type, child, optional: child.optional === true })),
  ];
}

/** The namespaces to watch a type in: those of the scope, or all where one primary may reach into any. */
function scopeOf(type: ResourceType, options: CachesOptions, spansNamespaces: boolean): { readonly namespaces?: readonly string[] } {
  const { namespaces } = options.scope;
  return type.scope === 'Cluster' || spansNamespaces || namespaces === undefined ? {} : { namespaces };
}

/** Each object is treated as the kind that it belongs to asks for: its carried fields, its field manager. What belongs to none is bare, unless primaries refer to it. */
function transformOf(uses: readonly Use[], options: CachesOptions): (object: KubeObject) => KubeObject {
  const owners = uses.flatMap(({ reconciler, child }) => {
    if (child === undefined) return [];
    const { kind } = reconciler;
    return [{ kind, transform: childTransform({ child, fieldManager: options.fieldManagerOf(reconciler) }) }];
  });
  const { shard } = options.scope;
  const deriveds = uses.flatMap(({ derived }) => (derived === undefined ? [] : [derived]));
  const others = uses.some(({ child, derived }) => child === undefined && derived === undefined) ? withoutManagedFields : bareObject;
  return (object) => {
    for (const { kind, transform } of owners) {
      const owner = ownerKeyOf(kind, object);
      if (owner !== undefined) return isInShard(shard, owner) ? transform(object) : others(object);
    }
    const derived = deriveds.find(({ primaryOf }) => primaryOf(object) !== undefined);
    const primary = derived?.primaryOf(object);
    if (derived === undefined || primary === undefined || !isInShard(shard, keyOf(primary))) return others(object);
    const whole = withoutManagedFields(object);
    return derived.keep?.(whole) ?? whole;
  };
}

/** How derived objects are found again by the primary that they belong to. */
function groupingOf(uses: readonly Use[]): { readonly groupOf?: (object: KubeObject) => string | undefined } {
  const deriveds = uses.flatMap(({ reconciler, derived }) => (derived === undefined ? [] : [{ kind: reconciler.kind, derived }]));
  if (deriveds.length === 0) return {};
  return {
    groupOf: (object) => {
      for (const { kind, derived } of deriveds) {
        const primary = derived.primaryOf(object);
        if (primary !== undefined) return targetKey(kind, primary);
      }
      return undefined;
    },
  };
}

/** A watch is narrowed where everybody who uses the type wants the same part of it. */
function selectorOf(uses: readonly Use[]): { readonly labelSelector?: string } {
  const [selector, ...others] = new Set(uses.map(({ derived }) => derived?.labelSelector));
  return selector === undefined || others.length > 0 ? {} : { labelSelector: selector };
}

function wantedCaches(options: CachesOptions): ReadonlyMap<string, Wanted> {
  const { reconcilers, scope } = options;
  const wanted = new Map<string, Wanted>();
  const shared = { api: options.api, clock: options.clock, random: options.random, log: options.log };
  const timing = options.idleTimeoutMs === undefined ? {} : { idleTimeoutMs: options.idleTimeoutMs };
  for (const { kind } of reconcilers) {
    const selector = scope.labelSelector === undefined ? {} : { labelSelector: scope.labelSelector };
    const cache = createTypeCache({
      ...shared,
      ...timing,
      ...selector,
      ...scopeOf(kind, options, false),
      type: kind,
      transform: withoutManagedFields,
    });
    wanted.set(typeKey(kind), { cache, optional: false });
  }
  for (const [key, uses] of Map.groupBy(reconcilers.flatMap(usesOf), ({ type }) => typeKey(type))) {
    const [first] = uses;
    if (first === undefined || wanted.has(key)) continue;
    const { type } = first;
    const isSecret = key === typeKey(SECRET);
    const optional = uses.every((use) => use.optional);
    const cache = createTypeCache({
      ...shared,
      ...timing,
      ...scopeOf(
        type,
        options,
        uses.some(({ reconciler }) => reconciler.kind.scope === 'Cluster'),
      ),
      ...(isSecret ? { fieldSelector: 'type!=helm.sh/release.v1' } : {}),
      ...selectorOf(uses),
      ...groupingOf(uses),
      toleratesForbidden: isSecret || optional || uses.every(({ derived }) => derived !== undefined),
      type,
      transform: isSecret ? summarisedSecret : transformOf(uses, options),
    });
    wanted.set(key, { cache, optional });
  }
  return wanted;
}

/** Caches for the given reconcilers and scope; nothing is read before `start`. */
export function createCaches(options: CachesOptions): Caches {
  const wanted = wantedCaches(options);
  const runs: Promise<void>[] = [];

  const begin = (cache: TypeCache, signal: AbortSignal): Promise<void> => {
    runs.push(cache.run(signal));
    return cache.synced();
  };

  const discoverOptional = async (signal: AbortSignal, refresh: boolean): Promise<boolean> => {
    const missing = [...wanted.values()].filter(({ cache, optional }) => optional && !cache.isRunning());
    let found = false;
    let isFirst = refresh;
    for (const { cache } of missing) {
      const isServed = await options.discovery.serves(cache.type, { signal, refresh: isFirst });
      isFirst = false;
      if (!isServed) continue;
      // A watch that is ended before its first list never tells that it is synced.
      await orAbort(begin(cache, signal), signal);
      found = true;
    }
    return found;
  };

  return {
    get: (type) => wanted.get(typeKey(type))?.cache,
    all: () => [...wanted.values()].map(({ cache }) => cache),
    start: async (signal) => {
      const required = [...wanted.values()].filter(({ optional }) => !optional);
      await Promise.all([...required.map(({ cache }) => begin(cache, signal)), discoverOptional(signal, false)]);
    },
    discoverOptional: (signal) => discoverOptional(signal, true),
    stopped: async () => {
      await Promise.all(runs);
    },
  };
}

/** What the cached form of an object is, for an object that a write answered with. */
export function putAnswer(caches: Caches, type: ResourceType, object: KubeObject): void {
  const cache = caches.get(type);
  cache?.store.put(cache.transform(object), { own: true });
}
