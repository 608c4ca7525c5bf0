import { isApiError } from '../../../../cluster/api-error.ts';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { resourcePath } from '../../../../kernel/resource-type.ts';
import { POD } from '../../../shared/describe-object/known-types.ts';
import type { Session } from '../../../shared/session.ts';

/** Pods as far as rights and messages name their logs. */
export const POD_LOG = { ...POD, plural: 'pods/log' };

/** The log of a pod's one container so far; undefined where there is none to read (not begun, gone, its node does not answer). Throws where one may not. */
export async function podLog(session: Session, pod: KubeObject, signal: AbortSignal): Promise<string | undefined> {
  const { name, namespace } = pod.metadata;
  const path = resourcePath(POD, { namespace, name, subresource: 'log' });
  return await session.during({ verb: 'get', type: POD_LOG, namespace, name }, async () => {
    try {
      const text = await session.api.raw('GET', path, { accept: '*/*', signal });
      return typeof text === 'string' ? text : '';
    } catch (error) {
      if (isApiError(error, 'BadRequest', 'NotFound', 'InternalError', 'ServiceUnavailable', 'Unknown', 'MethodNotAllowed'))
        return undefined;
      throw error;
    }
  });
}
