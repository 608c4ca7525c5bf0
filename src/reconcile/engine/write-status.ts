import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { describeRef, type KubeObject } from '../../kernel/kube-object.ts';
import { mergePatch } from '../../kernel/merge-patch.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { StalePlanError } from './failures.ts';

/** The stored status of an object, `{}` where it has none. */
export function statusOf(live: KubeObject): JsonObject {
  return isJsonObject(live['status']) ? live['status'] : {};
}

/**
 * Writes what differs in the status subresource, as a merge patch that carries the version the plan saw: 409 is a StalePlanError, nothing
 * done. Returns the object as stored, or undefined where it is gone. Callers have made sure that something differs.
 */
export async function patchStatus(
  context: { readonly api: KubeApi; readonly fieldManager: string; readonly signal: AbortSignal },
  type: ResourceType,
  live: KubeObject,
  patch: JsonObject,
): Promise<KubeObject | undefined> {
  const { api, fieldManager, signal } = context;
  const body = { metadata: { uid: live.metadata.uid, resourceVersion: live.metadata.resourceVersion }, status: patch };
  try {
    return await api.patch(type, live.metadata, { type: 'merge', body }, { fieldManager, signal, subresource: 'status' });
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    if (isApiError(error, 'Conflict')) throw new StalePlanError(`the status of ${describeRef({ type, ...live.metadata })}`, error);
    throw error;
  }
}

/** The patch that turns the stored status into `status`, or undefined where they say the same. */
export function statusPatch(live: KubeObject, status: JsonObject): JsonObject | undefined {
  return mergePatch(statusOf(live), status);
}

/** Whether the phase (`status.phase`) is among what the patch changes. */
export function changesPhase(patch: JsonObject): boolean {
  return 'phase' in patch;
}
