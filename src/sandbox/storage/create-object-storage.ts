import type { KubeObject } from '../../kernel/kube-object.ts';
import { createChangeFeed } from './change-feed.ts';
import { createChangeLog } from './change-log.ts';
import type { ObjectStorage, StorageChange } from './object-storage.ts';
import { undoChanges } from './past-objects.ts';
import { createTypeTable, type TypeTable } from './type-table.ts';

/** How a storage is made. */
export interface ObjectStorageOptions {
  /** How many changes over all types can be looked back upon. Default 10,000. */
  readonly history?: number;
}

function withVersion(object: KubeObject, version: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
}

function describe(resource: string, { metadata: { namespace, name } }: KubeObject): string {
  return `${resource} "${namespace === undefined ? '' : `${namespace}/`}${name}"`;
}

/** Versions below are as forgotten as in a cluster that has run for a while: clients that ask for version 1 get a 410, as they should. */
const FIRST_VERSION = 100;

/** An empty storage. */
export function createObjectStorage({ history = 10_000 }: ObjectStorageOptions = {}): ObjectStorage {
  const tables = new Map<string, TypeTable>();
  const log = createChangeLog(history, FIRST_VERSION);
  const feed = createChangeFeed();
  let version = FIRST_VERSION;

  function tableOf(resource: string): TypeTable {
    const known = tables.get(resource);
    if (known !== undefined) return known;
    const table = createTypeTable();
    tables.set(resource, table);
    return table;
  }
  function commit(type: StorageChange['type'], resource: string, given: KubeObject, previous: KubeObject | undefined): KubeObject {
    version += 1;
    const object = withVersion(given, version);
    if (type === 'DELETED') tableOf(resource).delete(object.metadata);
    else tableOf(resource).set(object);
    const change: StorageChange = { version, type, resource, object, ...(previous === undefined ? {} : { previous }) };
    log.add(change);
    feed.tell(change);
    return object;
  }
  function changesAfter(from: number, resource: string): readonly StorageChange[] {
    if (from < log.compacted) throw new RangeError(`version ${String(from)} is compacted (${String(log.compacted)})`);
    return log.after(from, resource);
  }

  return {
    get version() {
      return version;
    },
    get: (resource, key) => tables.get(resource)?.get(key),
    list: (resource, namespace, at) => {
      const objects = tables.get(resource)?.list(namespace) ?? [];
      if (at === undefined || at === version) return objects;
      if (at > version) throw new RangeError(`version ${String(at)} is in the future (${String(version)})`);
      const changes = changesAfter(at, resource);
      return undoChanges(
        objects,
        namespace === undefined ? changes : changes.filter(({ object }) => object.metadata.namespace === namespace),
      );
    },
    create: (resource, object) => {
      const table = tableOf(resource);
      if (table.get(object.metadata) !== undefined) throw new Error(`${describe(resource, object)} is stored already`);
      return commit('ADDED', resource, object, undefined);
    },
    replace: (resource, object) => {
      const previous = tables.get(resource)?.get(object.metadata);
      if (previous === undefined) throw new Error(`${describe(resource, object)} is not stored`);
      return commit('MODIFIED', resource, object, previous);
    },
    remove: (resource, key) => {
      const previous = tables.get(resource)?.get(key);
      return previous === undefined ? undefined : commit('DELETED', resource, previous, previous);
    },
    changesAfter,
    subscribe: feed.subscribe,
    compact: (keep = 0) => log.keepLast(keep),
    count: (resource) => tables.get(resource)?.size ?? 0,
    drop: (resource) => {
      tables.delete(resource);
      log.drop(resource);
    },
  };
}
