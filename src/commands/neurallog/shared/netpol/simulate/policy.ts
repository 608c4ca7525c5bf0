import type { LabelSelector } from './label-selector.ts';
import type { Protocol } from './port-set.ts';

/** The two ways of a connection: into the pod that is called, out of the pod that calls. */
export type Direction = 'ingress' | 'egress';

/** `networking.k8s.io/v1` NetworkPolicyPeer. */
export interface Peer {
  readonly podSelector?: LabelSelector | undefined;
  readonly namespaceSelector?: LabelSelector | undefined;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] | undefined } | undefined;
}

/** `networking.k8s.io/v1` NetworkPolicyPort. */
export interface RulePort {
  readonly protocol?: Protocol | undefined;
  readonly port?: number | string | undefined;
  readonly endPort?: number | undefined;
}

/** A rule of either direction: who is on the other side, and the ports of the side that is called. An empty list stands for all. */
export interface Rule {
  readonly peers: readonly Peer[];
  readonly ports: readonly RulePort[];
}

/** A NetworkPolicy with its defaults filled in. */
export interface Policy {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly podSelector: LabelSelector;
  readonly directions: readonly Direction[];
  readonly ingress: readonly Rule[];
  readonly egress: readonly Rule[];
}
