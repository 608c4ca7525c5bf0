import type { V1PodStatus } from '@kubernetes/client-node';
import type { KubeObject } from '../../kernel/kube-object.ts';

/** What the cache keeps of a pod: what tells whether and why it does not run. */
export function keepPod(pod: KubeObject): KubeObject {
  const { conditions, containerStatuses, initContainerStatuses } = (pod['status'] as V1PodStatus | undefined) ?? {};
  const { annotations: _annotations, finalizers: _finalizers, ...metadata } = pod.metadata;
  return {
    apiVersion: pod.apiVersion,
    kind: pod.kind,
    metadata,
    status: {
      ...(conditions === undefined ? {} : { conditions }),
      ...(containerStatuses === undefined ? {} : { containerStatuses }),
      ...(initContainerStatuses === undefined ? {} : { initContainerStatuses }),
    },
  };
}
