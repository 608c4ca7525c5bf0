import { TENANT_LABEL } from '../../templates/neurallog/metadata.ts';
import { tenantNames } from '../../templates/neurallog/names.ts';
import { controllerOf, type KubeObject, type ObjectKey } from '../../kernel/kube-object.ts';

/** The tenant whose pod this is: by its label, where it stands in that tenant's namespace. */
export function tenantOfPod(pod: KubeObject): ObjectKey | undefined {
  const tenant = pod.metadata.labels?.[TENANT_LABEL];
  if (tenant === undefined || pod.metadata.namespace !== tenantNames.namespace(tenant)) return undefined;
  const owner = controllerOf(pod);
  return owner === undefined || owner.kind === 'StatefulSet' || owner.kind === 'ReplicaSet' ? { name: tenant } : undefined;
}
