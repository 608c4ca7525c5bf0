import { isInBlock } from './address-block.ts';
import type { Endpoint, PodEndpoint } from './endpoint.ts';
import { isSamePod } from './endpoint.ts';
import { selects } from './label-selector.ts';
import type { Direction, Peer, Policy, Rule, RulePort } from './policy.ts';
import { ALL_PORTS, anyOf, hasNoPorts, inBoth, NO_PORTS, onePort, portRange } from './port-set.ts';
import type { PortSet } from './port-set.ts';

/** Policies by namespace, sorted by name. */
export type PolicyIndex = ReadonlyMap<string, readonly Policy[]>;

/** Sorts policies for {@link simulate}. */
export function indexPolicies(policies: readonly Policy[]): PolicyIndex {
  const sorted = policies.toSorted((left, right) => (left.name < right.name ? -1 : Number(left.name > right.name)));
  return Map.groupBy(sorted, ({ namespace }) => namespace);
}

/** A rule that lets something through. `rule` counts from 0, as in the manifest. */
export interface Grant {
  readonly policy: Policy;
  readonly rule: number;
  readonly ports: PortSet;
}

/** What the policies of one end say. */
export interface Side {
  readonly direction: Direction;
  readonly ports: PortSet;
  /** Why nothing is held back: no policy selects the pod in this direction, policies do not apply to this end, or it calls itself. */
  readonly open?: 'not isolated' | 'no pod' | 'itself';
  /** The policies that select the pod in this direction, by name. */
  readonly isolatedBy: readonly Policy[];
  /** Their rules that know the other end, by policy and rule. */
  readonly grants: readonly Grant[];
}

/** What may pass between two ends: what both sides let through. */
export interface Answer {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly ports: PortSet;
  readonly egress: Side;
  readonly ingress: Side;
}

function isSubject(end: Endpoint): end is PodEndpoint {
  return end.is === 'pod' && !end.hostNetwork;
}

function addressesOf(end: Endpoint): readonly string[] {
  return end.is === 'pod' ? end.addresses : [end.address];
}

function isPeer({ podSelector, namespaceSelector, ipBlock }: Peer, policy: Policy, end: Endpoint): boolean {
  if (ipBlock !== undefined) {
    return addressesOf(end).some(
      (address) => isInBlock(address, ipBlock.cidr) && !(ipBlock.except ?? []).some((cidr) => isInBlock(address, cidr)),
    );
  }
  if (!isSubject(end)) return false;
  const inNamespace =
    namespaceSelector === undefined ? end.namespace === policy.namespace : selects(namespaceSelector, end.namespaceLabels);
  return inNamespace && selects(podSelector ?? {}, end.labels);
}

/** The ports that an entry of a rule means at the end that is called: a name means what that pod calls so. */
function portsOf({ protocol, port, endPort }: RulePort, called: Endpoint): PortSet {
  const of = protocol ?? 'TCP';
  if (port === undefined) return portRange(of);
  if (typeof port === 'number') return portRange(of, port, endPort ?? port);
  const named = called.is === 'pod' ? called.namedPorts : [];
  return anyOf(named.filter(({ name, protocol: own }) => name === port && own === of).map((one) => onePort(of, one.port)));
}

function grantOf(policy: Policy, rule: Rule, other: Endpoint, called: Endpoint): PortSet {
  const knows = rule.peers.length === 0 || rule.peers.some((peer) => isPeer(peer, policy, other));
  if (!knows) return NO_PORTS;
  return rule.ports.length === 0 ? ALL_PORTS : anyOf(rule.ports.map((port) => portsOf(port, called)));
}

function sideOf(direction: Direction, policies: PolicyIndex, own: Endpoint, other: Endpoint, called: Endpoint): Side {
  const open = (why: NonNullable<Side['open']>): Side => ({ direction, ports: ALL_PORTS, open: why, isolatedBy: [], grants: [] });
  if (!isSubject(own)) return open('no pod');
  // A pod cannot be kept from itself (Kubernetes, "Network Policies").
  if (isSamePod(own, other)) return open('itself');
  const isolatedBy = (policies.get(own.namespace) ?? []).filter(
    ({ podSelector, directions }) => directions.includes(direction) && selects(podSelector, own.labels),
  );
  if (isolatedBy.length === 0) return open('not isolated');
  const grants = isolatedBy.flatMap((policy) =>
    policy[direction].flatMap((rule, at): readonly Grant[] => {
      const ports = grantOf(policy, rule, other, called);
      return hasNoPorts(ports) ? [] : [{ policy, rule: at, ports }];
    }),
  );
  return { direction, ports: anyOf(grants.map(({ ports }) => ports)), isolatedBy, grants };
}

/**
 * What may pass from one end to another under NetworkPolicies, as Kubernetes defines them: a pod that some policy selects in a direction is
 * isolated in it, and then only what a rule of such a policy lists may pass; rules add up; both the caller's egress and the callee's ingress
 * must let a connection through. Pure; whether the cluster's network plugin enforces policies nobody can tell from here.
 */
export function simulate(policies: PolicyIndex, from: Endpoint, to: Endpoint): Answer {
  const egress = sideOf('egress', policies, from, to, to);
  const ingress = sideOf('ingress', policies, to, from, to);
  return { from, to, egress, ingress, ports: inBoth(egress.ports, ingress.ports) };
}
