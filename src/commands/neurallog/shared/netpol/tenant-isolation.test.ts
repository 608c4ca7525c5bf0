import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Manifest } from '../../../../kernel/kube-object.ts';
import { tenantSpec } from '../../../../kinds/neurallog/tenant-spec.ts';
import { namespaceLabels, tenantLabels } from '../../../../templates/neurallog/metadata.ts';
import { networkPolicies } from '../../../../templates/neurallog/network-policies.ts';
import { comparisonText } from './answer-views.ts';
import { compareEnds } from './compare-ends.ts';
import type { AskedPort, Comparison } from './compare-ends.ts';
import { parseEndpoint, resolveEndpoint } from './endpoint-words.ts';
import { componentEnds, matrixCells, networkMatrix } from './network-matrix.ts';
import { networkView, tenantsOf } from './network-view.ts';
import type { NetworkView } from './network-view.ts';
import { hasNoPorts, portWords } from './simulate/port-set.ts';
import { indexPolicies } from './simulate/simulate.ts';

/** A tenant's namespace, its policies and the templates of its pods, all with the labels that ours have. */
function tenant(name: string, networkPolicy: unknown): readonly Manifest[] {
  const namespace = `tenant-${name}`;
  const workload = (component: 'server' | 'redis', ports: readonly unknown[]): Manifest => {
    const labels = tenantLabels(name, component);
    const template = { metadata: { labels }, spec: { containers: [{ name: component, ports }] } };
    return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: component, namespace, labels }, spec: { template } };
  };
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: namespaceLabels(name) } },
    ...networkPolicies({ name, namespace, spec: tenantSpec.parse({ networkPolicy }) }),
    workload('server', [{ name: 'http', containerPort: 3030 }]),
    workload('redis', [{ name: 'redis', containerPort: 6379 }]),
  ];
}

const GUIDE = {
  enabled: true,
  allowedNamespaces: ['default', 'monitoring'],
  ingressRules: [{ description: 'Allow monitoring tools', from: { app: 'prometheus' }, ports: [{ protocol: 'TCP', port: 3030 }] }],
  egressRules: [{ description: 'Allow external API access', to: { app: 'external-api' }, ports: [{ protocol: 'TCP', port: 443 }] }],
};

const PLACES: readonly Manifest[] = ['default', 'monitoring', 'tools', 'kube-system'].map((name) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
}));

const view = networkView([...PLACES, ...tenant('acme', GUIDE), ...tenant('beta', GUIDE)], 'default');

function ask(from: string, to: string, port?: AskedPort, on: NetworkView = view): Comparison {
  return compareEnds(indexPolicies(on.policies), resolveEndpoint(parseEndpoint(from), on), resolveEndpoint(parseEndpoint(to), on), port);
}

test.each([
  ['acme/server', 'acme/redis', 'all'],
  ['acme/redis', 'acme/server', 'all'],
  ['ns:default', 'acme/server', 'TCP 3030'],
  ['ns:default', 'acme/redis', 'none'],
  ['ns:tools', 'acme/server', 'none'],
  ['ns:tools:app=prometheus', 'acme/server', 'TCP 3030'],
  ['ns:tools:app=prometheus', 'acme/redis', 'none'],
  ['ns:tenant-beta:app=prometheus', 'acme/server', 'none'],
  ['ns:tenant-acme:app=prometheus', 'acme/server', 'all'],
  ['acme/server', 'ns:tools:app=external-api', 'TCP 443'],
  ['acme/server', 'ns:tenant-beta:app=external-api', 'none'],
  ['acme/server', 'ns:tools', 'none'],
  ['acme/redis', 'ns:kube-system', 'TCP 53 UDP 53'],
  ['acme/redis', 'ip:169.254.20.10', 'TCP 53 UDP 53'],
  ['acme/server', 'ip:203.0.113.7', 'none'],
  ['ip:203.0.113.7', 'acme/server', 'none'],
])("the guide's tenant: %s to %s: %s", (from, to, ports) => {
  expect(portWords(ask(from, to).ports)).toBe(ports);
});

test('the answer names policy, rule and the field of the spec', () => {
  const allowed = ask('ns:tools:app=prometheus', 'acme/server', { protocol: 'TCP', port: 3030 });
  expect(comparisonText(allowed, { protocol: 'TCP', port: 3030 })).toBe(
    [
      'ns:tools:app=prometheus -> acme/server 3030/TCP: allowed',
      '  egress of tools: allowed: no policy isolates it: everything may leave',
      '  ingress of tenant-acme/server: allowed by policy custom-ingress-0, rule 0: TCP 3030 (spec.networkPolicy.ingressRules[0] (Allow monitoring tools))',
      '',
    ].join('\n'),
  );
  const denied = ask('ns:default', 'acme/server', { protocol: 'TCP', port: 6379 });
  expect(comparisonText(denied, { protocol: 'TCP', port: 6379 })).toContain(
    'denied: isolated by default-deny-all; only policy allow-api-access, rule 0: TCP 3030 (spec.networkPolicy.allowedNamespaces)',
  );
});

