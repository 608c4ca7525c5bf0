import { timestamp } from '../../kernel/clock.ts';
import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { conflict, notFound } from '../failures/common-failures.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { admitDelete } from './admit.ts';
import { type Meta, metaOf } from './meta.ts';
import { namespaceFinalizers, terminatingNamespace } from './namespace-lifecycle.ts';
import type { DeleteRequest, DeleteResult, WriteOptions } from './object-service.ts';
import { isNamespaces, type ServiceParts } from './service-parts.ts';

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/** Throws 409 where the object is not the one meant. */
function checkPreconditions(resource: ServedResource, { metadata }: KubeObject, { preconditions = {} }: DeleteRequest): void {
  // The server names the kind here, where it names the plural elsewhere.
  const about = { ...resource, plural: resource.kind };
  const { uid = metadata.uid, resourceVersion = metadata.resourceVersion } = preconditions;
  if (uid !== metadata.uid) {
    const found = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid})`;
    throw conflict(about, metadata.name, `${found}. The object might have been deleted and then recreated`);
  }
  if (resourceVersion !== metadata.resourceVersion) {
    const found = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion})`;
    throw conflict(about, metadata.name, `${found}. The object might have been modified`);
  }
}

/** The finalizers with which the garbage collector is told what to do with dependents. Without a policy those that are there decide. */
function finalizersFor({ metadata: { finalizers = [] } }: KubeObject, policy: DeleteRequest['propagation']): readonly string[] {
  const others = finalizers.filter((finalizer) => finalizer !== ORPHAN && finalizer !== FOREGROUND);
  const orphan = policy === undefined ? finalizers.includes(ORPHAN) : policy === 'Orphan';
  const foreground = policy === undefined ? finalizers.includes(FOREGROUND) && !orphan : policy === 'Foreground';
  const wanted = [...others, ...(orphan ? [ORPHAN] : []), ...(foreground ? [FOREGROUND] : [])];
  const same = wanted.length === finalizers.length && wanted.every((finalizer) => finalizers.includes(finalizer));
  return same ? finalizers : wanted;
}

/** The object marked as being deleted. `grace` in seconds: until then what runs in it may end. */
function marked(object: KubeObject, now: number, grace: number, finalizers: readonly string[]): KubeObject {
  const meta = metaOf(object.metadata);
  const due = timestamp(now + grace * 1000);
  const first = meta.deletionTimestamp === undefined;
  const metadata = metaOf(meta, {
    deletionTimestamp: meta.deletionTimestamp === undefined || meta.deletionTimestamp > due ? due : meta.deletionTimestamp,
    deletionGracePeriodSeconds: grace,
    generation: first && meta.generation !== undefined ? meta.generation + 1 : meta.generation,
    finalizers,
  });
  return { ...object, metadata: metadata as Meta & KubeObject['metadata'] };
}

/** How long an object may take to end, in seconds. A deletion under way can only be shortened. */
function graceOf(resource: ServedResource, object: KubeObject, requested: number | undefined): number {
  if (resource.gracePeriod === undefined) return 0;
  const { deletionGracePeriodSeconds: current } = object.metadata as Meta;
  if (current !== undefined) return Math.min(current, requested === undefined ? current : Math.max(requested, requested < 0 ? 1 : 0));
  return Math.max(0, resource.gracePeriod(object, requested !== undefined && requested < 0 ? 1 : requested));
}

function isSameMark(before: KubeObject, after: KubeObject): boolean {
  const [a, b] = [before.metadata as Meta, after.metadata as Meta];
  return (
    a.deletionTimestamp === b.deletionTimestamp &&
    a.deletionGracePeriodSeconds === b.deletionGracePeriodSeconds &&
    (a.finalizers ?? []).length === (b.finalizers ?? []).length &&
    (a.finalizers ?? []).every((finalizer, index) => finalizer === b.finalizers?.[index])
  );
}

/** Keeps the object with its mark; a mark that it has already is not written again. */
function keep(parts: ServiceParts, resource: ServedResource, before: KubeObject, after: KubeObject, options: WriteOptions): DeleteResult {
  if (isSameMark(before, after)) return { object: before, gone: false };
  if (options.dryRun === true) return { object: after, gone: false };
  return { object: parts.storage.replace(resourceNameOf(resource), after), gone: false };
}

/**
 * Deletes an object as far as that goes at once: where it has finalizers or a grace period it is marked and waits for whoever takes them away.
 * Throws 404 and 409 with the server's texts.
 */
export function deleteObject(
  parts: ServiceParts,
  resource: ServedResource,
  key: ObjectKey,
  request: DeleteRequest,
  options: WriteOptions,
): DeleteResult {
  const name = resourceNameOf(resource);
  const object = parts.storage.get(name, key);
  if (object === undefined) throw notFound(resource, key.name);
  admitDelete(parts, resource, object, options);
  checkPreconditions(resource, object, request);
  const now = parts.clock.now();
  if (isNamespaces(resource)) {
    const { deletionTimestamp } = object.metadata;
    if (deletionTimestamp === undefined) return keep(parts, resource, object, terminatingNamespace(object, now), options);
    if (namespaceFinalizers(object).length > 0) return { object, gone: false };
  }
  const mark = resource.strategy.markForDeletion?.(object, now);
  if (mark !== undefined) return keep(parts, resource, object, mark, options);
  const finalizers = finalizersFor(object, request.propagation);
  const grace = graceOf(resource, object, request.gracePeriodSeconds);
  if (finalizers.length > 0 || grace > 0) return keep(parts, resource, object, marked(object, now, grace, finalizers), options);
  // What is graceful by nature is answered with its mark, even when it goes at once.
  const last = resource.gracePeriod === undefined ? object : marked(object, now, 0, finalizers);
  if (options.dryRun !== true) parts.storage.remove(name, key);
  return { object: last, gone: true };
}
