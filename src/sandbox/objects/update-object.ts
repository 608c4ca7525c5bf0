import type { KubeObject } from '../../kernel/kube-object.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { apiFailure } from '../failures/api-failure.ts';
import { conflict, invalid } from '../failures/common-failures.ts';
import type { ManagedFieldsEntry } from '../field-ownership/managed-fields.ts';
import { onlyTimesDiffer } from '../field-ownership/only-times-differ.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { sameValue } from '../values/same-value.ts';
import { admitChanges, admitWrite } from './admit.ts';
import { invalidValue } from '../failures/field-complaints.ts';
import { type Meta, metaOf } from './meta.ts';
import { namespaceFinalizerErrors, namespaceFinalizers, withNamespaceFinalizers } from './namespace-lifecycle.ts';
import type { WriteOptions, WriteResult } from './object-service.ts';
import { updateOwnership } from './ownership.ts';
import { isNamespaces, type ServiceParts, writeContext } from './service-parts.ts';
import { finalizerWarnings, updatedMetadataErrors } from './validate-metadata.ts';
import { versionOf } from './versions.ts';

/** A draft for an update, of which more is known. */
export interface ObjectUpdate {
  readonly previous: KubeObject;
  /** Decoded, with defaults; its name and namespace are those of `previous`. */
  readonly draft: Draft;
  /** Whether `uid` of the draft is a precondition (updates) or a value like any other (patches). */
  readonly uidIsPrecondition: boolean;
  /** `managedFields` where they are known already (apply). */
  readonly managedFields?: readonly ManagedFieldsEntry[] | undefined;
  /** Whether the client sent `managedFields: []`: decoding does not keep it. */
  readonly sentEmptyList?: boolean;
}

const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again';

function storageKey({ custom, group, plural }: ServedResource, { metadata: { namespace, name } }: KubeObject): string {
  return ['/registry', ...(custom ? [group] : []), plural, ...(namespace === undefined ? [] : [namespace]), name].join('/');
}

