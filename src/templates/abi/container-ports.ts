import type { V1ContainerPort } from '@kubernetes/client-node';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { ABI_SERVER } from './server-facts.ts';

/** The server's ports, by name. */
export type PortName = 'http' | 'metrics' | 'grpc';

const NAMES: readonly PortName[] = ['http', 'metrics', 'grpc'];

/** The first port that an unprivileged process may listen on. */
const UNPRIVILEGED = 1024;

/** The ports that the Services offer. */
export function servicePorts({ networking }: AbiInstanceSpec): Readonly<Record<PortName, number>> {
  return { http: networking.httpPort, metrics: networking.metricsPort, grpc: networking.grpcPort };
}

/**
 * The ports that the container listens on: those of the Services, except below 1024, where a process without rights cannot listen: then the
 * default of that port, or the first above it plus 10,000 that no other port has.
 */
export function containerPortNumbers(spec: AbiInstanceSpec): Readonly<Record<PortName, number>> {
  const wanted = servicePorts(spec);
  const taken = new Set(Object.values(wanted));
  const ports = { ...wanted };
  for (const name of NAMES.filter((one) => wanted[one] < UNPRIVILEGED)) {
    let port: number = ABI_SERVER.defaultPorts[name];
    if (taken.has(port)) port += 10_000;
    while (taken.has(port)) port += 1;
    taken.add(port);
    ports[name] = port;
  }
  return ports;
}

/** The ports that the features leave open. The metrics always are. */
export function openPorts({ features }: AbiInstanceSpec): readonly PortName[] {
  return NAMES.filter((name) => name === 'metrics' || (name === 'http' ? features.web : features.network));
}

/** The ports of the container, as the pod names them. */
export function containerPorts(spec: AbiInstanceSpec): V1ContainerPort[] {
  const numbers = containerPortNumbers(spec);
  return openPorts(spec).map((name) => ({ name, containerPort: numbers[name], protocol: 'TCP' }));
}
