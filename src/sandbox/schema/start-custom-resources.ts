import type { Clock } from '../../kernel/clock.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { isFailure } from '../failures/api-failure.ts';
import type { ObjectService } from '../objects/object-service.ts';
import { SERVER_WRITES } from '../objects/server-writes.ts';
import type { ResourceRegistry } from '../resources/resource-registry.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import type { ObjectStorage, StorageChange } from '../storage/object-storage.ts';
import { decideNames, namedConditions, type NewCondition, takenNames, withCondition } from './crd/crd-conditions.ts';
import { conditionsOf, hasCondition } from './crd/crd-parts.ts';
import { objectIn, textIn } from '../values/read-values.ts';
import { CLEANUP_FINALIZER } from './crd/crd-strategy.ts';
import { sameValue } from '../values/same-value.ts';
import { servedCustomResource } from './served-custom-resource.ts';

const CRDS = 'customresourcedefinitions.apiextensions.k8s.io';

/** What the definitions of a server need. */
export interface CustomResourceParts {
  readonly registry: ResourceRegistry;
  readonly storage: ObjectStorage;
  readonly objects: ObjectService;
  readonly clock: Clock;
}

const TERMINATING: NewCondition = {
  type: 'Terminating',
  status: 'True',
  reason: 'InstanceDeletionInProgress',
  message: 'CustomResource deletion is in progress',
};

const REMOVED: NewCondition = {
  type: 'Terminating',
  status: 'False',
  reason: 'InstanceDeletionCompleted',
  message: 'removed all instances',
};

function groupOf(crd: KubeObject): string {
  return textIn(objectIn(crd['spec'])['group']);
}

/**
 * Makes CustomResourceDefinitions work: decides their names, marks them Established, serves their objects, and removes those when a
 * definition is deleted. Everything happens synchronously with the change of the definition. The returned function ends it.
 */
export function startCustomResources({ registry, storage, objects, clock }: CustomResourceParts): () => void {
  /** The definition of each type that is served: by its name, which is the name of the type. */
  const served = new Map<string, { readonly crd: KubeObject; readonly resource: ServedResource }>();

  function definitions(): ServedResource | undefined {
    return registry.named(CRDS);
  }

  function writeStatus(crd: KubeObject, status: object): void {
    const resource = definitions();
    if (resource === undefined) return;
    try {
      objects.update(resource, { name: crd.metadata.name }, { ...crd, status }, { ...SERVER_WRITES, subresource: 'status' });
    } catch (error) {
      // Somebody was faster: that change is told too.
      if (!isFailure(error, 'Conflict', 'NotFound')) throw error;
    }
  }

  /** Past validation, which knows the server's own finalizer no better than anybody's. */
  function writeTerminating(crd: KubeObject, condition: NewCondition, finalizers: readonly string[]): void {
    const status = { ...objectIn(crd['status']), conditions: withCondition(conditionsOf(crd), condition, clock.now()) };
    const next = { ...crd, metadata: { ...crd.metadata, finalizers }, status };
    if (finalizers.length > 0) storage.replace(CRDS, next);
    else storage.remove(CRDS, { name: crd.metadata.name });
  }

  function name(crd: KubeObject): void {
    const others = storage.list(CRDS).filter((other) => groupOf(other) === groupOf(crd) && other.metadata.name !== crd.metadata.name);
    const { acceptedNames, condition } = decideNames(crd, takenNames(others));
    const conditions = namedConditions(crd, condition, clock.now());
    const before = objectIn(crd['status']);
    const status = { ...before, conditions, acceptedNames };
    if (!sameValue(status, before)) writeStatus(crd, status);
  }

  function serve(crd: KubeObject): void {
    const isTerminating = crd.metadata.deletionTimestamp !== undefined;
    const { name: key } = crd.metadata;
    const known = served.get(key);
    const same =
      known !== undefined &&
      sameValue(known.crd['spec'], crd['spec']) &&
      sameValue(objectIn(known.crd['status'])['acceptedNames'], objectIn(crd['status'])['acceptedNames']);
    if (same && (known.crd.metadata.deletionTimestamp !== undefined) === isTerminating) return;
    const resource = hasCondition(crd, 'Established') ? servedCustomResource(crd, isTerminating) : undefined;
    if (resource === undefined) withdraw(key);
    else {
      served.set(key, { crd, resource });
      // A definition that goes is still the same: watches hear of the end of its objects.
      registry.put(resource, same);
    }
  }

  function withdraw(key: string): void {
    if (served.delete(key)) registry.remove(key);
  }

  function removeObjects(resource: ServedResource, key: string): void {
    const namespaces = new Set(storage.list(key).map(({ metadata }) => metadata.namespace));
    for (const namespace of namespaces) {
      objects.deleteCollection(resource, namespace === undefined ? {} : { namespace }, { propagation: 'Background' }, SERVER_WRITES);
    }
  }

  function finish(crd: KubeObject): void {
    const rest = (crd.metadata.finalizers ?? []).filter((finalizer) => finalizer !== CLEANUP_FINALIZER);
    writeTerminating(crd, REMOVED, rest);
  }

  function terminate(crd: KubeObject): void {
    const { name: key } = crd.metadata;
    const condition = conditionsOf(crd).find(({ type }) => type === 'Terminating');
    if (condition?.reason === 'InstanceDeletionPending') {
      // Comes back with the change that this makes.
      writeTerminating(crd, TERMINATING, crd.metadata.finalizers ?? []);
      return;
    }
    const resource = served.get(key)?.resource;
    if (resource !== undefined) removeObjects(resource, key);
    const current = storage.get(CRDS, { name: key });
    if (storage.count(key) === 0 && current !== undefined) finish(current);
  }

  function definitionChanged({ type, object }: StorageChange): void {
    const { name: key } = object.metadata;
    if (type === 'DELETED') {
      withdraw(key);
      storage.drop(key);
      // Names have become free.
      for (const other of storage.list(CRDS)) if (groupOf(other) === groupOf(object)) name(other);
      return;
    }
    const crd = storage.get(CRDS, { name: key });
    // A later change of it is told still.
    if (crd?.metadata.resourceVersion !== object.metadata.resourceVersion) return;
    serve(crd);
    if (crd.metadata.deletionTimestamp === undefined) name(crd);
    else if (crd.metadata.finalizers?.includes(CLEANUP_FINALIZER) === true) terminate(crd);
  }

  function objectGone({ resource }: StorageChange): void {
    const crd = served.has(resource) ? storage.get(CRDS, { name: resource }) : undefined;
    if (crd?.metadata.deletionTimestamp === undefined || storage.count(resource) > 0) return;
    if (crd.metadata.finalizers?.includes(CLEANUP_FINALIZER) === true) finish(crd);
  }

  const stop = storage.subscribe((change) => {
    if (change.resource === CRDS) definitionChanged(change);
    else if (change.type === 'DELETED') objectGone(change);
  });
  for (const crd of storage.list(CRDS)) {
    serve(crd);
    name(crd);
  }
  return stop;
}
