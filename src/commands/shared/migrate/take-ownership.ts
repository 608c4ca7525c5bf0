import { isApiError } from '../../../cluster/api-error.ts';
import type { JsonPatchOperation } from '../../../cluster/kube-api.ts';
import { controllerOf, type KubeObject, type ObjectKey } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { Session } from '../session.ts';
import { movedOwnership, type FormerManagers, type MoveMode } from './move-ownership.ts';

const ATTEMPTS = 5;

export interface TakeOwnershipOptions {
  readonly type: ResourceType;
  readonly key: ObjectKey;
  /** Only of this object: one that was made anew meanwhile is nobody's before. */
  readonly uid: string;
  /** Only while this is the uid of its controller. */
  readonly controller: string | undefined;
  readonly former: FormerManagers;
  readonly mode: MoveMode;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

async function read({ api }: Session, { key, signal, type }: TakeOwnershipOptions): Promise<KubeObject | undefined> {
  try {
    return await api.get(type, key, { signal });
  } catch (error) {
    if (isApiError(error, 'NotFound')) return undefined;
    throw error;
  }
}

/**
 * Makes the former operator's fields of an object ours, without changing any: one patch of `metadata.managedFields`, on the version that was read.
 * Gives whether there was anything to move. May be called again after any interruption.
 */
export async function takeOwnership(session: Session, options: TakeOwnershipOptions): Promise<boolean> {
  const { controller, dryRun, former, key, mode, signal, type, uid } = options;
  for (let attempt = 1; ; attempt += 1) {
    const done = await session.during({ verb: 'patch', type, ...key }, async () => {
      const live = await read(session, options);
      if (live === undefined || live.metadata.uid !== uid || controllerOf(live)?.uid !== controller) return false;
      const moved = movedOwnership(live, former, mode);
      if (moved === undefined) return false;
      const operations: readonly JsonPatchOperation[] = [
        { op: 'replace', path: '/metadata/managedFields', value: moved },
        // The server refuses the patch where the object has another version by now.
        { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
      ];
      try {
        await session.api.patch(type, key, { type: 'json', operations }, { dryRun, signal });
        return true;
      } catch (error) {
        if (attempt < ATTEMPTS && isApiError(error, 'Conflict')) return undefined;
        throw error;
      }
    });
    if (done !== undefined) return done;
  }
}
