import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import type { Log } from '../../kernel/log.ts';
import { resourceNameOf, type ResourceType } from '../../kernel/resource-type.ts';
import { createStructureSharer } from '../../kernel/structure-sharer.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import { REFUSALS, runReflector, type ReflectorState } from './reflector.ts';

/** The cache of one type over the selected namespaces. */
export interface TypeCache {
  readonly type: ResourceType;
  readonly store: ObjectStore;
  readonly transform: (object: KubeObject) => KubeObject;
  /** Whether absence in the store means absence on the server: the namespace is watched, unfiltered, and synced. */
  isComplete(namespace: string | undefined): boolean;
  isSynced(): boolean;
  /** The last failure of a watch that has not recovered. */
  error(): unknown;
  /** Lists started so far, over all namespaces. */
  lists(): number;
  /** Resolves when every list has arrived; rejects with the API server's error when a person must act first (403, 401). */
  synced(): Promise<void>;
  /** Starts the watches; resolves when the signal is aborted and they have ended. */
  run(signal: AbortSignal): Promise<void>;
  /** Whether it was started, which an optional type is once the cluster serves it. Stays so at the end, for passes that are still in work. */
  isRunning(): boolean;
}

export interface TypeCacheOptions {
  readonly type: ResourceType;
  /** Absent: all namespaces, or a cluster-scoped type. */
  readonly namespaces?: readonly string[];
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly transform: (object: KubeObject) => KubeObject;
  readonly api: KubeApi;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly idleTimeoutMs?: number;
  /** Names the group by which objects of the store can be asked for. It sees the object as it is kept. */
  readonly groupOf?: (object: KubeObject) => string | undefined;
  /** A forbidden list does not reject `synced()`: readers are told `unknown` and fall back to single reads. */
  readonly toleratesForbidden?: boolean;
}

/** A cache; nothing is read before `run`. */
export function createTypeCache(options: TypeCacheOptions): TypeCache {
  const { type, log } = options;
  const share = createStructureSharer();
  const transform = (object: KubeObject): KubeObject => share(options.transform(object));
  const store = createObjectStore((error) => {
    log.error(`a listener of ${type.plural} threw: ${error instanceof Error ? error.message : String(error)}`);
  }, options.groupOf);
  const scopes: readonly (string | undefined)[] = options.namespaces ?? [undefined];
  const states = new Map<string | undefined, ReflectorState>();
  const waiters = new Set<{ resolve: () => void; reject: (error: unknown) => void }>();
  let running = false;
  let isRefusalTold = false;

  const isSynced = (): boolean => scopes.every((scope) => states.get(scope)?.synced === true);
  const refusal = (): unknown => [...states.values()].find((state) => !state.synced && isApiError(state.error, ...REFUSALS))?.error;

  const settleWaiters = (): void => {
    const refused = refusal();
    const isDone = isSynced() || (refused !== undefined && options.toleratesForbidden === true);
    if (refused instanceof Error && options.toleratesForbidden === true && !isRefusalTold) {
      // It works without; whoever meant to grant the right wants to know.
      log.info(`going on without ${resourceNameOf(type)}: ${refused.message}`);
      isRefusalTold = true;
    }
    if (!isDone && refused === undefined) return;
    for (const waiter of waiters) {
      if (isDone) waiter.resolve();
      else waiter.reject(refused);
    }
    waiters.clear();
  };

  return {
    type,
    store,
    transform,
    isSynced,
    isComplete: (namespace) => {
      if (options.labelSelector !== undefined) return false;
      const scope = options.namespaces === undefined ? undefined : namespace;
      return states.get(scope)?.synced === true;
    },
    error: () => [...states.values()].find((state) => state.error !== undefined)?.error,
    lists: () => [...states.values()].reduce((sum, state) => sum + state.lists, 0),
    synced: () =>
      new Promise((resolve, reject) => {
        waiters.add({ resolve, reject });
        settleWaiters();
      }),
    run: async (signal) => {
      running = true;
      await Promise.all(
        scopes.map((scope) =>
          runReflector(
            {
              ...options,
              transform,
              store,
              ...(scope === undefined ? {} : { namespace: scope }),
              onState: (state) => {
                states.set(scope, state);
                settleWaiters();
              },
            },
            signal,
          ),
        ),
      );
    },
    isRunning: () => running,
  };
}
