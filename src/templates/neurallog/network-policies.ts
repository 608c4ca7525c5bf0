import type { V1NetworkPolicyPeer, V1NetworkPolicySpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import { APP, tenantMetadata } from './metadata.ts';
import { NAMESPACE_NAME_LABEL, rulePeers, rulePorts } from './network-rule-peers.ts';
import type { TenantValues } from './tenant-values.ts';

type Tenant = Pick<TenantValues, 'name' | 'namespace'> & { readonly spec: Pick<TenantValues['spec'], 'networkPolicy'> };

/** The address of the node-local DNS cache. */
const NODE_LOCAL_DNS = '169.254.20.10/32';
const DNS_NAMESPACE = 'kube-system';

/** The policy without which nothing keeps the tenant apart: it is there before the first pod is. */
export const DEFAULT_DENY = 'default-deny-all';

function policy(tenant: Tenant, name: string, source: 'default' | 'custom', spec: V1NetworkPolicySpec, description?: string): Manifest {
  const metadata = tenantMetadata(tenant, name, 'network-policy');
  const labels = { ...metadata.labels, 'neurallog.io/policy': source };
  const annotations = description === undefined ? {} : { annotations: { 'neurallog.io/description': description } };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { ...metadata, labels, ...annotations }, spec };
}

const server = { matchLabels: { app: APP.server } };

function standing(tenant: Tenant): readonly Manifest[] {
  const own: V1NetworkPolicyPeer = { podSelector: {} };
  const dns: V1NetworkPolicyPeer[] = [
    { namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: DNS_NAMESPACE } } },
    { ipBlock: { cidr: NODE_LOCAL_DNS } },
  ];
  return [
    // The empty lists are said, so that a rule that somebody adds here is taken away again.
    policy(tenant, DEFAULT_DENY, 'default', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [], egress: [] }),
    policy(tenant, 'allow-internal-traffic', 'default', {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ _from: [own] }],
      egress: [{ to: [own] }],
    }),
    policy(tenant, 'allow-dns-egress', 'default', {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: dns,
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    }),
  ].map(withFrom);
}

/** The generated types call the field `_from`, since `from` is a word of some languages; the API knows only `from`. */
function withFrom(manifest: Manifest): Manifest {
  const spec = manifest['spec'] as V1NetworkPolicySpec;
  const ingress = spec.ingress?.map(({ _from, ...rule }) => (_from === undefined ? rule : { from: _from, ...rule }));
  return ingress === undefined ? manifest : { ...manifest, spec: Object.assign({}, spec, { ingress }) };
}

/** Without a namespace there is no such policy: an empty list of peers would let everybody in. */
function apiAccess(tenant: Tenant): readonly Manifest[] {
  const namespaces = [...new Set(tenant.spec.networkPolicy.allowedNamespaces)];
  if (namespaces.length === 0) return [];
  const peers = namespaces.map((name): V1NetworkPolicyPeer => ({ namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: name } } }));
  const spec: V1NetworkPolicySpec = {
    podSelector: server,
    policyTypes: ['Ingress'],
    ingress: [{ _from: peers, ports: [{ protocol: 'TCP', port: 'http' }] }],
  };
  return [policy(tenant, 'allow-api-access', 'default', spec)];
}

function custom(tenant: Tenant): readonly Manifest[] {
  const { egressRules, ingressRules } = tenant.spec.networkPolicy;
  const listed = <T>(items: readonly T[]): T[] | undefined => (items.length === 0 ? undefined : [...items]);
  const ingress = ingressRules.map((rule, index) => {
    const [peers, ports] = [listed(rulePeers(rule.from)), listed(rulePorts(rule))];
    const entry = { ...(peers === undefined ? {} : { _from: peers }), ...(ports === undefined ? {} : { ports }) };
    // Only the server: a rule without a port must not open Redis.
    const spec: V1NetworkPolicySpec = { podSelector: server, policyTypes: ['Ingress'], ingress: [entry] };
    return policy(tenant, `custom-ingress-${index}`, 'custom', spec, rule.description);
  });
  const egress = egressRules.map((rule, index) => {
    const [peers, ports] = [listed(rulePeers(rule.to)), listed(rulePorts(rule))];
    const entry = { ...(peers === undefined ? {} : { to: peers }), ...(ports === undefined ? {} : { ports }) };
    const spec: V1NetworkPolicySpec = { podSelector: {}, policyTypes: ['Egress'], egress: [entry] };
    return policy(tenant, `custom-egress-${index}`, 'custom', spec, rule.description);
  });
  return [...ingress, ...egress];
}

/**
 * The network policies of a tenant, `default-deny-all` first; none where they are switched off. Policies only ever allow more: everything is
 * denied in both directions, and then the tenant's own pods, DNS, the allowed namespaces and the rules of the spec are let through.
 */
export function networkPolicies(tenant: Tenant): readonly Manifest[] {
  if (!tenant.spec.networkPolicy.enabled) return [];
  return [...standing(tenant), ...[...apiAccess(tenant), ...custom(tenant)].map(withFrom)];
}
