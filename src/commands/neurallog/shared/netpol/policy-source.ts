import type { Policy } from './simulate/policy.ts';

const OWN_LABEL = 'neurallog.io/component';
const OWN_VALUE = 'network-policy';

/** What the operator's own policies are for, by name. */
const BUILT_IN: Readonly<Record<string, string>> = {
  'default-deny-all': 'isolation of every tenant',
  'allow-internal-traffic': 'traffic inside the tenant',
  'allow-dns-egress': 'name resolution',
  'allow-api-access': 'spec.networkPolicy.allowedNamespaces',
};

/** The rule of the Tenant that a policy was made from: a field of its spec, or what the operator makes for every tenant. */
export function policySource({ name, labels, annotations }: Policy): string {
  if (labels[OWN_LABEL] !== OWN_VALUE) return 'not made by the operator';
  const [, direction, index] = /^custom-(ingress|egress)-(\d+)$/.exec(name) ?? [];
  if (direction === undefined || index === undefined) return BUILT_IN[name] ?? 'made by the operator';
  const description = annotations['neurallog.io/description'];
  return `spec.networkPolicy.${direction}Rules[${index}]${description === undefined ? '' : ` (${description})`}`;
}
