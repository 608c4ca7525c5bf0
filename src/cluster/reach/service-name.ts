import type { ServicePort } from '../service-caller.ts';

/** How messages name a Service's port. */
export function serviceName({ namespace, name, port }: ServicePort): string {
  return `${namespace}/${name}:${port}`;
}

/** The Service's DNS name inside its cluster, without the cluster's own domain: it is what certificates name. */
export function serviceHost({ namespace, name }: Pick<ServicePort, 'namespace' | 'name'>): string {
  return `${name}.${namespace}.svc`;
}
