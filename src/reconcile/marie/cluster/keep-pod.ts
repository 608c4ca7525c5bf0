import { keptPod } from '../../../kernel/kept-pod.ts';
import { controllerOf, type KubeObject, type ObjectKey } from '../../../kernel/kube-object.ts';
import { CLUSTER_LABEL, NODE_TYPE_LABEL } from '../../../templates/marie/metadata.ts';
import { DELETION_COST } from './pod-marks.ts';

/** What the cache keeps of a pod beside what all reconcilers read: where it is, and whether it is to go first. */
export function keepPod(pod: KubeObject): KubeObject {
  return keptPod(pod, { annotations: [DELETION_COST], status: ['podIP'] });
}

/** The cluster that a pod belongs to: by the labels that its template gives it and the name that its Deployment has. */
export function clusterOfPod(pod: KubeObject): ObjectKey | undefined {
  const { labels = {}, name: podName, namespace } = pod.metadata;
  const name = labels[CLUSTER_LABEL];
  const nodeType = labels[NODE_TYPE_LABEL];
  if (name === undefined || namespace === undefined || (nodeType !== 'server' && nodeType !== 'executor')) return undefined;
  const owner = controllerOf(pod);
  if (!podName.startsWith(`${name}-${nodeType}-`) || (owner !== undefined && owner.kind !== 'ReplicaSet')) return undefined;
  return { namespace, name };
}
