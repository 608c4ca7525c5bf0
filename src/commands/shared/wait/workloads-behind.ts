import { isApiError } from '../../../cluster/api-error.ts';
import { DEPLOYMENT } from '../../../kernel/builtin-types.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ResourceType } from '../../../kernel/resource-type.ts';
import type { Session } from '../session.ts';
import { generationIn } from './freshness.ts';

const STATEFUL_SET: ResourceType = { group: 'apps', version: 'v1', kind: 'StatefulSet', plural: 'statefulsets', scope: 'Namespaced' };

function isBehind(workload: KubeObject, ownerUid: string): boolean {
  const isOwned = workload.metadata.ownerReferences?.some(({ uid }) => uid === ownerUid) === true;
  return isOwned && (generationIn(workload['status']) ?? 0) < (workload.metadata.generation ?? 0);
}

/**
 * Which workload of an object has a spec that its own controller has not seen yet, in words; undefined where all have. What may not be read
 * cannot hold the wait up: the phase then decides alone.
 */
export async function workloadsBehind(session: Session, owner: KubeObject, signal: AbortSignal): Promise<string | undefined> {
  const { namespace, uid } = owner.metadata;
  const lists = [DEPLOYMENT, STATEFUL_SET].map(async (type) => {
    try {
      const { items } = await session.api.list(type, { signal, ...(namespace !== undefined && { namespace }) });
      const behind = items.find((item) => isBehind(item, uid));
      return behind === undefined ? undefined : `${type.kind} ${behind.metadata.name} is not at its newest spec yet`;
    } catch (error) {
      if (isApiError(error, 'Forbidden', 'NotFound')) return undefined;
      throw error;
    }
  });
  return (await Promise.all(lists)).find((why) => why !== undefined);
}
