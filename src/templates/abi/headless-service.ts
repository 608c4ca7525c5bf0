import type { Manifest } from '../../kernel/kube-object.ts';
import { openPorts } from './container-ports.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiMetadata, workloadLabels } from './metadata.ts';
import { childNames } from './names.ts';
import { portsOf } from './service-ports.ts';

/** The Service that gives the pods of the StatefulSet their names, also before they are ready. */
export function headlessService(values: InstanceValues): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: abiMetadata(values, childNames.headlessService(values.name), 'headless'),
    spec: {
      type: 'ClusterIP',
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: { ...workloadLabels(values.name, 'StatefulSet') },
      ports: portsOf(values.spec, openPorts(values.spec)),
    },
  };
}