test('without policies everybody gets in', () => {
  const open = networkView([...PLACES, ...tenant('open', { enabled: false })], 'default');
  expect(ask('ns:tools', 'open/redis', undefined, open)).toMatchObject({ verdict: 'allowed' });
});

test('names of ends: what there is not is told with what there is', () => {
  expect(tenantsOf(view)).toEqual(['acme', 'beta']);
  expect(ask('tenant/acme/server', 'acme/server').verdict).toBe('allowed');
  const notFound = (fix: string): Error => expect.objectContaining({ exit: 4, fix: expect.stringContaining(fix) as string }) as Error;
  expect(() => ask('acme/web', 'acme/redis')).toThrow(notFound('it has server, redis'));
  expect(() => ask('gamma/server', 'acme/redis')).toThrow(notFound('there is: acme, beta'));
  expect(() => ask('ns:nowhere', 'acme/redis')).toThrow(notFound('kubectl get namespaces'));
  for (const text of ['acme', 'a/b/c', '/x', 'ip:300.1.1.1', 'ns:', 'ns:a:b', 'pod:x'])
    expect(() => parseEndpoint(text), text).toThrow(expect.objectContaining({ exit: 2 }) as Error);
});

test('in manifests a namespace that they do not have may be there all the same', () => {
  const offline = networkView(tenant('acme', GUIDE), 'default', true);
  expect(ask('ns:monitoring', 'acme/server', { protocol: 'TCP', port: 3030 }, offline).verdict).toBe('allowed');
  expect(ask('ns:elsewhere', 'acme/server', undefined, offline).verdict).toBe('denied');
});

test('pods that are treated differently are told one by one', () => {
  const pods = ['plain', 'scraper'].map((name): Manifest => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'tools', labels: { tier: 'web', ...(name === 'scraper' && { app: 'prometheus' }) } },
  }));
  const spec = { selector: { matchLabels: { tier: 'web' } }, template: { metadata: { labels: { tier: 'web' } } } };
  const web: Manifest = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'tenant-acme' }, spec };
  const own = networkView([...PLACES, ...tenant('acme', GUIDE), ...pods, web], 'default');
  const ends = { text: 'web', ends: own.pods };
  const asked = { protocol: 'TCP', port: 3030 } as const;
  const answer = compareEnds(indexPolicies(own.policies), ends, resolveEndpoint(parseEndpoint('acme/server'), own), asked);
  expect(answer.verdict).toBe('partly');
  expect(comparisonText(answer, asked)).toContain('3030/TCP: partly; not for every pod\n');
  expect(comparisonText(answer, asked)).toContain('tools/plain -> tenant-acme/server: denied\n');
  expect(comparisonText(answer, asked)).toContain('tools/scraper -> tenant-acme/server: allowed\n');
});

const ruleLabels = fc.dictionary(
  fc.constantFrom('app', 'tier', 'neurallog.io/component'),
  fc.constantFrom('redis', 'neurallog-server', 'server'),
  {
    minKeys: 1,
  },
);
const rulesOf = (side: 'from' | 'to'): fc.Arbitrary<unknown> =>
  fc.array(fc.record({ [side]: ruleLabels, ports: fc.array(fc.record({ port: fc.constantFrom(3030, 6379) }), { maxLength: 2 }) }), {
    maxLength: 3,
  });
const networks = fc.record({
  allowedNamespaces: fc.subarray(['default', 'monitoring']),
  ingressRules: rulesOf('from'),
  egressRules: rulesOf('to'),
});

test('tenants with equal pod labels never reach one another, and every row of the matrix has its reasons', () => {
  fc.assert(
    fc.property(networks, networks, (left, right) => {
      const both = networkView([...tenant('acme', left), ...tenant('beta', right)], 'default');
      const rows = [...networkMatrix(indexPolicies(both.policies), componentEnds(both, ['acme', 'beta']))];
      expect(rows).toHaveLength(16);
      for (const row of rows) {
        const isSame = row.from.split('/')[0] === row.to.split('/')[0];
        expect([row.from, row.to, row.verdict]).toEqual([row.from, row.to, isSame ? 'allowed' : 'denied']);
        const [, , , , egress, ingress] = matrixCells(row, undefined);
        expect(egress).toMatch(isSame ? /allow-internal-traffic\[0\]/ : /^denied: default-deny-all$|\[0\]/);
        expect(ingress).toMatch(isSame ? /allow-internal-traffic\[0\]/ : /^denied: default-deny-all$|\[0\]/);
        for (const { egress: out, ingress: into } of row.answers) {
          expect(isSame || hasNoPorts(out.ports) || hasNoPorts(into.ports)).toBe(true);
        }
      }
    }),
    { numRuns: 200 },
  );
});
