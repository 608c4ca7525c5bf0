import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { KubeObject, ObjectMeta } from '../../kernel/kube-object.ts';
import type { ChildType, FieldPath } from './contract.ts';

const FOREIGN_FIELDS: unique symbol = Symbol('fields that another manager owns');

/** The carried fields (`spec.replicas`) of a cached object that a manager other than ours owned in this version. */
export function foreignFieldsOf(object: KubeObject): ReadonlySet<string> {
  const kept: unknown = (object as { readonly [FOREIGN_FIELDS]?: unknown })[FOREIGN_FIELDS];
  return kept instanceof Set ? kept : new Set();
}

/** Whether `fieldsV1` (the trie of `metadata.managedFields[]`: `{"f:spec":{"f:replicas":{}}}`) holds a path. */
function owns(fieldsV1: unknown, path: FieldPath): boolean {
  let node: unknown = fieldsV1;
  for (const name of path) {
    if (!isJsonObject(node)) return false;
    node = node[`f:${name}`];
  }
  return node !== undefined;
}

function managersOf(object: KubeObject): readonly JsonObject[] {
  const entries = (object.metadata as ObjectMeta & { readonly managedFields?: unknown }).managedFields;
  return Array.isArray(entries) ? entries.filter(isJsonObject) : [];
}

/** Kubernetes' own programs complete objects that others made, within milliseconds: a bound claim's volume, a Service's load balancer. */
const CONTROL_PLANE: ReadonlySet<unknown> = new Set(['cloud-controller-manager', 'kube-controller-manager', 'kube-scheduler', 'kubelet']);

/**
 * Whether anybody but `fieldManager` and the control plane has written the object itself (its status does not count): somebody else made it.
 * Needs `managedFields`: a server's answer, not the cache.
 */
export function hasOtherManagers(object: KubeObject, fieldManager: string): boolean {
  return managersOf(object).some(
    ({ manager, subresource }) => manager !== fieldManager && !CONTROL_PLANE.has(manager) && subresource === undefined,
  );
}

/** The object without `managedFields`, which no plan reads and which doubles its size. */
export function withoutManagedFields(object: KubeObject): KubeObject {
  if (!('managedFields' in object.metadata)) return object;
  const { managedFields: _dropped, ...metadata } = object.metadata as ObjectMeta & { readonly managedFields?: unknown };
  return { ...object, metadata };
}

/** The cache transform of somebody else's object: only what tells that it is there and whose it is. */
export function bareObject(object: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp, labels, ownerReferences } = object.metadata;
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: {
      name,
      uid,
      resourceVersion,
      creationTimestamp,
      ...(namespace === undefined ? {} : { namespace }),
      ...(labels === undefined ? {} : { labels }),
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
    },
  };
}

/** What the cache of a child type needs to know. */
export interface ChildTransformOptions {
  readonly child: ChildType;
  readonly fieldManager: string;
}

/** The cache transform of objects that may be ours: they lose `managedFields` but keep who owns their carried fields. */
export function childTransform(options: ChildTransformOptions): (object: KubeObject) => KubeObject {
  const { child, fieldManager } = options;
  const keep = child.keep ?? ((object: KubeObject) => object);
  return (object) => {
    const reduced = keep(withoutManagedFields(object));
    const foreign = new Set<string>();
    for (const path of child.carried ?? []) {
      const others = managersOf(object).filter((entry) => entry['manager'] !== fieldManager);
      if (others.some((entry) => owns(entry['fieldsV1'], path))) foreign.add(path.join('.'));
    }
    return foreign.size === 0 ? reduced : { ...reduced, [FOREIGN_FIELDS]: foreign };
  };
}
