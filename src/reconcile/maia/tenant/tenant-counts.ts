import { timestamp } from '../../../kernel/clock.ts';
import type { MaiaTenantStatus } from '../../../kinds/maia/tenant-status.ts';
import { rememberedSecrets } from './remembered-secrets.ts';
import type { TenantSituation } from './tenant-situation.ts';

type Counts = Omit<MaiaTenantStatus, 'conditions' | 'phase' | 'observedGeneration'>;

/** Per cent with two decimals, so that the status does not flap; undefined where there is no limit. */
function percentage(used: number, limit: number): number | undefined {
  return limit > 0 ? Math.round((10_000 * used) / limit) / 100 : undefined;
}

function newest(times: readonly (string | undefined)[]): string | undefined {
  const moments = times.map((time) => Date.parse(time ?? '')).filter((moment) => !Number.isNaN(moment));
  return moments.length === 0 ? undefined : timestamp(Math.max(...moments));
}

function quotaUsage(
  { memoryCount, storageUsed }: Pick<Counts, 'memoryCount' | 'storageUsed'>,
  { tenant, stored }: TenantSituation,
): Counts['quotaUsage'] {
  if (tenant === undefined) return stored.quotaUsage;
  const memories = percentage(memoryCount, tenant.quotas.max_memories);
  const storage = percentage(storageUsed, tenant.quotas.max_storage_bytes);
  return { ...(memories === undefined ? {} : { memories }), ...(storage === undefined ? {} : { storage }) };
}

/** Everything in the status that is counted or copied. What the server does not tell now stays as it was. */
export function tenantCounts(situation: TenantSituation): Counts {
  const { observed, primary, stored, tenant } = situation;
  const { server } = observed;
  const answer = server.state === 'answered' && tenant !== undefined ? server : undefined;
  const memoryCount = answer?.usage?.memory_count ?? stored.memoryCount;
  const storageUsed = answer?.usage?.storage_bytes ?? stored.storageUsed;
  const tenantId = tenant?.id ?? stored.tenantId;
  const used = answer?.keys.map(({ last_used_at: usedAt }) => usedAt) ?? [];
  const lastActivity = newest([answer?.usage?.last_updated, ...used]) ?? stored.lastActivity;
  const createdAt = newest([tenant?.created_at]) ?? stored.createdAt;
  const secrets = rememberedSecrets(primary, observed);
  return {
    ...(tenantId === undefined ? {} : { tenantId }),
    memoryCount,
    namespaceCount: answer?.namespaces ?? stored.namespaceCount,
    storageUsed,
    quotaUsage: quotaUsage({ memoryCount, storageUsed }, situation),
    apiKeyCount: answer?.keys.length ?? stored.apiKeyCount,
    ...(secrets.length === 0 ? {} : { apiKeySecrets: secrets }),
    ...(lastActivity === undefined ? {} : { lastActivity }),
    ...(createdAt === undefined ? {} : { createdAt }),
  };
}
