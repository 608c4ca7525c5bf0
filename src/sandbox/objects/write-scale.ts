import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { type ApiFailure, apiFailure } from '../failures/api-failure.ts';
import { badRequest, notFound, invalid } from '../failures/common-failures.ts';
import type { ManagedFieldsEntry } from '../field-ownership/managed-fields.ts';
import { mergePatch } from '../patches/merge-patch.ts';
import { goJsonType } from '../values/go-values.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { readConfiguration } from './apply-object.ts';
import type { ProblemFrame } from './decode-draft.ts';
import { fieldError } from '../failures/field-complaints.ts';
import { checkKey } from './match-request.ts';
import { metaOf } from './meta.ts';
import type { PatchRequest, WriteOptions, WriteResult } from './object-service.ts';
import { noStrategicPatch, patchedValue, patchFrame } from './patch-object.ts';
import { applyToScale, hasScaleOwner, ownAfterScaling } from './scale-ownership.ts';
import { SCALE_API_VERSION, scaleOf, scalePaths, withReplicas } from './scale.ts';
import type { ServiceParts } from './service-parts.ts';
import { typeMetaOf } from './type-meta.ts';
import { updateObject } from './update-object.ts';

/** What is wanted of a Scale. */
interface WantedScale {
  readonly metadata: unknown;
  readonly replicas: number;
}

const FIELDS: ReadonlySet<string> = new Set(['apiVersion', 'kind', 'metadata', 'spec', 'status']);

function unknownFields(scale: Readonly<Record<string, unknown>>, spec: Readonly<Record<string, unknown>>): readonly string[] {
  return [
    ...Object.keys(scale).filter((field) => !FIELDS.has(field)),
    ...Object.keys(spec)
      .filter((field) => field !== 'replicas')
      .map((field) => `spec.${field}`),
  ].map((field) => `unknown field "${field}"`);
}

/** Reads a Scale; `frame` makes the failure of what cannot be read. */
function readScaleBody(body: unknown, { fieldValidation, warn, complaints: earlier = [] }: WriteOptions, frame: ProblemFrame): WantedScale {
  if (!isJsonObject(body)) throw frame(`json: cannot unmarshal ${goJsonType(body)} into Go value of type v1.Scale`);
  const { apiVersion = SCALE_API_VERSION, kind = 'Scale', spec, metadata } = body;
  if (apiVersion !== SCALE_API_VERSION || kind !== 'Scale')
    throw frame(`no kind "${String(kind)}" is registered for version "${String(apiVersion)}" in scheme "pkg/runtime/scheme.go:111"`);
  const fields = isJsonObject(spec) ? spec : {};
  const replicas = fields['replicas'] ?? 0;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas)) {
    const got = typeof replicas === 'number' ? `number ${String(replicas)}` : goJsonType(replicas);
    throw frame(`json: cannot unmarshal ${got} into Go struct field ScaleSpec.spec.replicas of type int32`);
  }
  const complaints = [...earlier, ...unknownFields(body, fields)];
  if (complaints.length > 0 && fieldValidation === 'Strict') throw frame(`strict decoding error: ${complaints.join(', ')}`);
  if (fieldValidation !== 'Ignore') for (const complaint of complaints) warn?.(complaint);
  return { metadata, replicas };
}

function checkReplicas(resource: ServedResource, name: string, replicas: number): void {
  if (replicas >= 0) return;
  const said = `Invalid value: ${String(replicas)}:`;
  if (resource.custom) {
    const { specReplicasPath } = scalePaths(resource);
    throw invalid(resource, name, [fieldError('FieldValueInvalid', specReplicasPath, `${said} should be a non-negative integer`)]);
  }
  const error = fieldError('FieldValueInvalid', 'spec.replicas', `${said} must be greater than or equal to 0`);
  throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [error]);
}

