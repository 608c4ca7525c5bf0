import type { V1ResourceQuotaSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { TenantSpec } from '../../kinds/neurallog/tenant-spec.ts';
import { RESOURCE_DEFAULTS } from './component-resources.ts';
import { tenantMetadata } from './metadata.ts';
import { tenantNames } from './names.ts';
import type { TenantValues } from './tenant-values.ts';

/**
 * The tenant's budget in the words of a ResourceQuota, only what the user set; undefined where nothing is. Kubernetes has no limit for
 * storage, only requests: the request counts where no limit is given.
 */
export function budgetOf({ resources = {} }: TenantSpec): Readonly<Record<string, string>> | undefined {
  const { cpu, memory, storage } = resources;
  const amounts = {
    'limits.cpu': cpu?.limit,
    'limits.memory': memory?.limit,
    'requests.cpu': cpu?.request,
    'requests.memory': memory?.request,
    'requests.storage': storage?.limit ?? storage?.request,
  };
  const set = Object.entries(amounts).flatMap(([name, amount]) => (amount === undefined ? [] : [[name, String(amount)] as const]));
  return set.length === 0 ? undefined : Object.fromEntries(set);
}

/** The ResourceQuota of a tenant's namespace; undefined where the spec has no budget. */
export function resourceQuota(values: TenantValues): Manifest | undefined {
  const hard = budgetOf(values.spec);
  if (hard === undefined) return undefined;
  const spec: V1ResourceQuotaSpec = { hard: { ...hard } };
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: tenantMetadata(values, tenantNames.quota, 'quota'), spec };
}

/** Defaults for containers without resources, which a quota would otherwise refuse. There wherever the quota is, and before it. */
export function limitRange(values: TenantValues): Manifest | undefined {
  if (budgetOf(values.spec) === undefined) return undefined;
  const { cpu, memory } = RESOURCE_DEFAULTS.server;
  // Not the generated type: it calls the field `_default`, since `default` is a word of some languages.
  const spec = {
    limits: [
      {
        type: 'Container',
        default: { cpu: cpu.limit, memory: memory.limit },
        defaultRequest: { cpu: cpu.request, memory: memory.request },
      },
    ],
  };
  return { apiVersion: 'v1', kind: 'LimitRange', metadata: tenantMetadata(values, tenantNames.limits, 'quota'), spec };
}
