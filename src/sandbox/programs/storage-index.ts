import type { KubeObject } from '../../kernel/kube-object.ts';
import { keyOf } from '../../kernel/kube-object.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';

/** Objects of one type by a value derived from them, kept up with the storage. */
export interface StorageIndex {
  find(value: string): readonly KubeObject[];
  close(): void;
}

/** Indexes the objects of a type; `valuesOf` gives what an object is found by. */
export function createStorageIndex(
  storage: Pick<ObjectStorage, 'list' | 'subscribe'>,
  resource: string,
  valuesOf: (object: KubeObject) => readonly string[],
): StorageIndex {
  const byValue = new Map<string, Map<string, KubeObject>>();
  const put = (object: KubeObject): void => {
    for (const value of valuesOf(object)) {
      const found = byValue.get(value) ?? new Map<string, KubeObject>();
      found.set(keyOf(object.metadata), object);
      byValue.set(value, found);
    }
  };
  const drop = (object: KubeObject): void => {
    for (const value of valuesOf(object)) {
      const found = byValue.get(value);
      found?.delete(keyOf(object.metadata));
      if (found?.size === 0) byValue.delete(value);
    }
  };
  for (const object of storage.list(resource)) put(object);
  const close = storage.subscribe((change) => {
    if (change.resource !== resource) return;
    if (change.previous !== undefined) drop(change.previous);
    if (change.type === 'DELETED') drop(change.object);
    else put(change.object);
  });
  return { find: (value) => [...(byValue.get(value)?.values() ?? [])], close };
}
