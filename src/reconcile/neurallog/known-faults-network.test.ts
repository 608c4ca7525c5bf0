// Where a simple operator for NeuralLog goes wrong: each test fails with that fault. The numbers are those of the list of faults.
import { expect, test } from 'vitest';
import { appliedAs, planFor, planned, policyIn, policyNames, removed, running } from '../../../test/support/neurallog-cluster.ts';
import { tenantPrimary } from '../../../test/support/neurallog-tenants.ts';
import { NETWORK_POLICY } from '../../kernel/builtin-types.ts';

test('6: without allowed namespaces nobody is let in', async () => {
  expect(policyNames(await planFor({}))).toEqual(['default-deny-all', 'allow-internal-traffic', 'allow-dns-egress']);
  const { ingress } = policyIn(await planFor({ networkPolicy: { allowedNamespaces: ['web', 'web'] } }), 'allow-api-access');
  expect(ingress).toEqual([
    {
      from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } } }],
      ports: [{ protocol: 'TCP', port: 'http' }],
    },
  ]);
});

test('7: egress is denied, and DNS and the own namespace are let through before any rule', async () => {
  const plan = await planFor({ networkPolicy: { egressRules: [{ to: { app: 'external-api' }, ports: [{ port: 443 }] }] } });
  // With its empty lists: a rule that somebody adds by hand is a difference, and goes.
  expect(policyIn(plan, 'default-deny-all')).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] });
  expect(policyIn(plan, 'allow-internal-traffic').egress).toEqual([{ to: [{ podSelector: {} }] }]);
  expect(policyIn(plan, 'allow-dns-egress').egress?.[0]?.ports).toEqual([
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ]);
});

test('10, 11: the labels of a rule also match outside the tenant, never in another tenant, and only ever open the server', async () => {
  const { ingress, podSelector } = policyIn(
    await planFor({ networkPolicy: { ingressRules: [{ from: { app: 'prometheus' }, ports: [{ port: 3030 }] }] } }),
    'custom-ingress-0',
  );
  expect(podSelector).toEqual({ matchLabels: { app: 'neurallog-server' } });
  const pods = { podSelector: { matchLabels: { app: 'prometheus' } } };
  expect(ingress).toEqual([
    {
      from: [pods, { namespaceSelector: { matchExpressions: [{ key: 'neurallog.io/tenant', operator: 'DoesNotExist' }] }, ...pods }],
      ports: [{ protocol: 'TCP', port: 3030 }],
    },
  ]);
});

test('10: a pinned namespace, and ports for everybody', async () => {
  const plan = await planFor({
    networkPolicy: {
      ingressRules: [{ from: { 'kubernetes.io/metadata.name': 'obs', app: 'x' } }, { ports: [{ port: 1, protocol: 'UDP' }] }],
      egressRules: [{ to: { 'kubernetes.io/metadata.name': 'out' } }, { description: 'why', ports: [{}] }],
    },
  });
  const obs = { matchLabels: { 'kubernetes.io/metadata.name': 'obs' } };
  expect(policyIn(plan, 'custom-ingress-0').ingress).toEqual([
    { from: [{ namespaceSelector: obs, podSelector: { matchLabels: { app: 'x' } } }] },
  ]);
  expect(policyIn(plan, 'custom-ingress-1').ingress).toEqual([{ ports: [{ protocol: 'UDP', port: 1 }] }]);
  expect(policyIn(plan, 'custom-egress-0').egress).toEqual([
    { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'out' } } }] },
  ]);
  expect(policyIn(plan, 'custom-egress-1').egress).toEqual([{ ports: [{ protocol: 'TCP' }] }]);
  expect(appliedAs(plan, NETWORK_POLICY, 'custom-egress-1').metadata.annotations).toEqual({ 'neurallog.io/description': 'why' });
});

test('12: policies of rules that are gone go, and all of them with the feature', async () => {
  const live = await running({
    networkPolicy: { allowedNamespaces: ['a'], ingressRules: [{ from: { app: 'x' } }, { from: { app: 'y' } }] },
  });
  const plan = await planned(tenantPrimary({ networkPolicy: { ingressRules: [{ from: { app: 'y' } }] } }), { children: live });
  expect(removed(plan).map(({ name }) => name)).toEqual(['allow-api-access', 'custom-ingress-1']);
  const off = await planned(tenantPrimary({ networkPolicy: { enabled: false } }), { children: live });
  expect(removed(off)).toHaveLength(6);
  expect(policyNames(off)).toEqual([]);
});
