import { isApiError } from '../../../cluster/api-error.ts';
import type { KubeApi } from '../../../cluster/kube-api.ts';
import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import type { SystemId } from '../../../kernel/kind-definition.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { PART_OF, PART_OF_LABEL, SYSTEMS_ANNOTATION } from '../../../manifests/operator/manager-labels.ts';
import { OPERATOR_IDENTITIES } from '../../../manifests/operator/operator-identity.ts';

/**
 * The Deployments that this program runs in, those of shards too; where they may not be listed, that of all systems in its usual place; undefined
 * where not even that may be read. Rejects with the ApiError of a call that failed otherwise.
 */
export async function ourDeployments(
  api: KubeApi,
  { namespace, signal }: { readonly namespace: string | undefined; readonly signal: AbortSignal },
): Promise<readonly KubeObject[] | undefined> {
  const place = namespace === undefined ? {} : { namespace };
  try {
    return (await api.list(DEPLOYMENT, { ...place, labelSelector: `${PART_OF_LABEL}=${PART_OF}`, signal })).items;
  } catch (error) {
    if (!isApiError(error, 'Forbidden')) throw error;
  }
  const home = OPERATOR_IDENTITIES.aistack;
  try {
    return [await api.get(DEPLOYMENT, { namespace: namespace ?? home.namespace, name: home.deployment }, { signal })];
  } catch (error) {
    if (isApiError(error, 'NotFound')) return [];
    if (isApiError(error, 'Forbidden')) return undefined;
    throw error;
  }
}

/** Whether one of our Deployments reconciles a system. */
export function reconciles({ metadata }: KubeObject, system: SystemId): boolean {
  return (metadata.annotations?.[SYSTEMS_ANNOTATION] ?? '').split(',').includes(system);
}
