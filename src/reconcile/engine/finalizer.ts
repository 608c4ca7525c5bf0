import { isApiError } from '../../cluster/api-error.ts';
import type { JsonPatchOperation, KubeApi } from '../../cluster/kube-api.ts';
import { describeRef, type KubeObject } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { StalePlanError } from './failures.ts';

function addOperations(live: KubeObject, finalizer: string): readonly JsonPatchOperation[] {
  const { finalizers = [], resourceVersion } = live.metadata;
  // An absent list cannot be tested, so the version stands in for it.
  return finalizers.length === 0
    ? [
        { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
        { op: 'add', path: '/metadata/finalizers', value: [finalizer] },
      ]
    : [
        { op: 'test', path: '/metadata/finalizers', value: finalizers },
        { op: 'add', path: '/metadata/finalizers/-', value: finalizer },
      ];
}

function removeOperations(live: KubeObject, finalizer: string): readonly JsonPatchOperation[] {
  const path = `/metadata/finalizers/${String((live.metadata.finalizers ?? []).indexOf(finalizer))}`;
  return [
    { op: 'test', path, value: finalizer },
    { op: 'remove', path },
  ];
}

/**
 * Adds or removes one finalizer by JSON patch whose `test` keeps a racing edit from being overwritten (then StalePlanError). Returns the
 * object as the server holds it now, the given one where nothing had to change, or undefined where it is gone.
 */
export async function setFinalizer(
  context: { readonly api: KubeApi; readonly fieldManager: string; readonly signal: AbortSignal },
  type: ResourceType,
  live: KubeObject,
  finalizer: string,
  wanted: 'held' | 'released',
): Promise<KubeObject | undefined> {
  const isHeld = live.metadata.finalizers?.includes(finalizer) ?? false;
  if (isHeld === (wanted === 'held')) return live;
  const operations = [
    { op: 'test' as const, path: '/metadata/uid', value: live.metadata.uid },
    ...(wanted === 'held' ? addOperations(live, finalizer) : removeOperations(live, finalizer)),
  ];
  try {
    const { fieldManager, signal } = context;
    return await context.api.patch(type, live.metadata, { type: 'json', operations }, { fieldManager, signal });
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    // A failed `test` is answered with 422 Invalid; a lost race inside the server with 409.
    if (isApiError(error, 'Invalid', 'Conflict')) throw new StalePlanError(describeRef({ type, ...live.metadata }), error);
    throw error;
  }
}