function uidMismatch(resource: ServedResource, previous: KubeObject, uid: string): string {
  const found = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${previous.metadata.uid}`;
  return `StorageError: invalid object, Code: 4, Key: ${storageKey(resource, previous)}, ResourceVersion: 0, AdditionalErrorMsg: ${found}`;
}

/** Throws 409 where the draft was made for another state of the object, 422 where it must say for which and does not. */
function checkPreconditions(resource: ServedResource, { previous, draft, uidIsPrecondition }: ObjectUpdate): void {
  const { name, uid = '', resourceVersion } = metaOf(draft.metadata);
  if (uidIsPrecondition && uid !== '' && uid !== previous.metadata.uid)
    throw conflict(resource, name, uidMismatch(resource, previous, uid));
  const version = versionOf(resourceVersion, (why) => apiFailure(500, '', why)) ?? 0;
  if (version !== 0) {
    if (String(version) !== previous.metadata.resourceVersion) throw conflict(resource, name, MODIFIED);
  } else if (!(resource.allowsUnconditionalUpdate ?? !resource.custom)) {
    const error = invalidValue('metadata.resourceVersion', 0, 'must be specified for an update');
    throw invalid({ group: resource.group, kind: resource.plural }, name, [error]);
  }
}

const UNCOUNTED: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata']);

/** Whether anything but metadata and status differs. */
function specChanged({ hasStatus }: ServedResource, next: Draft, previous: KubeObject): boolean {
  const counted = (key: string): boolean => !UNCOUNTED.has(key) && !(hasStatus && key === 'status');
  return (
    Object.keys(next).some((key) => counted(key) && !sameValue(next[key], previous[key])) ||
    Object.keys(previous).some((key) => counted(key) && !Object.hasOwn(next, key))
  );
}

function nextGeneration(resource: ServedResource, next: Draft, previous: KubeObject, subresource: string): number | undefined {
  const { generation } = previous.metadata;
  if (!resource.hasGeneration || subresource === 'status') return generation;
  const bumps = resource.bumpsGeneration?.(next, previous) ?? specChanged(resource, next, previous);
  return bumps ? (generation ?? 0) + 1 : generation;
}

/** Metadata that no update changes, over what a client or a strategy says. */
function lasting(given: Meta, previous: Meta): Partial<Meta> {
  const deletion = previous.deletionTimestamp ?? given.deletionTimestamp;
  const grace = given.deletionGracePeriodSeconds ?? previous.deletionGracePeriodSeconds;
  return {
    namespace: previous.namespace ?? '',
    uid: given.uid ?? previous.uid ?? '',
    resourceVersion: previous.resourceVersion ?? '',
    creationTimestamp: previous.creationTimestamp ?? '',
    ...(deletion === undefined ? {} : { deletionTimestamp: deletion }),
    ...(grace === undefined ? {} : { deletionGracePeriodSeconds: grace }),
  };
}

function withMeta(draft: Draft, metadata: Meta): KubeObject {
  const { apiVersion, kind, ...rest } = draft;
  return { apiVersion, kind, ...rest, metadata } as KubeObject;
}

/** Whether an update of a deleting object takes away what it waited for. */
function isReleased(resource: ServedResource, next: KubeObject, previous: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = previous.metadata as Meta;
  if (deletionTimestamp === undefined || deletionGracePeriodSeconds > 0 || (next.metadata.finalizers?.length ?? 0) > 0) return false;
  return !isNamespaces(resource) || namespaceFinalizers(next).length === 0;
}

/** The draft as the strategy wants it. Finalizing a Namespace changes what an ordinary update may not. */
function prepared(parts: ServiceParts, resource: ServedResource, draft: Draft, previous: KubeObject, subresource: string): Draft {
  const part = subresource === 'status' ? 'status' : '';
  const next = resource.strategy.prepareForUpdate(draft, previous, writeContext(parts, part));
  return subresource === 'finalize' ? withNamespaceFinalizers(next, namespaceFinalizers(draft)) : next;
}

/**
 * Puts a draft in the place of an object: preconditions, admission, preparation, validation, ownership, storage. What changes nothing is not
 * stored. The last finalizer of a deleting object takes the object with it.
 */
export function updateObject(parts: ServiceParts, resource: ServedResource, update: ObjectUpdate, options: WriteOptions): WriteResult {
  const { previous } = update;
  const { subresource = '', dryRun = false } = options;
  checkPreconditions(resource, update);
  // Whoever writes the status of a custom resource may say what he likes of its metadata: nothing of it counts.
  const given = resource.custom && subresource === 'status' ? previous.metadata : update.draft.metadata;
  const fixed = lasting(metaOf(given), metaOf(previous.metadata));
  const draft = withMeta(update.draft, metaOf(update.draft.metadata, fixed));
  const admitted = admitChanges(parts, resource, draft, previous, options);
  const managedFields = update.managedFields ?? updateOwnership(parts, resource, previous, draft, options, update.sentEmptyList);
  const next = prepared(parts, resource, admitted, previous, subresource);
  const generation = nextGeneration(resource, next, previous, subresource);
  const metadata = metaOf(next.metadata, { ...fixed, generation, managedFields });
  const object = withMeta(next, metadata);
  const part = subresource === 'status' ? 'status' : '';
  const errors = [
    ...updatedMetadataErrors(resource, metadata, metaOf(previous.metadata)),
    ...resource.strategy.validateUpdate(object, previous, part),
    ...(subresource === 'finalize' ? namespaceFinalizerErrors(object) : []),
  ];
  if (errors.length > 0) throw invalid(resource, metadata.name, errors);
  admitWrite(parts, resource, object, previous, options);
  for (const warning of resource.strategy.warnings?.(object, previous) ?? []) options.warn?.(warning);
  for (const warning of finalizerWarnings(resource, metadata, metaOf(previous.metadata))) options.warn?.(warning);
  const gone = isReleased(resource, object, previous);
  if (!gone && onlyTimesDiffer(previous, object)) return { object: previous, created: false };
  if (dryRun) return { object, created: false };
  const name = resourceNameOf(resource);
  if (!gone) return { object: parts.storage.replace(name, object), created: false };
  parts.storage.remove(name, previous.metadata);
  return { object, created: false };
}
