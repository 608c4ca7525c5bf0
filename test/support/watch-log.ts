import type { KubeObject, ManifestMeta, ObjectKey } from '../../src/kernel/kube-object.ts';
import { keyOf } from '../../src/kernel/kube-object.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { apiVersionOf } from '../../src/kernel/resource-type.ts';

/** One change as a watch tells it. `object` of a DELETED is the last state under the version of the deletion. */
export interface LogEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: KubeObject;
  readonly version: number;
}

/** What a change sets: any top-level field, and of the metadata what a manifest may carry. */
export interface LogContent {
  readonly metadata?: Omit<Partial<ManifestMeta>, 'name' | 'namespace'>;
  readonly [field: string]: unknown;
}

/** The objects of one type with every change since the last compaction, as etcd keeps them. */
export interface WatchLog {
  readonly type: ResourceType;
  /** The version of the last change. */
  version(): number;
  /** The oldest version from which a watch can still be started. */
  oldest(): number;
  objects(): readonly KubeObject[];
  /** Throws when the object exists. */
  create(key: ObjectKey, content?: LogContent): KubeObject;
  /** Replaces everything but identity; throws when there is no such object. */
  update(key: ObjectKey, content: LogContent): KubeObject;
  remove(key: ObjectKey): KubeObject;
  /** Forgets the history: starting a watch from any version before the present one is then `410 Gone`. */
  compact(): void;
  /** Changes after a version, oldest first; undefined when that part of the history is forgotten. */
  after(version: number): readonly LogEvent[] | undefined;
  /** Calls back at each change, at once; the returned function ends that. */
  subscribe(listener: (event: LogEvent) => void): () => void;
}

const FIRST_VERSION = 100;

/** Versions have gaps, as on a real server, where all types share one counter: a client that counts on `+ 1` fails here. */
export function watchLog(type: ResourceType): WatchLog {
  const live = new Map<string, KubeObject>();
  const listeners = new Set<(event: LogEvent) => void>();
  let history: LogEvent[] = [];
  let version = FIRST_VERSION;
  let oldest = FIRST_VERSION;
  let changes = 0;

  const record = (kind: LogEvent['type'], object: KubeObject): KubeObject => {
    const event: LogEvent = { type: kind, object, version };
    history.push(event);
    for (const listener of listeners) listener(event);
    return object;
  };
  const nextVersion = (): string => {
    changes += 1;
    version += 1 + (changes % 3);
    return String(version);
  };
  const existing = (key: ObjectKey): KubeObject => {
    const object = live.get(keyOf(key));
    if (object === undefined) throw new Error(`${type.kind}/${keyOf(key)} does not exist`);
    return object;
  };

  return {
    type,
    version: () => version,
    oldest: () => oldest,
    objects: () => [...live.values()].toSorted((a, b) => (keyOf(a.metadata) < keyOf(b.metadata) ? -1 : 1)),
    create: (key, content = {}) => {
      if (live.has(keyOf(key))) throw new Error(`${type.kind}/${keyOf(key)} exists`);
      const resourceVersion = nextVersion();
      const object: KubeObject = {
        ...content,
        apiVersion: apiVersionOf(type),
        kind: type.kind,
        metadata: {
          ...content.metadata,
          ...key,
          uid: `uid-${changes}`,
          resourceVersion,
          generation: 1,
          creationTimestamp: '2026-01-01T00:00:00Z',
        },
      };
      live.set(keyOf(key), object);
      return record('ADDED', object);
    },
    update: (key, content) => {
      const { apiVersion, kind, metadata } = existing(key);
      const { uid, creationTimestamp, generation = 0 } = metadata;
      const resourceVersion = nextVersion();
      const identity = { ...key, uid, resourceVersion, generation: generation + 1, creationTimestamp };
      const object: KubeObject = { ...content, apiVersion, kind, metadata: { ...content.metadata, ...identity } };
      live.set(keyOf(key), object);
      return record('MODIFIED', object);
    },
    remove: (key) => {
      const last = existing(key);
      live.delete(keyOf(key));
      return record('DELETED', { ...last, metadata: { ...last.metadata, resourceVersion: nextVersion() } });
    },
    compact: () => {
      history = [];
      oldest = version;
    },
    after: (from) => (from < oldest ? undefined : history.filter((event) => event.version > from)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
