import type { Manifest } from '../../kernel/kube-object.ts';
import { openPorts } from './container-ports.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiMetadata, instanceLabels } from './metadata.ts';
import { childNames } from './names.ts';
import { portsOf } from './service-ports.ts';

/**
 * The Service that clients use, of the type that the spec asks for. Without the metrics: with a load balancer they would be public. Undefined
 * where no feature has a port.
 */
export function service(values: InstanceValues): Manifest | undefined {
  const names = openPorts(values.spec).filter((name) => name !== 'metrics');
  if (names.length === 0) return undefined;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: abiMetadata(values, childNames.service(values.name), 'server'),
    spec: {
      type: values.spec.networking.serviceType,
      selector: { ...instanceLabels(values.name) },
      ports: portsOf(values.spec, names),
    },
  };
}
