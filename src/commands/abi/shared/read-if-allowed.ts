import { isApiError } from '../../../cluster/api-error.ts';
import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import { listPages } from '../../shared/get/list-pages.ts';
import type { Session } from '../../shared/session.ts';

/** An object; undefined where there is none, or where it may not be read. Advice is a courtesy and does without. */
export async function getIfAllowed(
  session: Session,
  type: ResourceType,
  key: ObjectKey,
  signal: AbortSignal,
): Promise<KubeObject | undefined> {
  try {
    return await session.api.get(type, key, { signal });
  } catch (error) {
    if (isApiError(error, 'NotFound', 'Forbidden')) return undefined;
    return await session.during({ verb: 'get', type, ...key }, () => Promise.reject(error));
  }
}

/** All objects of a type in a namespace (undefined: in all); undefined where they may not be listed. */
export async function listIfAllowed(
  session: Session,
  type: ResourceType,
  namespace: string | undefined,
  signal: AbortSignal,
): Promise<readonly KubeObject[] | undefined> {
  try {
    const pages = await listPages((options) => session.api.list(type, options), { ...(namespace !== undefined && { namespace }), signal });
    return pages.flatMap(({ items }) => items);
  } catch (error) {
    if (isApiError(error, 'NotFound', 'Forbidden')) return undefined;
    return await session.during({ verb: 'list', type, namespace }, () => Promise.reject(error));
  }
}
