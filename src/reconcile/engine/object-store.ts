import { controllerOf, keyOf, parseKey, type KubeObject } from '../../kernel/kube-object.ts';
import { compareResourceVersions } from '../../kernel/resource-version.ts';

/** A change of the store. `initial`: seen while the first list arrived. `own`: written by this process, so it wakes nobody. */
export interface StoreChange {
  readonly key: string;
  readonly before?: KubeObject;
  readonly after?: KubeObject;
  readonly initial: boolean;
  readonly own: boolean;
}

export type StoreListener = (change: StoreChange) => void;

/**
 * The cache of one resource type. Writes of this process go straight in and events that are older than what it holds are ignored, so
 * a reader sees its own writes before the watch brings them back. A deleted object's uid is remembered until the watch says it too, and
 * the version in which it went for a while after, since the answer to a write may arrive later than the event that the object is gone, or
 * than a list that it is not in any more.
 */
export interface ObjectStore {
  get(key: string): KubeObject | undefined;
  keys(): IterableIterator<string>;
  values(): IterableIterator<KubeObject>;
  readonly size: number;
  /** The objects whose controller reference has this uid. */
  controlledBy(uid: string): readonly KubeObject[];
  /** The objects of a group, as `groupOf` named it. */
  inGroup(group: string): readonly KubeObject[];
  /** Whether `put` would take this version: it is newer than what is held, and not of something that went. */
  isNews(object: KubeObject): boolean;
  /** An object seen by a watch or list. */
  put(object: KubeObject, options?: { readonly initial?: boolean; readonly own?: boolean }): void;
  /** A DELETED event of a watch. */
  drop(object: KubeObject): void;
  /** This process deleted it and the server answered that it is gone. */
  dropOwn(key: string, uid: string): void;
  /** A list has ended at `resourceVersion`: what is in `inScope`, was not seen and is not newer than the list, is gone. */
  endReplace(seen: ReadonlySet<string>, resourceVersion: string, inScope: (namespace: string | undefined) => boolean): void;
  listen(listener: StoreListener): void;
}

/** How many of the objects that went last are remembered. */
const MAX_DEPARTED = 4_096;

/** Keys by a name that objects share. */
type Index = Map<string, Set<string>>;

function addTo(index: Index, name: string | undefined, key: string): void {
  if (name === undefined) return;
  const keys = index.get(name) ?? new Set();
  keys.add(key);
  index.set(name, keys);
}

function removeFrom(index: Index, name: string | undefined, key: string): void {
  const keys = name === undefined ? undefined : index.get(name);
  if (name === undefined || keys === undefined) return;
  keys.delete(key);
  if (keys.size === 0) index.delete(name);
}

/**
 * An empty store. `onListenerError` is told what a listener threw: it never stops the feed. `groupOf` names the group by which
 * objects can be asked for.
 */
export function createObjectStore(
  onListenerError: (error: unknown) => void,
  groupOf: (object: KubeObject) => string | undefined = () => undefined,
): ObjectStore {
  const objects = new Map<string, KubeObject>();
  const byController: Index = new Map();
  const byGroup: Index = new Map();
  const buried = new Map<string, string>();
  const departed = new Map<string, string>();
  const listeners: StoreListener[] = [];
  /** The version of the last list of each scope. */
  const listed = new Map<(namespace: string | undefined) => boolean, string>();

  const controllerUid = (object: KubeObject): string | undefined => controllerOf(object)?.uid;

  const unindex = (key: string, object: KubeObject): void => {
    removeFrom(byController, controllerUid(object), key);
    removeFrom(byGroup, groupOf(object), key);
  };

  const index = (key: string, object: KubeObject): void => {
    addTo(byController, controllerUid(object), key);
    addTo(byGroup, groupOf(object), key);
  };

  const held = (keys: Iterable<string> = []): readonly KubeObject[] => {
    const found: KubeObject[] = [];
    for (const key of keys) {
      const object = objects.get(key);
      if (object !== undefined) found.push(object);
    }
    return found;
  };

  const tell = (change: StoreChange): void => {
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (error) {
        onListenerError(error);
      }
    }
  };

  const depart = (uid: string, resourceVersion: string): void => {
    departed.delete(uid);
    departed.set(uid, resourceVersion);
    const [oldest] = departed.keys();
    if (departed.size > MAX_DEPARTED && oldest !== undefined) departed.delete(oldest);
  };

  const hasDeparted = (uid: string, resourceVersion: string): boolean => {
    const at = departed.get(uid);
    return at !== undefined && compareResourceVersions(resourceVersion, at) <= 0;
  };

  /** Whether the object came and went between two lists: it is as old as the last one, which did not show it. */
  const wasMissed = ({ metadata: { namespace, resourceVersion } }: KubeObject): boolean => {
    for (const [inScope, at] of listed) if (inScope(namespace) && compareResourceVersions(resourceVersion, at) <= 0) return true;
    return false;
  };

  const remove = (key: string, own: boolean): void => {
    const before = objects.get(key);
    if (before === undefined) return;
    objects.delete(key);
    unindex(key, before);
    tell({ key, before, initial: false, own });
  };

  const isNews = (object: KubeObject): boolean => {
    const { uid, resourceVersion } = object.metadata;
    if (buried.has(uid) || hasDeparted(uid, resourceVersion)) return false;
    const before = objects.get(keyOf(object.metadata));
    return before === undefined || compareResourceVersions(resourceVersion, before.metadata.resourceVersion) > 0;
  };

  return {
    isNews,
    get: (key) => objects.get(key),
    keys: () => objects.keys(),
    values: () => objects.values(),
    get size() {
      return objects.size;
    },
    controlledBy: (uid) => held(byController.get(uid)),
    inGroup: (group) => held(byGroup.get(group)),
    put: (object, { initial = false, own = false } = {}) => {
      if (!isNews(object)) return;
      const key = keyOf(object.metadata);
      const before = objects.get(key);
      if (before === undefined && own && wasMissed(object)) return;
      if (before !== undefined) unindex(key, before);
      objects.set(key, object);
      index(key, object);
      tell({ key, ...(before === undefined ? {} : { before }), after: object, initial, own });
    },
    drop: (object) => {
      const key = keyOf(object.metadata);
      const { uid, resourceVersion } = object.metadata;
      buried.delete(uid);
      depart(uid, resourceVersion);
      if (objects.get(key)?.metadata.uid === uid) remove(key, false);
    },
    dropOwn: (key, uid) => {
      // Its event may have come before the answer: then there is nothing to wait for.
      if (!departed.has(uid)) buried.set(uid, key);
      if (objects.get(key)?.metadata.uid === uid) remove(key, true);
    },
    endReplace: (seen, resourceVersion, inScope) => {
      listed.set(inScope, resourceVersion);
      for (const [key, object] of objects) {
        if (seen.has(key) || !inScope(object.metadata.namespace)) continue;
        if (compareResourceVersions(object.metadata.resourceVersion, resourceVersion) > 0) continue;
        depart(object.metadata.uid, resourceVersion);
        remove(key, false);
      }
      for (const [uid, key] of buried) if (inScope(parseKey(key).namespace)) buried.delete(uid);
    },
    listen: (listener) => {
      listeners.push(listener);
    },
  };
}
