import type { KubeObject, ObjectKey } from '../../kernel/kube-object.ts';
import { controllerOf } from '../../kernel/kube-object.ts';

/** The instance that a pod belongs to: by the labels that its template gives it and the name that its workload has. */
export function instanceOfPod(pod: KubeObject): ObjectKey | undefined {
  const { labels = {}, name, namespace } = pod.metadata;
  const instance = labels['app.kubernetes.io/instance'];
  const isOurs = labels['app.kubernetes.io/name'] === 'abi' && labels['app.kubernetes.io/managed-by'] === 'abi-operator';
  if (!isOurs || instance === undefined || namespace === undefined || !name.startsWith(`${instance}-`)) return undefined;
  const owner = controllerOf(pod);
  const fromWorkload = owner?.kind === 'StatefulSet' ? owner.name === instance : owner?.name.startsWith(`${instance}-`);
  return fromWorkload === true || owner === undefined ? { namespace, name: instance } : undefined;
}
