import type { V2HorizontalPodAutoscalerSpec, V2MetricSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import type { InstanceValues, WorkloadKind } from './instance-values.ts';
import { abiMetadata } from './metadata.ts';
import { childNames } from './names.ts';

function utilization(name: 'cpu' | 'memory', percent: number): V2MetricSpec {
  return { type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization: percent } } };
}

/** The HorizontalPodAutoscaler of the workload that serves. It owns the number of replicas from then on. */
export function autoscaler(
  values: InstanceValues,
  autoscaling: NonNullable<AbiInstanceSpec['autoscaling']>,
  target: WorkloadKind,
): Manifest {
  const { minReplicas, maxReplicas, targetCPUUtilization, targetMemoryUtilization } = autoscaling;
  const memory = targetMemoryUtilization === undefined ? [] : [utilization('memory', targetMemoryUtilization)];
  const spec: V2HorizontalPodAutoscalerSpec = {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: target, name: childNames.workload(values.name) },
    minReplicas,
    maxReplicas,
    metrics: [utilization('cpu', targetCPUUtilization), ...memory],
  };
  const metadata = abiMetadata(values, childNames.autoscaler(values.name), 'server');
  return { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata, spec };
}
