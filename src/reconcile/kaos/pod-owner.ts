import { controllerOf, type KubeObject, type ObjectKey } from '../../kernel/kube-object.ts';
import { workloadName, type WorkloadRole } from '../../templates/kaos/workload-role.ts';

/** The object of one kind that a pod belongs to: by the labels that its template gives it and the name of its ReplicaSet. */
export function ownerOfPod(role: WorkloadRole): (pod: KubeObject) => ObjectKey | undefined {
  return (pod) => {
    const { labels = {}, namespace } = pod.metadata;
    const name = labels[role.app];
    if (labels['app'] !== role.app || name === undefined || namespace === undefined) return undefined;
    const owner = controllerOf(pod);
    return owner?.kind === 'ReplicaSet' && owner.name.startsWith(`${workloadName(role, name)}-`) ? { namespace, name } : undefined;
  };
}
