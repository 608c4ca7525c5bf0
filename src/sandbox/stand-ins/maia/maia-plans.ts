import type { MaiaConfig, MaiaQuotas } from './maia-records.ts';

/** What a plan gives a tenant that says nothing itself. 0 means no limit. */
export interface MaiaPlan {
  readonly config: MaiaConfig;
  readonly quotas: MaiaQuotas;
}

const EMBEDDING_MODEL = 'all-MiniLM-L6-v2';

const FREE: MaiaPlan = {
  config: { embedding_model: EMBEDDING_MODEL, default_token_budget: 2000, max_namespaces: 5, retention_days: 30 },
  quotas: { max_memories: 1000, max_storage_bytes: 100 * 1024 ** 2, requests_per_minute: 60, requests_per_day: 1000 },
};

const PLANS: ReadonlyMap<string, MaiaPlan> = new Map([
  ['free', FREE],
  [
    'standard',
    {
      config: { embedding_model: EMBEDDING_MODEL, default_token_budget: 4000, max_namespaces: 50, retention_days: 90 },
      quotas: { max_memories: 100_000, max_storage_bytes: 10 * 1024 ** 3, requests_per_minute: 600, requests_per_day: 100_000 },
    },
  ],
  [
    'premium',
    {
      config: { embedding_model: EMBEDDING_MODEL, default_token_budget: 8000, dedicated_storage: true },
      quotas: { max_memories: 0, max_storage_bytes: 0, requests_per_minute: 6000, requests_per_day: 0 },
    },
  ],
]);

/** The defaults of a plan. The server takes any word for a plan and treats one that it does not know like `free`. */
export function maiaPlan(plan: string): MaiaPlan {
  return PLANS.get(plan) ?? FREE;
}
