import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import { createSortedObjects, type SortedObjects } from './sorted-objects.ts';

/** All objects of one type. */
export interface TypeTable {
  get(key: ObjectKey): KubeObject | undefined;
  set(object: KubeObject): void;
  delete(key: ObjectKey): void;
  /** In the order of namespace and name; a list that is never changed afterwards. */
  list(namespace?: string): readonly KubeObject[];
  readonly size: number;
}

const CLUSTER = '';

/** An empty one. */
export function createTypeTable(): TypeTable {
  const spaces = new Map<string, SortedObjects>();
  let size = 0;
  let everything: readonly KubeObject[] | undefined;

  function spaceOf(namespace: string): SortedObjects {
    const known = spaces.get(namespace);
    if (known !== undefined) return known;
    const space = createSortedObjects();
    spaces.set(namespace, space);
    return space;
  }
  function collect(): readonly KubeObject[] {
    const [only] = spaces.size === 1 ? spaces.values() : [];
    if (only !== undefined) return only.all();
    return [...spaces.keys()].toSorted(compareNamespaces).flatMap((namespace) => spaces.get(namespace)?.all() ?? []);
  }

  return {
    get: ({ namespace = CLUSTER, name }) => spaces.get(namespace)?.get(name),
    set: (object) => {
      const { namespace = CLUSTER } = object.metadata;
      const space = spaceOf(namespace);
      size -= space.size;
      space.set(object);
      size += space.size;
      everything = undefined;
    },
    delete: ({ namespace = CLUSTER, name }) => {
      const space = spaces.get(namespace);
      if (space === undefined) return;
      size -= space.size;
      space.delete(name);
      size += space.size;
      if (space.size === 0) spaces.delete(namespace);
      everything = undefined;
    },
    list: (namespace) => (namespace === undefined ? (everything ??= collect()) : (spaces.get(namespace)?.all() ?? [])),
    get size() {
      return size;
    },
  };
}

/** As etcd orders the keys `namespace/name`: `a-b/` comes before `a/`. */
export function compareNamespaces(left: string, right: string): number {
  const [a, b] = [`${left}/`, `${right}/`];
  return a < b ? -1 : a > b ? 1 : 0;
}
