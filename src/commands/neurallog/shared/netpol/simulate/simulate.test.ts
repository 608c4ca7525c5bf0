import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../../../kernel/kube-object.ts';
import type { Endpoint, PodEndpoint } from './endpoint.ts';
import { hasPort, portWords } from './port-set.ts';
import { readPolicy } from './read-policy.ts';
import { indexPolicies, simulate } from './simulate.ts';

function policy(name: string, spec: unknown, namespace = 'default'): Manifest {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec };
}

function pod(name: string, more: Partial<PodEndpoint> = {}): PodEndpoint {
  const namespace = more.namespace ?? 'default';
  return {
    is: 'pod',
    namespace,
    name,
    labels: { role: name },
    namespaceLabels: { 'kubernetes.io/metadata.name': namespace },
    namedPorts: [],
    addresses: [],
    isOne: true,
    hostNetwork: false,
    ...more,
  };
}

const outside = (address: string): Endpoint => ({ is: 'address', address });

/** The ports that may pass, in words. */
function passes(policies: readonly Manifest[], from: Endpoint, to: Endpoint): string {
  return portWords(simulate(indexPolicies(policies.map((one) => readPolicy(one, 'default'))), from, to).ports);
}

const db = pod('db');
const web = pod('web');
const DENY_IN = policy('deny', { podSelector: {} });

describe('isolation', () => {
  test('without a policy that selects it a pod is open in both directions', () => {
    expect(passes([], web, db)).toBe('all');
    expect(passes([policy('other', { podSelector: { matchLabels: { role: 'cache' } } })], web, db)).toBe('all');
    expect(passes([policy('elsewhere', { podSelector: {} }, 'other')], web, db)).toBe('all');
  });

  test('policyTypes left out: ingress always, egress where there are rules for it', () => {
    expect(passes([policy('p', { podSelector: { matchLabels: { role: 'web' } } })], web, db)).toBe('all');
    expect(passes([policy('p', { podSelector: { matchLabels: { role: 'web' } } })], db, web)).toBe('none');
    const egress = [{ ports: [{ port: 53, protocol: 'UDP' }] }];
    expect(passes([policy('p', { podSelector: { matchLabels: { role: 'web' } }, egress })], web, db)).toBe('UDP 53');
    expect(passes([policy('p', { podSelector: { matchLabels: { role: 'web' } }, egress })], db, web)).toBe('none');
  });

  test('policyTypes decide: rules of another direction are dead letters', () => {
    const both = { podSelector: {}, ingress: [], egress: [] };
    expect(passes([policy('p', { ...both, policyTypes: ['Egress'] })], outside('1.1.1.1'), db)).toBe('all');
    expect(passes([policy('p', { ...both, policyTypes: ['Ingress'] })], db, outside('1.1.1.1'))).toBe('all');
    expect(passes([policy('p', { podSelector: {}, policyTypes: ['Egress'], ingress: [{}] })], web, db)).toBe('none');
  });

  test('both sides must let a connection through', () => {
    const out = policy('out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 80 }, { port: 81 }] }] });
    const into = policy('in', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ ports: [{ port: 81 }, { port: 82 }] }] });
    expect(passes([out, into], web, db)).toBe('TCP 81');
    expect(passes([out], web, db)).toBe('TCP 80-81');
    expect(passes([into], web, db)).toBe('TCP 81-82');
  });

  test('policies add up', () => {
    const one = policy('a', { podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] });
    const two = policy('b', { podSelector: { matchLabels: { role: 'db' } }, ingress: [{ ports: [{ port: 443 }] }] });
    expect(passes([DENY_IN, one, two], web, db)).toBe('TCP 80,443');
  });

  test('a pod is never kept from itself; those of one template are', () => {
    expect(passes([DENY_IN], db, db)).toBe('all');
    const template = pod('db', { isOne: false });
    expect(passes([DENY_IN], template, template)).toBe('none');
  });

  test('a pod on the network of its node is an address to policies', () => {
    const host = pod('host', { hostNetwork: true, addresses: ['10.1.0.5'] });
    expect(passes([DENY_IN], web, host)).toBe('all');
    expect(passes([policy('p', { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] })], host, db)).toBe('none');
    const block = { ipBlock: { cidr: '10.1.0.0/24' } };
    expect(passes([policy('p', { podSelector: {}, ingress: [{ from: [block] }] })], host, db)).toBe('all');
  });
});

