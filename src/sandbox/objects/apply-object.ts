import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import { apiVersionOf, resourceNameOf } from '../../kernel/resource-type.ts';
import { badRequest, conflict, notFound } from '../failures/common-failures.ts';
import { applyToLive } from '../field-ownership/apply-to-live.ts';
import { ignoredFields } from '../field-ownership/ignored-fields.ts';
import { goJsonType } from '../values/go-values.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { createObject } from './create-object.ts';
import { bodyFrame, decodeDraft } from './decode-draft.ts';
import { checkKey } from './match-request.ts';
import { metaOf } from './meta.ts';
import type { PatchRequest, WriteOptions, WriteResult } from './object-service.ts';
import { blankObject } from './ownership.ts';
import { asDraft } from './read-body.ts';
import type { ServiceParts } from './service-parts.ts';
import { typeMetaOf } from './type-meta.ts';
import { updateObject } from './update-object.ts';

type ApplyPatch = PatchRequest & { readonly type: 'apply' };

/** The configuration of an apply. Throws 400 where it is none, or of another type. */
export function readConfiguration(apiVersion: string, kind: string, body: unknown): JsonObject {
  const config = body ?? {};
  if (!isJsonObject(config)) {
    const why = `json: cannot unmarshal ${goJsonType(config)} into Go value of type map[string]interface {}`;
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${why}`);
  }
  const { apiVersion: version, kind: given } = typeMetaOf(config);
  if (version !== apiVersion || given !== kind)
    throw badRequest(`invalid object type: ${version.includes('/') ? '' : '/'}${version}, Kind=${given}`);
  return config;
}

/** Applies a configuration that is read already to an object, or to none. Gives the object as it would be; `live` where nothing changes. */
export function appliedObject(
  { clock }: ServiceParts,
  resource: ServedResource,
  live: KubeObject | undefined,
  applied: JsonObject,
  force: boolean,
  { fieldManager, subresource = '' }: WriteOptions,
): JsonObject {
  return applyToLive({
    live,
    applied,
    manager: fieldManager,
    force,
    schema: resource.schema,
    subresource,
    now: clock.now(),
    ignore: ignoredFields(resource, subresource),
    blank: blankObject(resource),
  }).object;
}

/** Server-side apply: creates the object where it is not there. */
export function applyObject(
  parts: ServiceParts,
  resource: ServedResource,
  key: ObjectKey,
  patch: ApplyPatch,
  options: WriteOptions,
): WriteResult {
  const config = readConfiguration(apiVersionOf(resource), resource.kind, patch.body);
  const live = parts.storage.get(resourceNameOf(resource), key);
  if (live === undefined && (options.subresource ?? '') !== '') throw notFound(resource, key.name);
  const object = appliedObject(parts, resource, live, config, patch.force, options);
  checkKey(resource, object['metadata'], key);
  if (live === object) return { object: live, created: false };
  const draft = decodeDraft(resource, asDraft(resource, object), options, bodyFrame(resource), { applied: true });
  const { managedFields, uid = '' } = metaOf(object['metadata']);
  if (live !== undefined) {
    return updateObject(parts, resource, { previous: live, draft, uidIsPrecondition: false, managedFields: managedFields ?? [] }, options);
  }
  if (uid !== '') {
    const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(resource, key.name, why);
  }
  return { object: createObject(parts, resource, { draft, namespace: key.namespace, applied: true }, options), created: true };
}
