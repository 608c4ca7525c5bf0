import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import { apiVersionOf, resourceNameOf } from '../../kernel/resource-type.ts';
import type { ApiFailure } from '../failures/api-failure.ts';
import { notFound, unknownFormat } from '../failures/common-failures.ts';
import { jsonPatch, jsonPatchComplaints } from '../patches/json-patch.ts';
import { mergePatch } from '../patches/merge-patch.ts';
import { strategicMergePatch } from '../patches/strategic-merge-patch.ts';
import { unreadablePatch } from '../patches/unreadable-patch.ts';
import type { Draft } from '../resources/resource-strategy.ts';
import type { ServedResource } from '../resources/served-resource.ts';
import { applyObject } from './apply-object.ts';
import { decodeDraft, type ProblemFrame } from './decode-draft.ts';
import { checkKey } from './match-request.ts';
import { resetsManagers } from './meta.ts';
import type { PatchRequest, WriteOptions, WriteResult } from './object-service.ts';
import { asDraft, noObjectProblem, otherKindFailure, otherTypeProblem } from './read-body.ts';
import type { ServiceParts } from './service-parts.ts';
import { typeMetaOf } from './type-meta.ts';
import { updateObject } from './update-object.ts';

/** A patch that is no apply. */
export type PlainPatch = Exclude<PatchRequest, { readonly type: 'apply' }>;

/** 415 of a strategic patch where types are not Kubernetes' own. */
export function noStrategicPatch(): ApiFailure {
  return unknownFormat(['application/json-patch+json', 'application/merge-patch+json', 'application/apply-patch+yaml']);
}

/** A value with a patch of any format but apply. Throws as the functions of `patches` do. */
export function patchedValue(resource: ServedResource, live: KubeObject, patch: PlainPatch): unknown {
  switch (patch.type) {
    case 'json':
      return jsonPatch(live, patch.operations);
    case 'merge':
      return mergePatch(live, patch.body);
    case 'strategic':
      // The type of an object cannot be patched: the server reads the result as what it was.
      return { ...strategicMergePatch(resource.schema, live, patch.body), apiVersion: live.apiVersion, kind: live.kind };
  }
}

function topLevelSorted(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, value[key]]),
  );
}

/** The frame for what is wrong with the result of a patch: 422 that shows it (the patch itself where that is strategic). */
export function patchFrame(patch: PlainPatch, patched: unknown): ProblemFrame {
  return (problem) => unreadablePatch(patch.type, patch.type === 'strategic' ? patch.body : topLevelSorted(patched), problem);
}

/** Takes the result of a patch for an object of the type. */
function patchedDraft(parts: ServiceParts, resource: ServedResource, patched: unknown, frame: ProblemFrame, name: string): Draft {
  const problem = noObjectProblem(patched);
  if (problem !== undefined || !isJsonObject(patched)) throw frame(problem ?? '');
  const { apiVersion, kind } = typeMetaOf(patched);
  if (resource.custom) {
    if (kind === '') throw frame(`Object 'Kind' is missing in '${JSON.stringify(patched)}'`);
    const failure = otherKindFailure(resource, apiVersion, kind, name);
    if (failure !== undefined) throw failure;
  } else if ((kind !== '' && kind !== resource.kind) || (apiVersion !== '' && apiVersion !== apiVersionOf(resource))) {
    throw frame(otherTypeProblem(parts, resource, apiVersion, kind));
  }
  return asDraft(resource, patched);
}

/** Patches an object or its status; an apply creates it where it is not there. */
export function patchObject(
  parts: ServiceParts,
  resource: ServedResource,
  key: ObjectKey,
  patch: PatchRequest,
  options: WriteOptions,
): WriteResult {
  if (patch.type === 'strategic' && resource.custom) throw noStrategicPatch();
  if (patch.type === 'apply') return applyObject(parts, resource, key, patch, options);
  const previous = parts.storage.get(resourceNameOf(resource), key);
  if (previous === undefined) throw notFound(resource, key.name);
  const patched = patchedValue(resource, previous, patch);
  const frame = patchFrame(patch, patched);
  const complaints = patch.type === 'json' ? jsonPatchComplaints(patch.operations) : [];
  const read = patchedDraft(parts, resource, patched, frame, key.name);
  const restored = patch.type === 'strategic' ? resource.strategy.restoreProblem : undefined;
  const draft = decodeDraft(resource, read, options, (problem) => frame(restored?.(read) ?? problem), { complaints });
  checkKey(resource, draft.metadata, key);
  const sentEmptyList = resetsManagers(resource, patched);
  return updateObject(parts, resource, { previous, draft, uidIsPrecondition: false, sentEmptyList }, options);
}
