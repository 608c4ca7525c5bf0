import type { V1ServicePort } from '@kubernetes/client-node';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { servicePorts, type PortName } from './container-ports.ts';

/** Ports of a Service. They point to the container's ports by name, so that those may have other numbers. */
export function portsOf(spec: AbiInstanceSpec, names: readonly PortName[]): V1ServicePort[] {
  const numbers = servicePorts(spec);
  return names.map((name) => ({ name, port: numbers[name], targetPort: name, protocol: 'TCP' }));
}
