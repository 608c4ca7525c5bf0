import { z } from 'zod';
import { sha256 } from '../../kernel/hash.ts';
import type { ServerKey, ServerTenant, ServerTenantConfig, ServerTenantQuotas, ServerUsage } from '../../reconcile/maia/admin-api.ts';

/** Without the members that are undefined. */
function known<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** A time; Go's zero time, which stands where none is set, is undefined. */
const time = z
  .string()
  .nullish()
  .transform((text) => (text === null || text === undefined || text === '' || text.startsWith('0001-01-01T') ? undefined : text));

const count = z
  .number()
  .nullish()
  .transform((number) => number ?? 0);

const metadata = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((record) => record ?? {});

const config = z
  .object({
    embedding_model: z.string(),
    default_token_budget: z.number(),
    max_namespaces: z.number(),
    retention_days: z.number(),
    allowed_origins: z.array(z.string()),
    dedicated_storage: z.boolean(),
  })
  .partial()
  .nullish()
  .transform((value): ServerTenantConfig => known(value ?? {}));

const NO_QUOTAS: ServerTenantQuotas = { max_memories: 0, max_storage_bytes: 0, requests_per_minute: 0, requests_per_day: 0 };

const quotas = z
  .object({ max_memories: count, max_storage_bytes: count, requests_per_minute: count, requests_per_day: count })
  .nullish()
  .transform((value): ServerTenantQuotas => value ?? NO_QUOTAS);

/** A tenant object. Unknown fields are left out. */
export const tenantReader = z
  .object({
    id: z.string().min(1),
    name: z.string(),
    plan: z.string().default(''),
    status: z.string(),
    config: config.optional().transform((value) => value ?? {}),
    quotas: quotas.optional().transform((value) => value ?? NO_QUOTAS),
    metadata: metadata.optional().transform((value) => value ?? {}),
    created_at: time.optional(),
    updated_at: time.optional(),
  })
  .transform((tenant): ServerTenant => known(tenant));

const HASH = /^[0-9a-f]{64}$/;

const keyFields = z.object({
  key: z.string().min(1),
  name: z.string().default(''),
  scopes: z.array(z.string()).nullish(),
  expires_at: time.optional(),
  created_at: time.optional(),
  last_used_at: time.optional(),
});

/** A listed API key. A server that listed a key itself instead of its hash would be read all the same, and the key forgotten here. */
export const keyReader = keyFields.transform(({ key, scopes, ...rest }): ServerKey => {
  return known({ ...rest, hash: HASH.test(key) ? key : sha256(key), scopes: scopes ?? [] });
});

/** The answer to a new key. `raw` is a secret. */
export const createdKeyReader = z
  .object({ key: z.string().min(1), api_key: keyReader })
  .transform(({ key, api_key }): { readonly key: ServerKey; readonly raw: string } => ({
    key: { ...api_key, hash: sha256(key) },
    raw: key,
  }));

const usageFields = z
  .object({ memory_count: z.number(), storage_bytes: count.optional().transform((bytes) => bytes ?? 0), last_updated: time.optional() })
  .transform((usage): ServerUsage => known(usage));

/** Usage, which the server nests; one that does not is understood too. */
export const usageReader = z.union([z.object({ usage: usageFields }).transform(({ usage }) => usage), usageFields]);

/** `/v1/stats`. */
export const statsReader = z.object({
  total_memories: z.number(),
  total_namespaces: count.optional(),
  storage_size_bytes: count.optional(),
});

/** One page of a list; an empty one has `null` for data. */
export interface Page<T> {
  readonly items: readonly T[];
  /** How many the server gives at most; absent where it does not say. */
  readonly limit?: number;
}

/** A list envelope of items of one kind. `alias`: another name for `data`. */
export function pageReader<T>(item: z.ZodType<T>, alias = 'data'): z.ZodType<Page<T>> {
  const items = z.array(item).nullish();
  return z.record(z.string(), z.unknown()).transform((envelope, context) => {
    const given = 'data' in envelope ? envelope['data'] : envelope[alias];
    const parsed = items.safeParse(given);
    if (!('data' in envelope) && !(alias in envelope)) context.addIssue({ code: 'custom', path: ['data'], message: 'there is no list' });
    if (!parsed.success) {
      for (const issue of parsed.error.issues) context.addIssue({ code: 'custom', path: ['data', ...issue.path], message: issue.message });
      return z.NEVER;
    }
    const { limit } = envelope;
    return { items: parsed.data ?? [], ...(typeof limit === 'number' && limit > 0 ? { limit } : {}) };
  });
}
