import type { MaiaTenantSpec } from '../../../kinds/maia/tenant-spec.ts';
import type { ServerTenantQuotas } from '../admin-api.ts';

/** A plan as the server knows it, with what it gives where a tenant asks for nothing else. 0 means no limit. */
export interface ServerPlan {
  readonly name: 'free' | 'standard' | 'premium';
  readonly quotas: ServerTenantQuotas;
  readonly defaultTokenBudget: number;
  readonly maxNamespaces: number;
}

const FREE: ServerPlan = {
  name: 'free',
  quotas: { max_memories: 1_000, max_storage_bytes: 104_857_600, requests_per_minute: 60, requests_per_day: 1_000 },
  defaultTokenBudget: 2_000,
  maxNamespaces: 5,
};

const STANDARD: ServerPlan = {
  name: 'standard',
  quotas: { max_memories: 100_000, max_storage_bytes: 10_737_418_240, requests_per_minute: 600, requests_per_day: 100_000 },
  defaultTokenBudget: 4_000,
  maxNamespaces: 50,
};

const PREMIUM: ServerPlan = {
  name: 'premium',
  quotas: { max_memories: 0, max_storage_bytes: 0, requests_per_minute: 6_000, requests_per_day: 0 },
  defaultTokenBudget: 8_000,
  maxNamespaces: 0,
};

const PLANS: Readonly<Record<MaiaTenantSpec['plan'], ServerPlan>> = {
  free: FREE,
  starter: STANDARD,
  professional: STANDARD,
  enterprise: PREMIUM,
};

/** The server's plan for one of the spec: its own constants (MAIA `internal/tenant`), as upstream's operator maps them. */
export function serverPlan(plan: MaiaTenantSpec['plan']): ServerPlan {
  return PLANS[plan];
}
