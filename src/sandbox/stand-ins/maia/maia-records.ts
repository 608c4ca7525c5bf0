/** `config` of a tenant as the server stores it: zero values are left out, as its JSON does. */
export interface MaiaConfig {
  readonly embedding_model?: string;
  readonly default_token_budget?: number;
  readonly max_namespaces?: number;
  readonly retention_days?: number;
  readonly allowed_origins?: readonly string[];
  readonly dedicated_storage?: true;
}

/** `quotas` of a tenant: always all four. */
export interface MaiaQuotas {
  readonly max_memories: number;
  readonly max_storage_bytes: number;
  readonly requests_per_minute: number;
  readonly requests_per_day: number;
}

/** A tenant, as it is stored and answered. Times are RFC 3339. */
export interface MaiaTenantRecord {
  readonly id: string;
  readonly name: string;
  readonly plan: string;
  readonly status: 'active' | 'suspended' | 'pending_deletion';
  readonly config: MaiaConfig;
  readonly quotas: MaiaQuotas;
  readonly created_at: string;
  readonly updated_at: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** An API key, as it is stored and answered: only its hash, never the key. */
export interface MaiaKeyRecord {
  /** Hex SHA-256 of the key. */
  readonly key: string;
  readonly tenant_id: string;
  readonly name: string;
  readonly scopes?: readonly string[];
  readonly expires_at: string;
  readonly created_at: string;
  readonly last_used_at: string;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** A memory. `tenant` and `dedicated` say whose it is and in which store it lies: they are not answered. */
export interface MaiaMemoryRecord {
  readonly id: string;
  readonly tenant: string;
  readonly dedicated: boolean;
  readonly namespace: string;
  readonly content: string;
  readonly type: string;
  readonly created_at: string;
}

/** A namespace of a tenant. */
export interface MaiaNamespaceRecord {
  readonly id: string;
  readonly tenant: string;
  readonly name: string;
  readonly created_at: string;
}

/** Go's zero time: what stands where a time is not set. */
export const ZERO_TIME = '0001-01-01T00:00:00Z';

/** The tenant that is always there and cannot be removed or suspended. */
export const SYSTEM_TENANT = 'system';
