import { TENANT_LABEL } from '../../templates/neurallog/metadata.ts';
import { tenantNames } from '../../templates/neurallog/names.ts';
import { controllerOf, type KubeObject, type ObjectKey } from '../../kernel/kube-object.ts';

/** What the cache keeps of a pod: what tells whether and why it does not run. */
export function keepPod(pod: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels } = pod.metadata;
  const { conditions, containerStatuses } =
    (pod['status'] as { readonly conditions?: unknown; readonly containerStatuses?: unknown } | undefined) ?? {};
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
    },
    status: { ...(conditions === undefined ? {} : { conditions }), ...(containerStatuses === undefined ? {} : { containerStatuses }) },
  };
}

/** The tenant whose pod this is: by its label, where it stands in that tenant's namespace. */
export function tenantOfPod(pod: KubeObject): ObjectKey | undefined {
  const tenant = pod.metadata.labels?.[TENANT_LABEL];
  if (tenant === undefined || pod.metadata.namespace !== tenantNames.namespace(tenant)) return undefined;
  const owner = controllerOf(pod);
  return owner === undefined || owner.kind === 'StatefulSet' || owner.kind === 'ReplicaSet' ? { name: tenant } : undefined;
}
