import type { Manifest } from '../../kernel/kube-object.ts';
import type { ClusterValues } from './cluster-values.ts';
import { roleDeployment } from './deployment.ts';
import { asksForGpu } from './gpu.ts';
import { templateParts } from './main-container.ts';
import { clusterNames } from './names.ts';
import { podTemplate } from './pod-template.ts';
import { serverContainer } from './server-container.ts';

/** The Deployment of the server: gateway and scheduler. */
export function serverDeployment(values: ClusterValues): Manifest {
  const { template } = values.spec.serverSpec;
  const pods = podTemplate(template, values.name, 'server', {
    main: (container) => serverContainer(values, container),
    // A Service called `marie` would otherwise set variables that begin with MARIE_.
    podSpec: (spec) => ({ enableServiceLinks: false, ...spec }),
  });
  const isPlaceScarce = templateParts(template).containers.some(asksForGpu);
  const child = clusterNames.serverDeployment(values.name);
  return roleDeployment({ cluster: values, child, role: 'server', replicas: values.serverReplicas, isPlaceScarce }, pods);
}
