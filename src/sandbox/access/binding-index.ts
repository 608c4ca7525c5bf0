import { type KubeObject, type ObjectKey, keyOf } from '../../kernel/kube-object.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS } from './rbac-types.ts';
import { type BoundRole, boundRole } from './role-binding.ts';

/** The bindings of a storage, read and kept up to date with every change. */
export interface BindingIndex {
  clusterWide(): Iterable<BoundRole>;
  /** Those of one namespace. */
  in(namespace: string): Iterable<BoundRole>;
}

/** Reads all bindings once and follows the storage from there on, for as long as that lives. */
export function createBindingIndex(storage: ObjectStorage): BindingIndex {
  const cluster = new Map<string, BoundRole>();
  const byNamespace = new Map<string, Map<string, BoundRole>>();

  const home = (resource: string, { namespace = '' }: ObjectKey): Map<string, BoundRole> => {
    if (resource === CLUSTER_ROLE_BINDINGS) return cluster;
    const known = byNamespace.get(namespace);
    if (known !== undefined) return known;
    const fresh = new Map<string, BoundRole>();
    byNamespace.set(namespace, fresh);
    return fresh;
  };
  const put = (resource: string, object: KubeObject): void => {
    home(resource, object.metadata).set(keyOf(object.metadata), boundRole(object));
  };

  for (const resource of [CLUSTER_ROLE_BINDINGS, ROLE_BINDINGS]) for (const object of storage.list(resource)) put(resource, object);
  storage.subscribe(({ resource, type, object }) => {
    if (resource !== ROLE_BINDINGS && resource !== CLUSTER_ROLE_BINDINGS) return;
    if (type !== 'DELETED') {
      put(resource, object);
      return;
    }
    const place = home(resource, object.metadata);
    place.delete(keyOf(object.metadata));
    if (place.size === 0) byNamespace.delete(object.metadata.namespace ?? '');
  });
  return {
    clusterWide: () => cluster.values(),
    in: (namespace) => byNamespace.get(namespace)?.values() ?? [],
  };
}
