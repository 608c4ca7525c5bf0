import type { KubeObject } from '../../kernel/kube-object.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { expired } from '../failures/common-failures.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import type { ObjectStorage, StorageChange } from '../storage/object-storage.ts';
import { listObjects } from './list-objects.ts';
import { checkWatchOptions } from './list-options.ts';
import type { Watch, WatchEvent, WatchQuery } from './object-service.ts';
import { type Selection, selectionOf } from './selection.ts';
import { askedVersion, tooLargeVersion } from './versions.ts';

/** Watches of all types on one storage. */
export interface WatchHub {
  /** Events of the past and the initial ones go to `sink` before it returns. Throws 400, 410, 422, 500 and 504 with the server's texts. */
  watch(resource: ServedResource, query: WatchQuery, sink: (event: WatchEvent) => void): Watch;
}

/** One watch under way. */
interface Watcher {
  /** Changes up to this version are none of its business. */
  readonly from: number;
  readonly namespace: string | undefined;
  readonly selection: Selection;
  readonly sink: (event: WatchEvent) => void;
}

/** Watchers of one type: those that can match any name, and those that can match one. */
interface TypeWatchers {
  readonly anyName: Set<Watcher>;
  readonly byName: Map<string, Set<Watcher>>;
}

function atVersion(object: KubeObject, version: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

/**
 * What a change is to a watcher. A change into or out of its selection is an ADDED or a DELETED; a DELETED then carries what was there
 * before, at the version of the change.
 */
function eventOf({ type, object, previous, version }: StorageChange, { namespace, selection }: Watcher): WatchEvent | undefined {
  if (namespace !== undefined && object.metadata.namespace !== namespace) return undefined;
  if (selection.everything) return { type, object };
  const was = previous !== undefined && selection.matches(previous);
  const is = type !== 'DELETED' && selection.matches(object);
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object };
  if (!was) return undefined;
  return { type: 'DELETED', object: type === 'DELETED' ? object : atVersion(previous, version) };
}

function deliver(change: StorageChange, watcher: Watcher): void {
  if (change.version <= watcher.from) return;
  const event = eventOf(change, watcher);
  if (event !== undefined) watcher.sink(event);
}

/** Adds a watcher to the index; the returned function takes it out. */
function register(types: Map<string, TypeWatchers>, resource: string, watcher: Watcher): () => void {
  const ofType = types.get(resource) ?? { anyName: new Set(), byName: new Map() };
  types.set(resource, ofType);
  const { name } = watcher.selection;
  if (name === undefined) {
    ofType.anyName.add(watcher);
    return () => {
      ofType.anyName.delete(watcher);
    };
  }
  const named = ofType.byName.get(name) ?? new Set();
  ofType.byName.set(name, named);
  named.add(watcher);
  return () => {
    named.delete(watcher);
    if (named.size === 0 && ofType.byName.get(name) === named) ofType.byName.delete(name);
  };
}

/** A hub that follows this storage from now on. One subscription serves all watches. */
export function createWatchHub(storage: ObjectStorage): WatchHub {
  const types = new Map<string, TypeWatchers>();
  let delivered = storage.version;

  storage.subscribe((change) => {
    const ofType = types.get(change.resource);
    if (ofType !== undefined) {
      // A sink may start and stop watches: sets can be walked meanwhile, and a new watch is past this change.
      for (const watcher of ofType.anyName) deliver(change, watcher);
      for (const watcher of ofType.byName.get(change.object.metadata.name) ?? []) deliver(change, watcher);
    }
    delivered = change.version;
  });

  function pastChanges(resource: string, version: number): readonly StorageChange[] {
    try {
      return version >= storage.version ? [] : storage.changesAfter(version, resource);
    } catch (error) {
      throw error instanceof RangeError ? expired(`too old resource version: ${String(version)} (${String(storage.version)})`) : error;
    }
  }
  function sendInitial(resource: ServedResource, query: WatchQuery, sink: (event: WatchEvent) => void): void {
    const { namespace, labelSelector, fieldSelector } = query;
    const { items, version } = listObjects(storage, resource, {
      ...(namespace === undefined ? {} : { namespace }),
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(fieldSelector === undefined ? {} : { fieldSelector }),
    });
    for (const object of items) sink({ type: 'ADDED', object });
    if (query.allowBookmarks === true) sink({ type: 'BOOKMARK', version, initialEventsEnd: true });
  }

  return {
    watch: (resource, query, sink) => {
      checkWatchOptions(query);
      const selection = selectionOf(resource, query);
      const wanted = askedVersion(query.resourceVersion);
      const initial = query.sendInitialEvents ?? wanted === 0;
      if (initial && wanted > storage.version) throw tooLargeVersion(wanted, storage.version);
      const name = resourceNameOf(resource);
      const resumed = !initial && wanted !== 0;
      const past = resumed ? pastChanges(name, wanted) : [];
      // A version of the future is waited for in silence.
      const from = Math.max(storage.version, resumed ? wanted : 0);
      let stopped = false;
      const watcher: Watcher = {
        from,
        namespace: query.namespace,
        selection,
        sink: (event) => {
          if (!stopped) sink(event);
        },
      };
      // Registered first: what a sink writes while it hears the past must reach it too, and comes later by its version.
      const early: WatchEvent[] = [];
      let caughtUp = false;
      const unregister = register(types, name, { ...watcher, sink: (event) => (caughtUp ? watcher.sink(event) : early.push(event)) });
      for (const change of past) deliver(change, { ...watcher, from: wanted });
      if (initial) sendInitial(resource, query, watcher.sink);
      for (let event = early.shift(); event !== undefined; event = early.shift()) watcher.sink(event);
      caughtUp = true;
      return {
        get version() {
          return String(Math.max(from, delivered));
        },
        stop: () => {
          stopped = true;
          unregister();
        },
      };
    },
  };
}
