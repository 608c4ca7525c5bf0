import type { MaiaTenantSpec } from '../../../../kinds/maia/tenant-spec.ts';
import { serverPlan } from '../../../../reconcile/maia/tenant/server-plan.ts';

/** The limits that `spec.quotas` can set. */
export type QuotaField = keyof NonNullable<MaiaTenantSpec['quotas']>;

/** What a plan allows where a tenant has no limit of its own; 0 means no limit. */
export function planLimits(plan: MaiaTenantSpec['plan']): Readonly<Record<QuotaField, number>> {
  const { quotas, maxNamespaces } = serverPlan(plan);
  return {
    maxMemories: quotas.max_memories,
    maxStorageBytes: quotas.max_storage_bytes,
    maxNamespaces,
    requestsPerMinute: quotas.requests_per_minute,
    requestsPerDay: quotas.requests_per_day,
  };
}
