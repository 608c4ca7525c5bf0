import { sha256 } from '../../../kernel/hash.ts';
import type { MaiaAnswer, MaiaRequest } from './maia-answer.ts';
import { ZERO_TIME, type MaiaKeyRecord, type MaiaTenantRecord } from './maia-records.ts';
import { nowText, type MaiaRoute, type MaiaServerContext } from './maia-server-context.ts';
import { putKey, usageOf } from './maia-store.ts';

const OPEN = ['/health', '/ready', '/metrics'];
const WITHOUT_TENANT = [...OPEN, '/admin'];

function startsWithAny(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path.startsWith(prefix));
}

/** Lets in who has the master key; everybody where there is none. */
export function authenticate({ config }: MaiaServerContext, request: MaiaRequest): MaiaAnswer | undefined {
  const { masterKey } = config;
  if (masterKey === undefined || startsWithAny(request.path, OPEN)) return undefined;
  if (request.key === masterKey) return undefined;
  const message = request.key === '' ? 'API key is required' : 'invalid API key';
  return { status: 401, json: { error: 'unauthorized', message } };
}

/** Whose a request is, or why it goes no further. */
export interface Identified {
  readonly tenant?: MaiaTenantRecord;
  /** The key that named the tenant. */
  readonly key?: MaiaKeyRecord;
  readonly refusal?: MaiaAnswer;
}

/** A tenant by its key: not with one that is over or whose tenant is gone. Such a key is not refused: it just names nobody. */
function keyOf({ clock, state }: MaiaServerContext, raw: string): MaiaKeyRecord | undefined {
  const key = raw === '' ? undefined : state.keys.get(sha256(raw));
  if (key === undefined || !state.tenants.has(key.tenant_id)) return undefined;
  return key.expires_at !== ZERO_TIME && Date.parse(key.expires_at) < clock.now() ? undefined : key;
}

/** Finds the tenant: the header says it, else the key, else the configuration. Nothing is asked of the admin routes. */
export async function identify(context: MaiaServerContext, request: MaiaRequest): Promise<Identified> {
  const { config, state } = context;
  if (!config.hasTenants || !config.tenancy.enabled || startsWithAny(request.path, WITHOUT_TENANT)) return {};
  const key = request.tenantHeader === '' ? keyOf(context, request.key) : undefined;
  if (key !== undefined) await putKey(state, { ...key, last_used_at: nowText(context) });
  const id = request.tenantHeader || (key?.tenant_id ?? config.tenancy.defaultTenant);
  if (id === '') {
    if (!config.tenancy.requireTenant) return {};
    const hint = 'provide X-MAIA-Tenant-ID header or use an API key associated with a tenant';
    return { refusal: { status: 401, json: { error: 'tenant identification required', hint } } };
  }
  const tenant = state.tenants.get(id);
  if (tenant === undefined) return { refusal: { status: 401, json: { error: 'invalid tenant' } } };
  if (tenant.status === 'suspended') return { refusal: { status: 403, json: { error: 'tenant is suspended' } } };
  if (tenant.status === 'pending_deletion') return { refusal: { status: 403, json: { error: 'tenant is pending deletion' } } };
  return { tenant, ...(key === undefined ? {} : { key }) };
}

/** A key that does not have the route's scope. A key without scopes may do everything. */
export function checkScope({ config }: MaiaServerContext, { scope }: MaiaRoute, key: MaiaKeyRecord | undefined): MaiaAnswer | undefined {
  if (!config.tenancy.enforceScopes || scope === undefined || key?.scopes === undefined) return undefined;
  if (key.scopes.includes('*') || key.scopes.includes(scope)) return undefined;
  return {
    status: 403,
    json: { error: 'insufficient scope', code: 'INSUFFICIENT_SCOPE', required: scope, provided: key.scopes },
  };
}

/** At its limit a tenant may write nothing more. Bytes count only where memories are limited. */
export function checkQuota({ state }: MaiaServerContext, method: string, tenant: MaiaTenantRecord | undefined): MaiaAnswer | undefined {
  if (tenant === undefined || (method !== 'POST' && method !== 'PUT') || tenant.quotas.max_memories === 0) return undefined;
  const { bytes, memories } = usageOf(state, tenant.id);
  const { max_memories: most, max_storage_bytes: mostBytes } = tenant.quotas;
  const over = (error: string, limit: number, current: number): MaiaAnswer => ({ status: 429, json: { error, limit, current } });
  if (memories >= most) return over('memory quota exceeded', most, memories);
  return mostBytes > 0 && bytes >= mostBytes ? over('storage quota exceeded', mostBytes, bytes) : undefined;
}
