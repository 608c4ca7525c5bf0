import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Manifest } from '../../../../../kernel/kube-object.ts';
import { decidingGrants } from '../answer-views.ts';
import type { PodEndpoint } from './endpoint.ts';
import { hasPort } from './port-set.ts';
import type { Protocol } from './port-set.ts';
import { readPolicy } from './read-policy.ts';
import { indexPolicies, simulate } from './simulate.ts';

/* A second, naive model of the same semantics: it reads the manifests themselves, one port at a time, and stops at the first yes. */

interface RawSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}
interface RawPeer {
  podSelector?: RawSelector;
  namespaceSelector?: RawSelector;
}
interface RawPort {
  protocol?: string;
  port?: number | string;
  endPort?: number;
}
interface RawSpec {
  podSelector: RawSelector;
  policyTypes?: string[];
  ingress?: { from?: RawPeer[]; ports?: RawPort[] }[];
  egress?: { to?: RawPeer[]; ports?: RawPort[] }[];
}

function naiveSelects(selector: RawSelector, labels: Readonly<Record<string, string>>): boolean {
  for (const key of Object.keys(selector.matchLabels ?? {})) if (labels[key] !== selector.matchLabels?.[key]) return false;
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const has = key in labels;
    const listed = has && values.includes(labels[key] ?? '');
    if (operator === 'In' && !listed) return false;
    if (operator === 'NotIn' && listed) return false;
    if (operator === 'Exists' && !has) return false;
    if (operator === 'DoesNotExist' && has) return false;
  }
  return true;
}

function naiveSide(
  policies: readonly Manifest[],
  direction: 'Ingress' | 'Egress',
  own: PodEndpoint,
  other: PodEndpoint,
  called: PodEndpoint,
  protocol: string,
  port: number,
): boolean {
  let isolated = false;
  for (const { metadata, spec } of policies) {
    const { podSelector, policyTypes, ingress, egress } = spec as RawSpec;
    const types = policyTypes ?? (egress !== undefined && egress.length > 0 ? ['Ingress', 'Egress'] : ['Ingress']);
    if (metadata.namespace !== own.namespace || !types.includes(direction) || !naiveSelects(podSelector, own.labels)) continue;
    isolated = true;
    const rules = direction === 'Ingress' ? ingress : egress;
    for (const rule of rules ?? []) {
      const peers = (rule as { from?: RawPeer[] }).from ?? (rule as { to?: RawPeer[] }).to ?? [];
      let peerOk = peers.length === 0;
      for (const { podSelector: pods, namespaceSelector } of peers) {
        const here = namespaceSelector ? naiveSelects(namespaceSelector, other.namespaceLabels) : other.namespace === metadata.namespace;
        if (here && (pods === undefined || naiveSelects(pods, other.labels))) peerOk = true;
      }
      const ports = rule.ports ?? [];
      let portOk = ports.length === 0;
      for (const entry of ports) {
        if ((entry.protocol ?? 'TCP') !== protocol) continue;
        if (entry.port === undefined) portOk = true;
        else if (typeof entry.port === 'string')
          for (const named of called.namedPorts) portOk ||= named.name === entry.port && named.protocol === protocol && named.port === port;
        else if (port >= entry.port && port <= (entry.endPort ?? entry.port)) portOk = true;
      }
      if (peerOk && portOk) return true;
    }
  }
  return !isolated;
}

const KEYS = ['a', 'b'];
const VALUES = ['x', 'y'];
const NAMESPACES = ['one', 'two'];
const PORTS = [1, 2, 3, 4];

const labels = fc.dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES), { maxKeys: 2 });
const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom(...KEYS),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.subarray(VALUES, { minLength: 1 }),
  }),
  fc.record({ key: fc.constantFrom(...KEYS), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);
const selector = fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 1 }) }, { requiredKeys: [] });
const peer = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
);
const protocol = fc.constantFrom<Protocol>('TCP', 'UDP');
const port = fc.oneof(
  fc.record({ protocol, port: fc.constantFrom<number | string>(...PORTS, 'n') }, { requiredKeys: [] }),
  fc.constantFrom(...PORTS).chain((first) => fc.integer({ min: first, max: 4 }).map((endPort) => ({ port: first, endPort }))),
);
const rule = (side: string): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc.record({ [side]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) }, { requiredKeys: [] });
const spec = fc.record(
  {
    podSelector: selector,
    policyTypes: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
    ingress: fc.array(rule('from'), { maxLength: 2 }),
    egress: fc.array(rule('to'), { maxLength: 2 }),
  },
  { requiredKeys: ['podSelector'] },
);
const policies = fc.array(fc.record({ namespace: fc.constantFrom(...NAMESPACES), spec }), { maxLength: 5 }).map((all) =>
  all.map(({ namespace, spec: own }, at): Manifest => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `p${at}`, namespace },
    spec: own,
  })),
);
const namespaceLabels = fc.record({ one: labels, two: labels });
const endpoint = fc.record({
  namespace: fc.constantFrom('one' as const, 'two' as const),
  labels,
  namedPorts: fc.array(fc.record({ name: fc.constant('n'), protocol, port: fc.constantFrom(...PORTS) }), { maxLength: 2 }),
});

test('the simulation agrees with a naive model, and says why', () => {
  fc.assert(
    fc.property(
      policies,
      namespaceLabels,
      endpoint,
      endpoint,
      protocol,
      fc.constantFrom(...PORTS),
      (manifests, ofNamespace, left, right, of, number) => {
        const pod = (one: typeof left, name: string): PodEndpoint => {
          return { ...one, is: 'pod', name, namespaceLabels: ofNamespace[one.namespace], addresses: [], isOne: true, hostNetwork: false };
        };
        const [from, to] = [pod(left, 'from'), pod(right, 'to')];
        const { egress, ingress, ports } = simulate(indexPolicies(manifests.map((one) => readPolicy(one, 'one'))), from, to);
        const out = naiveSide(manifests, 'Egress', from, to, to, of, number);
        const into = naiveSide(manifests, 'Ingress', to, from, to, of, number);
        expect([hasPort(egress.ports, of, number), hasPort(ingress.ports, of, number)]).toEqual([out, into]);
        expect(hasPort(ports, of, number)).toBe(out && into);
        for (const side of [egress, ingress]) {
          const deciding = decidingGrants(side, { protocol: of, port: number });
          // Open, or let through by one rule, or held back by policies: one of the three, and never none.
          expect([side.open !== undefined, deciding.length > 0, side.isolatedBy.length > 0]).toEqual(
            side.open === undefined ? [false, hasPort(side.ports, of, number), true] : [true, false, false],
          );
        }
      },
    ),
    { numRuns: 1500 },
  );
});
