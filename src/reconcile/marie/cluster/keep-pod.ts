import { isJsonObject } from '../../../kernel/json.ts';
import { controllerOf, type KubeObject, type ObjectKey } from '../../../kernel/kube-object.ts';
import { CLUSTER_LABEL, NODE_TYPE_LABEL } from '../../../templates/marie/metadata.ts';
import { DELETION_COST } from './pod-marks.ts';

/** What the cache keeps of a pod: what tells where it is and whether and why it does not run, and whether it is to go first. */
export function keepPod(pod: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels } = pod.metadata;
  const cost = pod.metadata.annotations?.[DELETION_COST];
  const status = isJsonObject(pod['status']) ? pod['status'] : {};
  const kept = ['conditions', 'containerStatuses', 'initContainerStatuses', 'podIP'].filter((field) => status[field] !== undefined);
  return {
    apiVersion: pod.apiVersion,
    kind: pod.kind,
    metadata: {
      name,
      uid,
      resourceVersion,
      creationTimestamp,
      ...(namespace === undefined ? {} : { namespace }),
      ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }),
      ...(labels === undefined ? {} : { labels }),
      ...(cost === undefined ? {} : { annotations: { [DELETION_COST]: cost } }),
    },
    status: Object.fromEntries(kept.map((field) => [field, status[field]])),
  };
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
