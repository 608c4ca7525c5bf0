import type { KubeObject } from '../../../../kernel/kube-object.ts';
import type { MaiaTenantSpec } from '../../../../kinds/maia/tenant-spec.ts';
import { atPath } from '../../../shared/change/at-path.ts';
import { planLimits } from './plan-limits.ts';
import type { QuotaField } from './plan-limits.ts';
import { QUOTA_FIELDS } from './quota-fields.ts';
import type { QuotaName } from './quota-fields.ts';

/** One limit of a tenant. */
export interface QuotaView {
  readonly quota: QuotaName;
  /** 0: none. */
  readonly limit: number;
  /** The tenant's own, or its plan's. */
  readonly source: 'own' | 'plan';
  /** What the plan allows; 0: no limit. */
  readonly planLimit: number;
  /** Undefined where the server does not count it, or nothing was told yet. */
  readonly used: number | undefined;
  /** Per cent of the limit, as the operator last told; undefined where there is no limit or nothing was told. */
  readonly usage: number | undefined;
}

/** Where the status says how much is used. */
const USED: Readonly<Partial<Record<QuotaField, readonly string[]>>> = {
  maxMemories: ['status', 'memoryCount'],
  maxStorageBytes: ['status', 'storageUsed'],
  maxNamespaces: ['status', 'namespaceCount'],
};

const USAGE: Readonly<Partial<Record<QuotaField, string>>> = {
  maxMemories: 'memories',
  maxStorageBytes: 'storage',
  requestsPerMinute: 'requestsPerMinute',
  requestsPerDay: 'requestsPerDay',
};

function number(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The plan of a tenant, as the API server holds it (its default is in it). */
export function planOf(tenant: KubeObject): MaiaTenantSpec['plan'] {
  return (atPath(tenant, ['spec', 'plan']) ?? 'free') as MaiaTenantSpec['plan'];
}

/** The tenant's own limit, where it has one. */
export function ownLimit(tenant: KubeObject, field: QuotaField): number | undefined {
  return number(atPath(tenant, ['spec', 'quotas', field]));
}

/** Every limit of a tenant with what is used of it. */
export function quotaViews(tenant: KubeObject): readonly QuotaView[] {
  const plan = planLimits(planOf(tenant));
  // Until the server has the tenant the counters are the zeros that the schema fills in.
  const isTold = atPath(tenant, ['status', 'tenantId']) !== undefined;
  return QUOTA_FIELDS.map((quota) => {
    const { field } = quota;
    const own = ownLimit(tenant, field);
    const counter = USED[field];
    const usage = USAGE[field];
    return {
      quota,
      limit: own ?? plan[field],
      source: own === undefined ? 'plan' : 'own',
      planLimit: plan[field],
      used: isTold && counter !== undefined ? number(atPath(tenant, counter)) : undefined,
      usage: usage === undefined ? undefined : number(atPath(tenant, ['status', 'quotaUsage', usage])),
    };
  });
}
