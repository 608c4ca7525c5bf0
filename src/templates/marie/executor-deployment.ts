import type { Manifest } from '../../kernel/kube-object.ts';
import type { ClusterValues, GroupValues } from './cluster-values.ts';
import { roleDeployment } from './deployment.ts';
import { executorContainer } from './executor-container.ts';
import { asksForGpu, withGpuToleration } from './gpu.ts';
import { templateParts } from './main-container.ts';
import { clusterNames } from './names.ts';
import { podTemplate, type TemplateAdditions } from './pod-template.ts';

/** Read by the node autoscaler: pods of a pool that may sleep do not keep a node alive. */
const SAFE_TO_EVICT = { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' };

/** The Deployment of an executor group. Each pod of a GPU group gets a GPU and may stand on a node that is kept for GPU work. */
export function executorDeployment(values: ClusterValues, group: GroupValues): Manifest {
  const { gpu, groupName, minReplicas, template } = group.group;
  const additions: TemplateAdditions = {
    main: (container) => executorContainer(values, group, container),
    podSpec: (spec) => ({
      enableServiceLinks: false,
      ...spec,
      ...(gpu ? { tolerations: withGpuToleration(spec['tolerations']) } : {}),
    }),
    ...(gpu && minReplicas === 0 ? { annotations: SAFE_TO_EVICT } : {}),
  };
  const role = { group: groupName };
  const manifest = roleDeployment(
    {
      cluster: values,
      child: clusterNames.executorDeployment(values.name, groupName),
      role,
      replicas: group.replicas,
      isPlaceScarce: gpu || templateParts(template).containers.some(asksForGpu),
    },
    podTemplate(template, values.name, role, additions),
  );
  const annotations = { ...manifest.metadata.annotations, 'marie.ai/executor-group': groupName };
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}
