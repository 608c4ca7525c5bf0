import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { suggestName } from './get/suggest-name.ts';
import type { Session } from './session.ts';

/** The object that a person named. Throws the error of the call; of a name that there is not, with the live name that was probably meant (4). */
export async function readNamed(session: Session, type: ResourceType, key: ObjectKey, signal: AbortSignal): Promise<KubeObject> {
  try {
    return await session.during({ verb: 'get', type, ...key }, () => session.api.get(type, key, { signal }));
  } catch (error) {
    if (!(error instanceof CliError) || error.exit !== EXIT.notFound) throw error;
    throw await suggestName(session, error, { type, namespace: key.namespace, name: key.name, signal });
  }
}