function write(
  parts: ServiceParts,
  resource: ServedResource,
  previous: KubeObject,
  { metadata, replicas }: WantedScale,
  { uidIsPrecondition, managedFields }: { readonly uidIsPrecondition: boolean; readonly managedFields?: readonly ManagedFieldsEntry[] },
  options: WriteOptions,
): WriteResult {
  checkReplicas(resource, previous.metadata.name, replicas);
  // A Scale without a version means whatever is there, also for types whose updates must name one.
  const { uid, resourceVersion = '' } = metaOf(metadata);
  const version = resourceVersion === '' || resourceVersion === '0' ? previous.metadata.resourceVersion : resourceVersion;
  const next = withReplicas(resource, previous, replicas);
  const metadataOfDraft = { ...next.metadata, uid: uid ?? previous.metadata.uid, resourceVersion: version };
  const draft: Draft = { ...next, metadata: metadataOfDraft };
  const owned = managedFields ?? ownAfterScaling(resource, previous, replicas, parts.clock.now(), options);
  const { object } = updateObject(parts, resource, { previous, draft, uidIsPrecondition, managedFields: owned }, options);
  return { object: scaleOf(resource, object), created: false };
}

function live(parts: ServiceParts, resource: ServedResource, key: ObjectKey): KubeObject {
  const object = parts.storage.get(resourceNameOf(resource), key);
  if (object === undefined) throw notFound(resource, key.name);
  return object;
}

/** Updates the Scale of an object: its replicas, nothing else. */
export function updateScale(
  parts: ServiceParts,
  resource: ServedResource,
  key: ObjectKey,
  body: unknown,
  options: WriteOptions,
): WriteResult {
  scalePaths(resource);
  const frame: ProblemFrame = (problem) => {
    const kind = (isJsonObject(body) ? typeMetaOf(body).kind : '') || 'Scale';
    return badRequest(`${kind} in version "v1" cannot be handled as a Scale: ${problem}`);
  };
  const wanted = readScaleBody(body, options, frame);
  checkKey(resource, wanted.metadata, key);
  return write(parts, resource, live(parts, resource, key), wanted, { uidIsPrecondition: true }, options);
}

function applyScale(
  parts: ServiceParts,
  resource: ServedResource,
  previous: KubeObject,
  patch: PatchRequest & { readonly type: 'apply' },
  options: WriteOptions,
): WriteResult {
  const config = readConfiguration(SCALE_API_VERSION, 'Scale', patch.body);
  checkKey(resource, config['metadata'], previous.metadata);
  if (resource.custom && !hasScaleOwner(resource, previous))
    throw noConversion('failed to create manager for existing fields: failed to convert live object (/');
  const { metadata } = readScaleBody(config, options, (problem) => badRequest(problem));
  const now = parts.clock.now();
  const { replicas, managedFields } = applyToScale(resource, previous, config, patch.force, now, options);
  if (resource.custom) throw noConversion(`failed to convert new object (/${previous.metadata.name}`);
  return write(parts, resource, previous, { metadata, replicas }, { uidIsPrecondition: false, managedFields }, options);
}

/** 500: the server cannot take over what an apply makes of the Scale of a custom resource. */
function noConversion(what: string): ApiFailure {
  const why = 'request to convert CR to an invalid group/version: autoscaling/v1';
  return apiFailure(500, '', `${what}; autoscaling/v1, Kind=Scale) to proper version: ${why}`);
}

/** Patches the Scale of an object. */
export function patchScale(
  parts: ServiceParts,
  resource: ServedResource,
  key: ObjectKey,
  patch: PatchRequest,
  options: WriteOptions,
): WriteResult {
  scalePaths(resource);
  if (patch.type === 'strategic' && resource.custom) throw noStrategicPatch();
  const previous = live(parts, resource, key);
  if (patch.type === 'apply') return applyScale(parts, resource, previous, patch, options);
  const scale = scaleOf(resource, previous);
  // A Scale has no lists: the strategic form is the plain one.
  const patched = patch.type === 'strategic' ? mergePatch(scale, patch.body) : patchedValue(resource, scale, patch);
  const wanted = readScaleBody(patched, options, patchFrame(patch, patched));
  checkKey(resource, wanted.metadata, key);
  return write(parts, resource, previous, wanted, { uidIsPrecondition: false }, options);
}
