import type { V1Service } from '@kubernetes/client-node';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { openPorts, servicePorts, type PortName } from './container-ports.ts';
import type { InstanceValues } from './instance-values.ts';
import { childNames } from './names.ts';
import { ABI_SERVER } from './server-facts.ts';

/** The address that a load balancer has given the Service. An IPv6 address is bracketed, as URLs want it. */
function balancerHost(service: KubeObject | undefined): string | undefined {
  const ingress = (service?.['status'] as V1Service['status'])?.loadBalancer?.ingress?.[0];
  const ip = ingress?.ip;
  return ingress?.hostname ?? (ip?.includes(':') === true ? `[${ip}]` : ip);
}

/** Where an instance is reached; empty texts for ports that are not open. `service` is the live main Service. */
export function endpoints(values: InstanceValues, service: KubeObject | undefined): Readonly<Record<PortName, string>> {
  const { name, namespace, spec } = values;
  const ports = servicePorts(spec);
  const open = openPorts(spec);
  const host = `${childNames.service(name)}.${namespace}.svc`;
  const outside = spec.networking.serviceType === 'LoadBalancer' ? balancerHost(service) : undefined;
  return {
    http: open.includes('http') ? `http://${outside ?? host}:${ports.http}` : '',
    grpc: open.includes('grpc') ? `${host}:${ports.grpc}` : '',
    metrics: `http://${childNames.metricsService(name)}.${namespace}.svc:${ports.metrics}${ABI_SERVER.metricsPath}`,
  };
}
