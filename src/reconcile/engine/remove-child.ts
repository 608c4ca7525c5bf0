import { isApiError } from '../../cluster/api-error.ts';
import type { KubeApi } from '../../cluster/kube-api.ts';
import { describeRef, keyOf, type KubeObject, type Ref } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { ForeignObjectError, StalePlanError } from './failures.ts';
import { isOurs } from './intent.ts';
import type { ObjectStore } from './object-store.ts';

/** What removing one object did. `terminating`: it is going; the DELETED event brings the primary back. */
export type RemoveOutcome = 'deleted' | 'terminating' | 'absent';

/**
 * Deletes one of our objects, or the primary itself, with its uid as precondition, so that an object made anew under the same name is never hit. What is already
 * going is left alone; what is not ours is a ForeignObjectError.
 */
export async function removeChild(
  context: { readonly api: KubeApi; readonly primaryType: ResourceType; readonly primary: KubeObject; readonly signal: AbortSignal },
  ref: Ref,
  store: ObjectStore,
  propagation: 'Background' | 'Foreground' | 'Orphan',
): Promise<RemoveOutcome> {
  const key = keyOf(ref);
  const live = store.get(key);
  if (live === undefined) return 'absent';
  const isItself = live.metadata.uid === context.primary.metadata.uid;
  if (!isItself && !isOurs(context.primaryType, context.primary, live)) throw new ForeignObjectError(describeRef(ref), undefined);
  if (live.metadata.deletionTimestamp !== undefined) return 'terminating';
  const { uid } = live.metadata;
  try {
    const answer = await context.api.remove(ref.type, ref, { uid, propagation, signal: context.signal });
    if (answer.kind === ref.type.kind && answer.metadata.deletionTimestamp !== undefined) {
      store.put({ ...live, metadata: { ...live.metadata, ...terminatingSince(answer) } }, { own: true });
      return 'terminating';
    }
    store.dropOwn(key, uid);
    return 'deleted';
  } catch (error) {
    if (isApiError(error, 'NotFound')) {
      store.dropOwn(key, uid);
      return 'absent';
    }
    if (isApiError(error, 'Conflict')) throw new StalePlanError(describeRef(ref), error);
    throw error;
  }
}

function terminatingSince(answer: KubeObject): Pick<KubeObject['metadata'], 'resourceVersion' | 'deletionTimestamp'> {
  const { resourceVersion, deletionTimestamp } = answer.metadata;
  return deletionTimestamp === undefined ? { resourceVersion } : { resourceVersion, deletionTimestamp };
}
