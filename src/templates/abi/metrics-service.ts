import type { Manifest } from '../../kernel/kube-object.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiMetadata, instanceLabels } from './metadata.ts';
import { childNames } from './names.ts';
import { portsOf } from './service-ports.ts';

/** The Service of the metrics: inside the cluster only, whatever the type of the main one. */
export function metricsService(values: InstanceValues): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: abiMetadata(values, childNames.metricsService(values.name), 'metrics'),
    spec: { type: 'ClusterIP', selector: { ...instanceLabels(values.name) }, ports: portsOf(values.spec, ['metrics']) },
  };
}
