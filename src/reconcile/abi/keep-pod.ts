import { isJsonObject } from '../../kernel/json.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';

/** What the cache keeps of a pod: what tells whether and why it does not run. */
export function keepPod(pod: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels, ownerReferences } = pod.metadata;
  const status = isJsonObject(pod['status']) ? pod['status'] : {};
  const kept = ['conditions', 'containerStatuses', 'phase'].filter((field) => status[field] !== undefined);
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
      ...(ownerReferences === undefined ? {} : { ownerReferences }),
    },
    status: Object.fromEntries(kept.map((field) => [field, status[field]])),
  };
}