describe('peers', () => {
  const from = (...peers: readonly unknown[]): readonly Manifest[] => [policy('p', { podSelector: {}, ingress: [{ from: peers }] })];
  const webElsewhere = pod('web', { namespace: 'other', namespaceLabels: { 'kubernetes.io/metadata.name': 'other', project: 'x' } });

  test('an empty rule, and an empty list of peers, stand for everybody; no rule for nobody', () => {
    expect(passes([policy('p', { podSelector: {}, ingress: [{}] })], outside('8.8.8.8'), db)).toBe('all');
    expect(passes([policy('p', { podSelector: {}, ingress: [{ from: [] }] })], webElsewhere, db)).toBe('all');
    expect(passes([policy('p', { podSelector: {}, ingress: [] })], web, db)).toBe('none');
  });

  test('pods alone are those of the same namespace', () => {
    const same = from({ podSelector: { matchLabels: { role: 'web' } } });
    expect(passes(same, web, db)).toBe('all');
    expect(passes(same, webElsewhere, db)).toBe('none');
    expect(passes(from({ podSelector: {} }), webElsewhere, db)).toBe('none');
  });

  test('namespaces alone are all of their pods; an empty selector is all namespaces, and nobody outside', () => {
    const project = from({ namespaceSelector: { matchLabels: { project: 'x' } } });
    expect(passes(project, webElsewhere, db)).toBe('all');
    expect(passes(project, web, db)).toBe('none');
    expect(passes(from({ namespaceSelector: {} }), web, db)).toBe('all');
    expect(passes(from({ namespaceSelector: {} }), outside('8.8.8.8'), db)).toBe('none');
  });

  test('in one peer both must hold, as two peers one is enough', () => {
    const namespaceSelector = { matchLabels: { project: 'x' } };
    const podSelector = { matchLabels: { role: 'client' } };
    const client = pod('client', { namespace: 'third', namespaceLabels: {} });
    expect(passes(from({ namespaceSelector, podSelector }), webElsewhere, db)).toBe('none');
    expect(passes(from({ namespaceSelector, podSelector }), client, db)).toBe('none');
    expect(passes(from({ namespaceSelector, podSelector }), { ...webElsewhere, labels: { role: 'client' } }, db)).toBe('all');
    expect(passes(from({ namespaceSelector }, { podSelector }), webElsewhere, db)).toBe('all');
    expect(passes(from({ namespaceSelector }, { podSelector }), client, db)).toBe('none');
    expect(passes(from({ namespaceSelector }, { podSelector }), pod('client'), db)).toBe('all');
  });

  test('expressions', () => {
    const matches = (key: string, operator: string, values?: readonly string[]): string =>
      passes(from({ podSelector: { matchExpressions: [{ key, operator, ...(values && { values }) }] } }), web, db);
    expect(matches('role', 'In', ['web', 'x'])).toBe('all');
    expect(matches('role', 'In', ['x'])).toBe('none');
    expect(matches('role', 'NotIn', ['web'])).toBe('none');
    expect(matches('role', 'NotIn', ['x'])).toBe('all');
    expect(matches('tier', 'NotIn', ['x'])).toBe('all');
    expect(matches('tier', 'Exists')).toBe('none');
    expect(matches('tier', 'DoesNotExist')).toBe('all');
    expect(matches('constructor', 'Exists')).toBe('none');
  });

  test('address blocks, with exceptions, of both families', () => {
    const block = from({ ipBlock: { cidr: '172.17.0.0/16', except: ['172.17.1.0/24'] } });
    expect(passes(block, outside('172.17.2.1'), db)).toBe('all');
    expect(passes(block, outside('172.17.1.1'), db)).toBe('none');
    expect(passes(block, outside('172.18.0.1'), db)).toBe('none');
    expect(passes(block, outside('::1'), db)).toBe('none');
    expect(passes(from({ ipBlock: { cidr: 'fd00::/8' } }), outside('fd12::1'), db)).toBe('all');
    expect(passes(from({ ipBlock: { cidr: '0.0.0.0/0' } }), web, db)).toBe('none');
    expect(passes(from({ ipBlock: { cidr: '0.0.0.0/0' } }), { ...web, addresses: ['10.0.0.9'] }, db)).toBe('all');
  });
});

