import { ApiError, type ApiErrorReason } from '../../src/cluster/api-error.ts';
import type { KubeApi, WatchEvent, WatchOptions } from '../../src/cluster/kube-api.ts';
import { isJsonObject, type JsonObject } from '../../src/kernel/json.ts';
import { keyOf, type KubeObject, type ObjectKey } from '../../src/kernel/kube-object.ts';
import { resourceNameOf, type ResourceType } from '../../src/kernel/resource-type.ts';
import { jsonPatch } from '../../src/sandbox/patches/json-patch.ts';
import { mergePatch } from '../../src/sandbox/patches/merge-patch.ts';
import { scriptedApi } from './scripted-api.ts';

/** An API server in memory without HTTP: just what an engine needs, fast enough to be run thousands of times. */
export interface MemoryKube {
  readonly api: KubeApi;
  /** A live object, or undefined. */
  at(type: ResourceType, key: ObjectKey): KubeObject | undefined;
  all(type: ResourceType): readonly KubeObject[];
  /** What a user does: a merge patch that raises the generation where the spec changes. */
  edit(type: ResourceType, key: ObjectKey, body: JsonObject): KubeObject;
}

const CODES: Partial<Record<ApiErrorReason, number>> = { AlreadyExists: 409, Conflict: 409, Invalid: 422, NotFound: 404 };

function refusal(reason: ApiErrorReason, what: string): ApiError {
  return new ApiError({ reason, code: CODES[reason] ?? 0, message: `${what}: ${reason}` });
}

/** An empty server. */
export function memoryKube(): MemoryKube {
  const objects = new Map<string, Map<string, KubeObject>>();
  const watchers = new Set<(resource: string, event: WatchEvent) => void>();
  let version = 100;

  const next = (): string => String((version += 1));
  const ofType = (type: ResourceType): Map<string, KubeObject> => {
    const found = objects.get(resourceNameOf(type)) ?? new Map<string, KubeObject>();
    objects.set(resourceNameOf(type), found);
    return found;
  };
  const tell = (type: ResourceType, event: WatchEvent): void => {
    for (const watcher of watchers) watcher(resourceNameOf(type), event);
  };
  const named = (type: ResourceType, key: ObjectKey): KubeObject => {
    const live = ofType(type).get(keyOf(key));
    if (live === undefined) throw refusal('NotFound', `${type.plural} ${keyOf(key)}`);
    return live;
  };
  const drop = (type: ResourceType, live: KubeObject): KubeObject => {
    const last = { ...live, metadata: { ...live.metadata, resourceVersion: next() } };
    ofType(type).delete(keyOf(live.metadata));
    tell(type, { type: 'DELETED', object: last });
    // What the garbage collector does.
    for (const [resource, others] of objects) {
      for (const other of Array.from(others.values())) {
        const isOwned = other.metadata.ownerReferences?.some(({ uid }) => uid === live.metadata.uid) ?? false;
        if (isOwned) remove({ group: '', version: '', kind: other.kind, plural: resource, scope: 'Namespaced' }, other);
      }
    }
    return last;
  };
  const put = (type: ResourceType, object: KubeObject, event: 'ADDED' | 'MODIFIED'): KubeObject => {
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: next() } };
    const isGone = stored.metadata.deletionTimestamp !== undefined && (stored.metadata.finalizers ?? []).length === 0;
    ofType(type).set(keyOf(stored.metadata), stored);
    tell(type, { type: event, object: stored });
    return isGone ? drop(type, stored) : stored;
  };
  const remove = (type: ResourceType, live: KubeObject): KubeObject => {
    if ((live.metadata.finalizers ?? []).length === 0) return drop(type, live);
    if (live.metadata.deletionTimestamp !== undefined) return live;
    return put(type, { ...live, metadata: { ...live.metadata, deletionTimestamp: '2026-03-01T12:00:00Z' } }, 'MODIFIED');
  };
  const write = (type: ResourceType, before: KubeObject, after: KubeObject, isStatus: boolean): KubeObject => {
    const kept: KubeObject = isStatus ? { ...before, status: after['status'] } : { ...after, status: before['status'] };
    const isSpecNew = JSON.stringify(kept['spec']) !== JSON.stringify(before['spec']);
    const { generation = 1 } = before.metadata;
    const metadata = { ...kept.metadata, resourceVersion: before.metadata.resourceVersion, generation: generation + (isSpecNew ? 1 : 0) };
    const settled = { ...kept, metadata };
    return JSON.stringify(settled) === JSON.stringify(before) ? before : put(type, settled, 'MODIFIED');
  };

  async function* feed(type: ResourceType, { namespace, signal }: WatchOptions): AsyncGenerator<WatchEvent> {
    const waiting: WatchEvent[] = [...ofType(type).values()]
      .filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace)
      .map((object) => ({ type: 'ADDED', object }));
    waiting.push({ type: 'BOOKMARK', resourceVersion: String(version), initialEventsEnd: true });
    let wake = (): void => undefined;
    const watcher = (resource: string, event: WatchEvent): void => {
      const isOther = event.type !== 'BOOKMARK' && namespace !== undefined && event.object.metadata.namespace !== namespace;
      if (resource !== resourceNameOf(type) || isOther) return;
      waiting.push(event);
      wake();
    };
    watchers.add(watcher);
    const isOver = (): boolean => signal?.aborted ?? false;
    const end = (): void => wake();
    signal?.addEventListener('abort', end, { once: true });
    try {
      for (;;) {
        yield* waiting.splice(0);
        if (isOver()) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      watchers.delete(watcher);
    }
  }

  const checkBody = (type: ResourceType, live: KubeObject, body: JsonObject): void => {
    const { uid, resourceVersion } = isJsonObject(body['metadata']) ? body['metadata'] : {};
    if (uid !== undefined && uid !== live.metadata.uid) throw refusal('Conflict', type.plural);
    if (resourceVersion !== undefined && resourceVersion !== live.metadata.resourceVersion) throw refusal('Conflict', type.plural);
  };

  const api: KubeApi = {
    // What an engine under test must not need.
    ...scriptedApi().api,
    get: async (type, key) => named(type, key),
    watch: feed,
    create: async (type, object) => {
      const { metadata } = object;
      if (ofType(type).has(keyOf(metadata))) throw refusal('AlreadyExists', type.plural);
      const made = { uid: `uid-${next()}`, resourceVersion: '', generation: 1, creationTimestamp: '2026-03-01T12:00:00Z' };
      return put(type, { ...object, metadata: { ...metadata, ...made } }, 'ADDED');
    },
    patch: async (type, key, patch, options) => {
      const live = named(type, key);
      const isStatus = options?.subresource === 'status';
      if (patch.type === 'merge') {
        const body = patch.body as JsonObject;
        checkBody(type, live, body);
        return write(type, live, mergePatch(live, body), isStatus);
      }
      let after: unknown;
      try {
        after = jsonPatch(live, patch.operations);
      } catch {
        throw refusal('Invalid', type.plural);
      }
      return write(type, live, after as KubeObject, isStatus);
    },
    remove: async (type, key, options) => {
      const live = named(type, key);
      if (options?.uid !== undefined && options.uid !== live.metadata.uid) throw refusal('Conflict', type.plural);
      return remove(type, live);
    },
  };
  return {
    api,
    at: (type, key) => ofType(type).get(keyOf(key)),
    all: (type) => [...ofType(type).values()],
    edit: (type, key, body) => {
      const live = named(type, key);
      return write(type, live, mergePatch(live, body), false);
    },
  };
}
