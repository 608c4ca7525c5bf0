import { isApiError } from '../../../../../cluster/api-error.ts';
import { maiaInstance } from '../../../../../kinds/maia/maia-instance.ts';
import { poll } from '../../../../shared/poll.ts';
import type { Session } from '../../../../shared/session.ts';
import type { BackupInstance } from '../backup-instance.ts';

/** Removes an instance that a restore made, with its new volume, and waits until it is gone. Its name may have another owner by then: that one stays. */
export async function removeTarget(session: Session, { object, name, namespace }: BackupInstance, signal: AbortSignal): Promise<void> {
  const key = { name, namespace };
  const { uid } = object.metadata;
  await session.during({ verb: 'delete', type: maiaInstance, ...key }, async () => {
    try {
      await session.api.remove(maiaInstance, key, { uid, propagation: 'Background', signal });
    } catch (error) {
      if (!isApiError(error, 'NotFound', 'Conflict')) throw error;
    }
  });
  await poll(signal, async () =>
    session.during({ verb: 'get', type: maiaInstance, ...key }, async () => {
      try {
        return (await session.api.get(maiaInstance, key, { signal })).metadata.uid !== uid;
      } catch (error) {
        if (isApiError(error, 'NotFound')) return true;
        throw error;
      }
    }),
  );
}
