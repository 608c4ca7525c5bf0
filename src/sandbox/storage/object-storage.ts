import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';

/** One change, as watches tell it. `object` carries the version of the change, also for a deletion. */
export interface StorageChange {
  /** The resourceVersion that the change made. */
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** `plural.group`, or `plural`. */
  readonly resource: string;
  readonly object: KubeObject;
  /** What was there before; absent for ADDED. */
  readonly previous?: KubeObject;
}

/**
 * Objects by type and key under one global, ever growing version, as etcd keeps them. Synchronous: a read and the write that follows it
 * cannot be separated. Objects are never changed in place.
 */
export interface ObjectStorage {
  /** The version of the last change. */
  readonly version: number;
  get(resource: string, key: ObjectKey): KubeObject | undefined;
  /** In the order of namespace and name. `at`: as it was at that version; throws RangeError where that is compacted or in the future. */
  list(resource: string, namespace?: string, at?: number): readonly KubeObject[];
  /** Stores an object that was not there; sets its resourceVersion. */
  create(resource: string, object: KubeObject): KubeObject;
  /** Stores an object over what is there; sets its resourceVersion. */
  replace(resource: string, object: KubeObject): KubeObject;
  /** Removes it and gives its last state with the version of the removal; undefined where nothing is there. */
  remove(resource: string, key: ObjectKey): KubeObject | undefined;
  /** Changes of a type after a version, oldest first. Throws RangeError where the history does not reach back that far. */
  changesAfter(version: number, resource: string): readonly StorageChange[];
  /** Called synchronously after every change of any type, in order. The returned function ends it. */
  subscribe(listener: (change: StorageChange) => void): () => void;
  /** Forgets the history before the last `keep` changes. Default 0: all of it. */
  compact(keep?: number): void;
  /** Number of objects of a type. */
  count(resource: string): number;
  /** Drops every object of a type with its history (a CRD that goes). No change is told. */
  drop(resource: string): void;
}
