import { policySource } from './policy-source.ts';
import { selectorWords } from './simulate/label-selector.ts';
import type { LabelSelector } from './simulate/label-selector.ts';
import type { Direction, Peer, Policy, Rule, RulePort } from './simulate/policy.ts';

/** One rule of a policy in words; a policy that only isolates has one row for each direction, without a rule. */
export interface PolicyRow {
  readonly policy: string;
  /** Which pods it is about. */
  readonly pods: string;
  readonly direction: Direction;
  /** From 0, as in the manifest. */
  readonly rule?: number;
  /** Who is on the other side. */
  readonly peers: string;
  readonly ports: string;
  /** What of the Tenant it comes from. */
  readonly source: string;
}

function podWords(selector: LabelSelector): string {
  return selectorWords(selector) || 'all pods';
}

function peerWords({ podSelector, namespaceSelector, ipBlock }: Peer): string {
  if (ipBlock !== undefined) {
    const except = ipBlock.except ?? [];
    return `${ipBlock.cidr}${except.length === 0 ? '' : ` except ${except.join(',')}`}`;
  }
  const pods = podWords(podSelector ?? {});
  if (namespaceSelector === undefined) return `${pods} of this namespace`;
  const namespaces = selectorWords(namespaceSelector);
  return `${pods} of ${namespaces === '' ? 'all namespaces' : `namespaces ${namespaces}`}`;
}

function portWords({ protocol, port, endPort }: RulePort): string {
  return `${protocol ?? 'TCP'} ${port ?? 'all'}${endPort === undefined ? '' : `-${endPort}`}`;
}

function rowsOf(policy: Policy, direction: Direction): readonly PolicyRow[] {
  const common = { policy: policy.name, pods: podWords(policy.podSelector), direction, source: policySource(policy) };
  const rules: readonly Rule[] = policy[direction];
  if (rules.length === 0) return [{ ...common, peers: 'nobody', ports: 'none' }];
  return rules.map(({ peers, ports }, rule) => ({
    ...common,
    rule,
    peers: peers.length === 0 ? 'anybody' : peers.map(peerWords).join(' or '),
    ports: ports.length === 0 ? 'all' : ports.map(portWords).join(','),
  }));
}

/** The rules of policies, policies by name. */
export function policyRows(policies: readonly Policy[]): readonly PolicyRow[] {
  return policies
    .toSorted((left, right) => (left.name < right.name ? -1 : Number(left.name > right.name)))
    .flatMap((policy) => policy.directions.flatMap((direction) => rowsOf(policy, direction)));
}
