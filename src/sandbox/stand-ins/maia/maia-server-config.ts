import { parse } from 'yaml';

/** What a server goes by. */
export interface MaiaServerConfig {
  /** Absent: the Admin API is open, and keys of tenants work. With one nothing else is let in. */
  readonly masterKey?: string;
  /** Whether it has a tenant manager. A released server has none: its admin routes are plain 404s. */
  readonly hasTenants: boolean;
  readonly tenancy: {
    readonly enabled: boolean;
    readonly defaultTenant: string;
    readonly requireTenant: boolean;
    readonly enforceScopes: boolean;
    readonly hasDedicatedDir: boolean;
  };
  /** Requests per second of one client; 0: no limit. The burst is twice that. */
  readonly requestsPerSecond: number;
  /** Paths in the container; absent: no TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly dataDir: string;
}

type Env = Readonly<Record<string, string>>;

/** A key of the file by its dotted name. */
function fromFile(file: unknown, key: string): unknown {
  let node: unknown = file;
  for (const part of key.split('.')) node = typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[part] : undefined;
  return node;
}

/**
 * The configuration that environment and `maia.yaml` give: the environment beats the file, its long names the short ones, and an empty
 * variable is none. Throws where the server would not start.
 *
 * @param hasTenants whether there is a tenant manager at all.
 */
export function maiaServerConfig(env: Env, fileText: string, hasTenants: boolean): MaiaServerConfig {
  const file: unknown = fileText === '' ? {} : parse(fileText);
  const value = (key: string, alias?: string): string | undefined => {
    const long = env[`MAIA_${key.toUpperCase().replaceAll('.', '_')}`] ?? '';
    const short = alias === undefined ? '' : (env[alias] ?? '');
    const stored = fromFile(file, key);
    if (long !== '') return long;
    if (short !== '') return short;
    return typeof stored === 'string' || typeof stored === 'number' || typeof stored === 'boolean' ? String(stored) : undefined;
  };
  const flag = (key: string, alias?: string): boolean => value(key, alias) === 'true';
  const model = value('embedding.model') ?? 'local';
  if (model === 'openai' && value('embedding.openai_api_key', 'MAIA_OPENAI_API_KEY') === undefined) {
    throw new Error('invalid configuration: embedding.openai_api_key is required for the model openai');
  }
  const rate = Number(value('security.rate_limit_rps') ?? 100);
  const masterKey = value('security.api_key', 'MAIA_API_KEY');
  const tls = flag('security.enable_tls', 'MAIA_ENABLE_TLS');
  const cert = value('security.tls_cert_path', 'MAIA_TLS_CERT_PATH');
  const key = value('security.tls_key_path', 'MAIA_TLS_KEY_PATH');
  if (tls && (cert === undefined || key === undefined)) throw new Error('invalid configuration: TLS needs tls_cert_path and tls_key_path');
  return {
    ...(masterKey === undefined ? {} : { masterKey }),
    hasTenants,
    tenancy: {
      enabled: flag('tenant.enabled'),
      defaultTenant: value('tenant.default_tenant_id') ?? 'system',
      requireTenant: flag('tenant.require_tenant'),
      enforceScopes: fromFile(file, 'tenant.enforce_scopes_enabled') === true,
      hasDedicatedDir: (value('tenant.dedicated_storage_dir') ?? '') !== '',
    },
    requestsPerSecond: Number.isFinite(rate) ? rate : 100,
    ...(tls && cert !== undefined && key !== undefined ? { tls: { cert, key } } : {}),
    dataDir: value('storage.data_dir', 'MAIA_DATA_DIR') ?? '/data',
  };
}
