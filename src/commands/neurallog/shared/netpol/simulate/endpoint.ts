import type { Labels } from './label-selector.ts';
import type { Protocol } from './port-set.ts';

/** A port of a container that has a name: rules may name it instead of its number. */
export interface NamedPort {
  readonly name: string;
  readonly protocol: Protocol;
  readonly port: number;
}

/** A pod, or what the pods of a workload will be. */
export interface PodEndpoint {
  readonly is: 'pod';
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  readonly namespaceLabels: Labels;
  readonly namedPorts: readonly NamedPort[];
  /** Where known: rules with an address block are held against them. */
  readonly addresses: readonly string[];
  /** One pod, not the template of several. */
  readonly isOne: boolean;
  /** On the network of its node: to policies it is the node's address, not a pod. */
  readonly hostNetwork: boolean;
}

/** An address outside the cluster. */
export interface AddressEndpoint {
  readonly is: 'address';
  readonly address: string;
}

/** One end of a connection. */
export type Endpoint = PodEndpoint | AddressEndpoint;

/** Whether both are the same pod. The template of several never is: its pods call one another. */
export function isSamePod(left: Endpoint, right: Endpoint): boolean {
  if (left.is !== 'pod' || right.is !== 'pod') return false;
  return left.isOne && right.isOne && left.namespace === right.namespace && left.name === right.name;
}
