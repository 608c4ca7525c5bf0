import type { V1NetworkPolicyPeer, V1NetworkPolicyPort } from '@kubernetes/client-node';
import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';
import { TENANT_LABEL } from './metadata.ts';

type Rule = TenantSpec['networkPolicy']['ingressRules'][number];

/** The label that every namespace bears with its name (Kubernetes 1.21 and later). In a rule it pins the namespace. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * The peers that the labels of a rule mean. Without a pinned namespace: pods with these labels of the tenant's own namespace, and of every
 * namespace that is no tenant's, so that another tenant cannot get in by giving its pods these labels. None where there are no labels: everybody.
 */
export function rulePeers(labels: Rule['from']): readonly V1NetworkPolicyPeer[] {
  const { [NAMESPACE_NAME_LABEL]: pinned, ...pods } = labels ?? {};
  const podSelector = Object.keys(pods).length === 0 ? {} : { podSelector: { matchLabels: { ...pods } } };
  if (pinned !== undefined) return [{ namespaceSelector: { matchLabels: { [NAMESPACE_NAME_LABEL]: pinned } }, ...podSelector }];
  if (Object.keys(pods).length === 0) return [];
  return [podSelector, { namespaceSelector: { matchExpressions: [{ key: TENANT_LABEL, operator: 'DoesNotExist' }] }, ...podSelector }];
}

/** The ports of a rule; none: all. */
export function rulePorts({ ports = [] }: Pick<Rule, 'ports'>): readonly V1NetworkPolicyPort[] {
  return ports.map(({ port, protocol }) => ({ protocol, ...(port === undefined ? {} : { port }) }));
}
