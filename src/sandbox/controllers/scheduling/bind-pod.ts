import { timestamp } from '../../../kernel/clock.ts';
import type { ObjectStorage } from '../../storage/object-storage.ts';
import type { Pod } from '../framework/pod.ts';
import { conditionOf, withoutCondition } from '../framework/workload-condition.ts';

/**
 * Gives a pod its node, as the subresource `binding` does: the condition is set in the same write, the generation stays, and no manager
 * owns the fields. That is why it goes straight into the storage.
 */
export function bindPod(storage: ObjectStorage, pod: Pod, node: string, now: number): Pod {
  const before = pod.status?.conditions ?? [];
  const since = conditionOf(before, 'PodScheduled');
  const { generation } = pod.metadata;
  const scheduled = {
    lastProbeTime: null,
    lastTransitionTime: since?.status === 'True' ? (since.lastTransitionTime ?? timestamp(now)) : timestamp(now),
    ...(generation === undefined ? {} : { observedGeneration: generation }),
    status: 'True',
    type: 'PodScheduled',
  };
  return storage.replace('pods', {
    ...pod,
    spec: { ...pod.spec, nodeName: node },
    status: { ...pod.status, conditions: [...withoutCondition(before, 'PodScheduled'), scheduled] },
  }) as Pod;
}
