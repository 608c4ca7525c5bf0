import { noDisk, type MaiaDisk } from './maia-disk.ts';
import {
  SYSTEM_TENANT,
  type MaiaKeyRecord,
  type MaiaMemoryRecord,
  type MaiaNamespaceRecord,
  type MaiaTenantRecord,
} from './maia-records.ts';

/** Everything a server holds. Change it through the functions of maia-store.ts: they put it on the disk too. */
export interface MaiaState {
  readonly tenants: Map<string, MaiaTenantRecord>;
  /** By hash. */
  readonly keys: Map<string, MaiaKeyRecord>;
  readonly memories: Map<string, MaiaMemoryRecord>;
  readonly namespaces: Map<string, MaiaNamespaceRecord>;
  /** How often each route was asked, as `DELETE /admin/apikeys/:key`; what no route takes as `GET *`. Since this state was made or loaded. */
  readonly requests: Map<string, number>;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly disk: MaiaDisk;
}

function systemTenant(now: string): MaiaTenantRecord {
  return {
    id: SYSTEM_TENANT,
    name: SYSTEM_TENANT,
    plan: 'premium',
    status: 'active',
    config: { embedding_model: 'all-MiniLM-L6-v2', default_token_budget: 8000 },
    quotas: { max_memories: 0, max_storage_bytes: 0, requests_per_minute: 0, requests_per_day: 0 },
    created_at: now,
    updated_at: now,
    metadata: { description: 'Default system tenant for backward compatibility' },
  };
}

/** The state of a server that starts for the first time. @param now Unix milliseconds. */
export function createMaiaState(now: number, disk: MaiaDisk = noDisk()): MaiaState {
  return {
    tenants: new Map([[SYSTEM_TENANT, systemTenant(new Date(now).toISOString())]]),
    keys: new Map(),
    memories: new Map(),
    namespaces: new Map(),
    requests: new Map(),
    startedAt: now,
    disk,
  };
}

/** Where the records lie. Those of a tenant with storage of its own are apart, as in the server. */
export const COLLECTIONS = {
  tenants: 'tenant-meta/tenants',
  keys: 'tenant-meta/keys',
  memories: 'memories',
  namespaces: 'namespaces',
  dedicated: 'tenants',
} as const;

/** The state that a disk holds, or the first one. */
export async function loadMaiaState(now: number, disk: MaiaDisk): Promise<MaiaState> {
  const state = createMaiaState(now, disk);
  const load = async <T>(collection: string): Promise<readonly T[]> => (await disk.load(collection)) as readonly T[];
  for (const tenant of await load<MaiaTenantRecord>(COLLECTIONS.tenants)) state.tenants.set(tenant.id, tenant);
  for (const key of await load<MaiaKeyRecord>(COLLECTIONS.keys)) state.keys.set(key.key, key);
  for (const namespace of await load<MaiaNamespaceRecord>(COLLECTIONS.namespaces)) state.namespaces.set(namespace.id, namespace);
  const own = (await disk.below(COLLECTIONS.dedicated)).map((tenant) => `${COLLECTIONS.dedicated}/${tenant}`);
  for (const collection of [COLLECTIONS.memories, ...own]) {
    for (const memory of await load<MaiaMemoryRecord>(collection)) state.memories.set(memory.id, memory);
  }
  return state;
}
