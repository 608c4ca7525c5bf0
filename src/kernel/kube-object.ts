import type { ResourceType } from './resource-type.ts';

/** `metadata.ownerReferences[]` of the Kubernetes API. */
export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** The metadata that a manifest (an object we would like to exist) may carry. */
export interface ManifestMeta {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly ownerReferences?: readonly OwnerReference[];
}

/** The metadata of an object as the API server returns it. Timestamps stay RFC 3339 strings. */
export interface ObjectMeta extends ManifestMeta {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation?: number;
  readonly creationTimestamp: string;
  readonly deletionTimestamp?: string;
}

/** What we would like to exist: no uid, no resourceVersion, no timestamps, nothing random. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ManifestMeta;
  readonly [field: string]: unknown;
}

/** An object as the API server holds it. Treated as deeply read-only everywhere. */
export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
  readonly [field: string]: unknown;
}

/** A custom resource whose spec and status types are known. Defaults are applied to `spec` by the engine before a planner sees it. */
export interface Primary<Spec, Status> extends KubeObject {
  readonly spec: Spec;
  readonly status?: Status;
}

/** Names one object of one type. `namespace` is absent for cluster-scoped types. */
export interface Ref {
  readonly type: ResourceType;
  readonly namespace?: string;
  readonly name: string;
}

/** Names an object whose type is known from the context. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

/** `namespace/name`, or `name` for cluster-scoped objects: the key of caches and queues. */
export function keyOf(key: ObjectKey): string {
  return key.namespace === undefined ? key.name : `${key.namespace}/${key.name}`;
}

/** The inverse of {@link keyOf}. */
export function parseKey(key: string): ObjectKey {
  const slash = key.indexOf('/');
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** The controller owner reference of an object, if it has one (at most one may have `controller: true`). */
export function controllerOf(object: { readonly metadata: ManifestMeta }): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** `Kind/namespace/name` (or `Kind/name`): how messages name an object. */
export function describeRef(ref: Ref): string {
  return `${ref.type.kind}/${keyOf(ref)}`;
}
