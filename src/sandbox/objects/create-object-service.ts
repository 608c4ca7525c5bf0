import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { isFailure } from '../failures/api-failure.ts';
import { notFound, noSuchPath } from '../failures/common-failures.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { createObject } from './create-object.ts';
import { bodyFrame, decodeDraft } from './decode-draft.ts';
import { deleteObject } from './delete-object.ts';
import { listObjects } from './list-objects.ts';
import { checkKey, checkNamespace } from './match-request.ts';
import { resetsManagers } from './meta.ts';
import type { DeleteRequest, ListQuery, ObjectService, WriteOptions, WriteResult } from './object-service.ts';
import { patchObject } from './patch-object.ts';
import { readBody } from './read-body.ts';
import { readScale } from './scale.ts';
import { isNamespaces, type ServiceParts } from './service-parts.ts';
import { updateObject } from './update-object.ts';
import { askedVersion, tooLargeVersion } from './versions.ts';
import { createWatchHub } from './watch-hub.ts';
import { patchScale, updateScale } from './write-scale.ts';

/** Throws 404 where a type lacks a subresource. */
function checkSubresource(resource: ServedResource, subresource: string): void {
  const there =
    subresource === '' ||
    (subresource === 'status' && resource.hasStatus) ||
    (subresource === 'scale' && resource.scale !== undefined) ||
    (subresource === 'finalize' && isNamespaces(resource));
  if (!there) throw noSuchPath();
}

function readObject(
  { storage }: ServiceParts,
  resource: ServedResource,
  key: ObjectKey,
  subresource = '',
  resourceVersion?: string,
): KubeObject {
  checkSubresource(resource, subresource);
  const wanted = askedVersion(resourceVersion);
  if (wanted > storage.version) throw tooLargeVersion(wanted, storage.version);
  const object = storage.get(resourceNameOf(resource), key);
  if (object === undefined) throw notFound(resource, key.name);
  return subresource === 'scale' ? readScale(resource, object) : object;
}

function create(
  parts: ServiceParts,
  resource: ServedResource,
  namespace: string | undefined,
  body: unknown,
  options: WriteOptions,
): KubeObject {
  const draft = decodeDraft(resource, readBody(parts, resource, body), options, bodyFrame(resource));
  checkNamespace(resource, draft.metadata, namespace);
  return createObject(parts, resource, { draft, namespace, applied: false }, options);
}

function update(parts: ServiceParts, resource: ServedResource, key: ObjectKey, body: unknown, options: WriteOptions): WriteResult {
  const { subresource = '' } = options;
  checkSubresource(resource, subresource);
  if (subresource === 'scale') return updateScale(parts, resource, key, body, options);
  const draft = decodeDraft(resource, readBody(parts, resource, body), options, bodyFrame(resource));
  checkKey(resource, draft.metadata, key);
  const previous = parts.storage.get(resourceNameOf(resource), key);
  if (previous !== undefined) {
    const sentEmptyList = resetsManagers(resource, body);
    return updateObject(parts, resource, { previous, draft, uidIsPrecondition: true, sentEmptyList }, options);
  }
  if (resource.createsOnUpdate !== true || subresource !== '') throw notFound(resource, key.name);
  // The version is that of an object that is not there: it does not count.
  return {
    object: createObject(parts, resource, { draft: withoutVersion(draft), namespace: key.namespace, applied: false }, options),
    created: true,
  };
}

function withoutVersion<T extends { readonly metadata: object }>(draft: T): T {
  return isJsonObject(draft.metadata) ? { ...draft, metadata: { ...draft.metadata, resourceVersion: '' } } : draft;
}

/** Deletes what a query lists, one after the other. Gives the objects as they were listed. */
function deleteCollection(
  parts: ServiceParts,
  resource: ServedResource,
  query: ListQuery,
  request: DeleteRequest,
  options: WriteOptions,
): readonly KubeObject[] {
  const { items } = listObjects(parts.storage, resource, query);
  for (const { metadata } of items) {
    try {
      deleteObject(parts, resource, metadata, request, options);
    } catch (error) {
      // Another delete's consequence may have taken it.
      if (!isFailure(error, 'NotFound')) throw error;
    }
  }
  return items;
}

/** The API's operations on objects, on one storage. */
export function createObjectService(parts: ServiceParts): ObjectService {
  const hub = createWatchHub(parts.storage);
  return {
    get: (resource, key, subresource, resourceVersion) => readObject(parts, resource, key, subresource, resourceVersion),
    list: (resource, query) => listObjects(parts.storage, resource, query),
    watch: hub.watch,
    create: (resource, namespace, body, options) => create(parts, resource, namespace, body, options),
    update: (resource, key, body, options) => update(parts, resource, key, body, options),
    patch: (resource, key, patch, options) => {
      const { subresource = '' } = options;
      checkSubresource(resource, subresource);
      if (subresource === 'scale') return patchScale(parts, resource, key, patch, options);
      return patchObject(parts, resource, key, patch, options);
    },
    delete: (resource, key, request, options) => deleteObject(parts, resource, key, request, options),
    deleteCollection: (resource, query, request, options) => deleteCollection(parts, resource, query, request, options),
  };
}
