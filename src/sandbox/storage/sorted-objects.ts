import type { KubeObject } from '../../kernel/kube-object.ts';

/** Objects of one namespace (or of a cluster-scoped type), always in the order of their names. */
export interface SortedObjects {
  get(name: string): KubeObject | undefined;
  /** Adds it, or puts it in the place of the one with its name. */
  set(object: KubeObject): void;
  delete(name: string): void;
  /** A list that is never changed afterwards: the same one until the next write. */
  all(): readonly KubeObject[];
  readonly size: number;
}

/** Where a name stands in a sorted list, or would be put. Names are compared byte by byte, as etcd compares keys. */
function place(items: readonly KubeObject[], name: string): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle]?.metadata.name ?? '') < name) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** An empty one. Writes cost a binary search and a move of pointers, never a sort. */
export function createSortedObjects(): SortedObjects {
  const byName = new Map<string, KubeObject>();
  const items: KubeObject[] = [];
  let shared: readonly KubeObject[] | undefined;
  return {
    get: (name) => byName.get(name),
    set: (object) => {
      const { name } = object.metadata;
      items.splice(place(items, name), byName.has(name) ? 1 : 0, object);
      byName.set(name, object);
      shared = undefined;
    },
    delete: (name) => {
      if (!byName.delete(name)) return;
      items.splice(place(items, name), 1);
      shared = undefined;
    },
    all: () => (shared ??= items.slice()),
    get size() {
      return byName.size;
    },
  };
}