describe('ports', () => {
  const only = (...ports: readonly unknown[]): readonly Manifest[] => [policy('p', { podSelector: {}, ingress: [{ ports }] })];
  const named = pod('db', {
    namedPorts: [
      { name: 'sql', protocol: 'TCP', port: 5432 },
      { name: 'sql', protocol: 'UDP', port: 99 },
    ],
  });

  test('TCP where no protocol is named; without a port all of the protocol; ranges', () => {
    expect(passes(only({ port: 80 }), web, db)).toBe('TCP 80');
    expect(passes(only({ protocol: 'UDP' }), web, db)).toBe('UDP all');
    expect(passes(only({}), web, db)).toBe('TCP all');
    expect(passes(only({ port: 8000, endPort: 8010 }, { port: 8011 }, { port: 1, protocol: 'SCTP' }), web, db)).toBe(
      'TCP 8000-8011 SCTP 1',
    );
    expect(passes(only({ port: 1 }), web, db)).toBe('TCP 1');
    expect(passes(only(), web, db)).toBe('all');
  });

  test('a name is what the called pod calls so, of that protocol', () => {
    expect(passes(only({ port: 'sql' }), web, named)).toBe('TCP 5432');
    expect(passes(only({ port: 'sql', protocol: 'UDP' }), web, named)).toBe('UDP 99');
    expect(passes(only({ port: 'sql' }), web, db)).toBe('none');
    const egress = [policy('p', { podSelector: {}, policyTypes: ['Egress'], egress: [{ ports: [{ port: 'sql' }] }] })];
    expect(passes(egress, web, named)).toBe('TCP 5432');
    expect(passes(egress, web, outside('1.1.1.1'))).toBe('none');
  });

  test('the answer names what decides', () => {
    const policies = [DENY_IN, policy('allow', { podSelector: {}, ingress: [{ ports: [{ port: 1 }] }, { ports: [{ port: 80 }] }] })];
    const { ingress, egress } = simulate(indexPolicies(policies.map((one) => readPolicy(one, 'default'))), web, db);
    expect(egress.open).toBe('not isolated');
    expect(ingress.isolatedBy.map(({ name }) => name)).toEqual(['allow', 'deny']);
    expect(ingress.grants.map(({ policy: own, rule, ports }) => [own.name, rule, hasPort(ports, 'TCP', 80)])).toEqual([
      ['allow', 0, false],
      ['allow', 1, true],
    ]);
  });
});

test('what the API server would refuse is refused, with object and field', () => {
  const read = (spec: unknown): void => void readPolicy(policy('bad', spec), 'default');
  const why = (text: string): Error => expect.objectContaining({ exit: 2, why: expect.stringContaining(text) as string }) as Error;
  expect(() => read({ podSelector: {}, ingress: [{ from: [{}] }] })).toThrow(why('spec.ingress.0.from.0'));
  expect(() => read({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0' } }] }] })).toThrow(why('spec.ingress.0.from.0.ipBlock.cidr'));
  expect(() => read({ ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] })).toThrow(why('spec.ingress.0.from.0'));
  expect(() => read({ ingress: [{ ports: [{ port: 80, endPort: 79 }] }] })).toThrow(why('spec.ingress.0.ports.0'));
  expect(() => read({ ingress: [{ ports: [{ port: 'http', endPort: 90 }] }] })).toThrow(why('endPort'));
  expect(() => read({ policyTypes: ['Inward'] })).toThrow(why('spec.policyTypes.0'));
});
