import type { V1DeploymentSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiMetadata, workloadLabels } from './metadata.ts';
import { childNames } from './names.ts';
import { isPlaceScarce } from './placement.ts';
import { podTemplate } from './pod-template.ts';
import { withReplicas } from './workload-spec.ts';

/**
 * The Deployment of an instance without a volume for each pod. Where one pod more than wanted may find no place (a node for each pod, a GPU
 * for each pod) a rollout gives up an old pod first: it would wait for ever otherwise.
 */
export function deployment(values: InstanceValues): Manifest {
  const rollingUpdate = isPlaceScarce(values) ? { maxSurge: 0, maxUnavailable: 1 } : { maxSurge: 1, maxUnavailable: 0 };
  const spec: Omit<V1DeploymentSpec, 'replicas'> = {
    strategy: { type: 'RollingUpdate', rollingUpdate },
    selector: { matchLabels: { ...workloadLabels(values.name, 'Deployment') } },
    template: podTemplate({ ...values, workload: 'Deployment' }),
  };
  const metadata = abiMetadata(values, childNames.workload(values.name), 'server');
  return withReplicas({ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec }, values.replicas);
}
