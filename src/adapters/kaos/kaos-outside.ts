import type { ServiceCaller, ServicePort } from '../../cluster/service-caller.ts';

/** What the servers of KAOS are reached with. */
export interface KaosOutside {
  readonly services: Pick<ServiceCaller, 'call' | 'open'>;
}

/** A server of KAOS as it is reached inside the cluster: a port of its Service. */
export type KaosServer = ServicePort;
