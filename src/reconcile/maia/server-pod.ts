import { isJsonObject } from '../../kernel/json.ts';
import { controllerOf, type KubeObject, type ObjectKey } from '../../kernel/kube-object.ts';
import { maiaLabels } from '../../templates/maia/metadata.ts';
import { childNames } from '../../templates/maia/names.ts';

/** The instance that a server pod belongs to: by the labels that its template gives it and the name that its Deployment has. */
export function instanceOfPod(pod: KubeObject): ObjectKey | undefined {
  const { labels = {}, name, namespace } = pod.metadata;
  const instance = labels['app.kubernetes.io/instance'];
  if (instance === undefined || namespace === undefined) return undefined;
  if (Object.entries(maiaLabels(instance, 'server')).some(([label, value]) => labels[label] !== value)) return undefined;
  const owner = controllerOf(pod);
  const prefix = `${childNames.deployment(instance)}-`;
  return name.startsWith(prefix) && (owner === undefined || owner.name.startsWith(prefix)) ? { namespace, name: instance } : undefined;
}

/** What the cache keeps of a pod: what tells whether and why it does not run. */
export function keepPod(pod: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels, ownerReferences } = pod.metadata;
  const status = isJsonObject(pod['status']) ? pod['status'] : {};
  const kept = ['conditions', 'containerStatuses'].filter((field) => status[field] !== undefined);
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
