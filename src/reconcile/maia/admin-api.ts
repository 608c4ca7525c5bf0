import type { ObjectKey } from '../../kernel/kube-object.ts';

/** Which MAIA server is asked, and with what. Data: values of Secrets are read by whoever carries a call out. */
export interface AdminServer {
  /** The MaiaInstance: its Service has its name. */
  readonly instance: Required<Pick<ObjectKey, 'name' | 'namespace'>>;
  /** The instance's TLS Secret: the server speaks HTTPS, its certificate is checked against `ca.crt` of this Secret if it is there. */
  readonly tlsSecret?: string;
  /**
   * The Secret with the master key, in the instance's namespace. Absent: the Admin API is open. `checksum` as the cache shows it: the value is
   * read again where it differs.
   */
  readonly apiKey?: { readonly secret: string; readonly key: string; readonly checksum?: string };
  /** `http(s)://host:port` instead of the Service: annotation `maia.cuemby.com/endpoint`. */
  readonly endpoint?: string;
  /** Tenants that ask for it have storage of their own: the server's counts leave it out, statistics add it. */
  readonly dedicatedStorage?: true;
}

/** `config` of a tenant on the server. */
export interface ServerTenantConfig {
  readonly embedding_model?: string;
  readonly default_token_budget?: number;
  readonly max_namespaces?: number;
  readonly retention_days?: number;
  readonly allowed_origins?: readonly string[];
  readonly dedicated_storage?: boolean;
}

/** `quotas` of a tenant on the server; 0 means no limit. */
export interface ServerTenantQuotas {
  readonly max_memories: number;
  readonly max_storage_bytes: number;
  readonly requests_per_minute: number;
  readonly requests_per_day: number;
}

/** A tenant as the server tells it. */
export interface ServerTenant {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  /** `active`, `suspended` or `pending_deletion`; whatever else a later server says. */
  readonly status: string;
  readonly config: ServerTenantConfig;
  readonly quotas: ServerTenantQuotas;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** RFC 3339. Absent where the server says Go's zero time, as everywhere below. */
  readonly created_at?: string;
  readonly updated_at?: string;
}

/** What a tenant is made of, or changed to: a given object replaces the stored one as a whole. */
export interface ServerTenantInput {
  readonly name: string;
  readonly plan: string;
  readonly config: ServerTenantConfig;
  readonly quotas: ServerTenantQuotas;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** An API key as the server lists it. */
export interface ServerKey {
  /** Hex SHA-256 of the raw key. The raw key is told once, when it is made. */
  readonly hash: string;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly expires_at?: string;
  readonly created_at?: string;
  readonly last_used_at?: string;
}

export interface ServerKeyInput {
  readonly name: string;
  readonly scopes: readonly string[];
  /** RFC 3339. */
  readonly expires_at?: string;
}

export interface ServerUsage {
  readonly memory_count: number;
  readonly storage_bytes: number;
  readonly last_updated?: string;
}

/** Counts of a whole server (`/v1/stats`, with what tenants with storage of their own hold added). */
export interface ServerStatistics {
  readonly tenants: number;
  readonly memories: number;
  readonly storageBytes: number;
  /** The server has no tenant manager, so no tenants. */
  readonly withoutTenants?: true;
}

/** Why a call gave nothing. */
export type AdminFailure =
  /** The server has no tenant manager: its admin routes are plain 404s. */
  | 'AdminAPIUnavailable'
  /** 401: the master key is wrong, missing, or not asked for. */
  | 'AuthenticationFailed'
  /** No answer: no ready pod, no way, time-out, TLS. Whether a change happened is not known. */
  | 'ConnectionFailed'
  | 'RateLimited'
  /** 404 with the server's own error body. */
  | 'NotFound'
  /** 409: the name is taken. */
  | 'AlreadyExists'
  | 'InvalidInput'
  | 'Forbidden'
  /** 5xx, or an answer that cannot be read. Whether a change happened is not known. */
  | 'ServerError';

/** A call to the Admin API that gave nothing. The message names route and cause, never a key. */
export class AdminApiError extends Error {
  readonly reason: AdminFailure;

  constructor(reason: AdminFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AdminApiError';
    this.reason = reason;
  }
}

/** The Admin API of MAIA servers. Every failure is an {@link AdminApiError}; an abort throws the signal's reason. Nothing is retried. */
export interface AdminApi {
  /** All tenants but `system`, over all pages. */
  listTenants(server: AdminServer, signal: AbortSignal): Promise<readonly ServerTenant[]>;
  getTenant(server: AdminServer, id: string, signal: AbortSignal): Promise<ServerTenant>;
  createTenant(server: AdminServer, input: ServerTenantInput, signal: AbortSignal): Promise<ServerTenant>;
  replaceTenant(server: AdminServer, id: string, input: ServerTenantInput, signal: AbortSignal): Promise<ServerTenant>;
  /** A tenant that is gone already counts as deleted. */
  deleteTenant(server: AdminServer, id: string, signal: AbortSignal): Promise<void>;
  suspendTenant(server: AdminServer, id: string, signal: AbortSignal): Promise<ServerTenant>;
  activateTenant(server: AdminServer, id: string, signal: AbortSignal): Promise<ServerTenant>;
  usage(server: AdminServer, id: string, signal: AbortSignal): Promise<ServerUsage>;
  /** Namespaces of a tenant. undefined where the server refuses to say (a suspended tenant). */
  countNamespaces(server: AdminServer, id: string, signal: AbortSignal): Promise<number | undefined>;
  listKeys(server: AdminServer, tenantId: string, signal: AbortSignal): Promise<readonly ServerKey[]>;
  /** `raw` is a secret. The tenant must exist: for an unknown one the server says 500. */
  createKey(
    server: AdminServer,
    tenantId: string,
    input: ServerKeyInput,
    signal: AbortSignal,
  ): Promise<{ readonly key: ServerKey; readonly raw: string }>;
  /** Revokes by the raw value: the server has no other way. A key that is gone already counts as revoked. */
  revokeKey(server: AdminServer, raw: string, signal: AbortSignal): Promise<void>;
  /** At most one read per server in 30 s: what lies between is told from memory. */
  statistics(server: AdminServer, signal: AbortSignal): Promise<ServerStatistics>;
}
