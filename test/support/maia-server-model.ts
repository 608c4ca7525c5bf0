import { sha256 } from '../../src/kernel/hash.ts';
import { timestamp } from '../../src/kernel/clock.ts';
import { AdminApiError, type AdminApi, type AdminFailure, type ServerKey, type ServerTenant } from '../../src/reconcile/maia/admin-api.ts';

/** A key that the server holds: what it lists, the tenant, and the value, which it tells once. */
export interface ModelKey extends ServerKey {
  readonly tenantId: string;
  readonly raw: string;
}

/** A MAIA server as its Admin API shows it, in memory: names are unique, keys are not taken away with their tenant. */
export interface MaiaServerModel extends AdminApi {
  readonly tenants: Map<string, ServerTenant>;
  /** By hash. */
  readonly keys: Map<string, ModelKey>;
  /** Every call so far, by the name of its method. */
  readonly calls: string[];
  /** Every value that was ever told. */
  readonly told: string[];
  /** What a call by that name meets before it is carried out; undefined lets it pass. */
  failing: (call: string) => AdminFailure | undefined;
  keysOf(tenantId: string): readonly ModelKey[];
}

const READS: ReadonlySet<string> = new Set(['listTenants', 'getTenant', 'usage', 'countNamespaces', 'listKeys', 'statistics']);

/** Whether a call changes nothing on the server. */
export function isRead(call: string): boolean {
  return READS.has(call);
}

/** A server without tenants. `now`: Unix milliseconds, for what it dates. */
export function maiaServerModel(now: () => number = () => Date.UTC(2026, 2, 1, 12)): MaiaServerModel {
  let made = 0;
  const refuse = (reason: AdminFailure, message: string): AdminApiError => new AdminApiError(reason, message);
  const enter = (call: string): void => {
    model.calls.push(call);
    const reason = model.failing(call);
    if (reason !== undefined) throw refuse(reason, `${call} failed: ${reason}`);
  };
  const known = (id: string): ServerTenant => {
    const found = model.tenants.get(id);
    if (found === undefined) throw refuse('NotFound', `no tenant ${id}`);
    return found;
  };
  const nameIsFree = (name: string, but?: string): void => {
    for (const tenant of model.tenants.values()) {
      if (tenant.name === name && tenant.id !== but) throw refuse('AlreadyExists', `tenant ${name} exists`);
    }
  };
  const change = (id: string, fields: Partial<ServerTenant>): ServerTenant => {
    const tenant = { ...known(id), ...fields, updated_at: timestamp(now()) };
    model.tenants.set(id, tenant);
    return tenant;
  };
  const listed = ({ raw: _raw, tenantId: _tenant, ...key }: ModelKey): ServerKey => key;
  const model: MaiaServerModel = {
    tenants: new Map(),
    keys: new Map(),
    calls: [],
    told: [],
    failing: () => undefined,
    keysOf: (tenantId) => [...model.keys.values()].filter((key) => key.tenantId === tenantId),
    listTenants: async () => {
      enter('listTenants');
      return [...model.tenants.values()];
    },
    getTenant: async (_server, id) => {
      enter('getTenant');
      return known(id);
    },
    createTenant: async (_server, input) => {
      enter('createTenant');
      nameIsFree(input.name);
      made += 1;
      const tenant = { ...input, id: `tenant-${String(made)}`, status: 'active', created_at: timestamp(now()) };
      model.tenants.set(tenant.id, tenant);
      return tenant;
    },
    replaceTenant: async (_server, id, input) => {
      enter('replaceTenant');
      nameIsFree(input.name, id);
      return change(id, input);
    },
    deleteTenant: async (_server, id) => {
      enter('deleteTenant');
      model.tenants.delete(id);
    },
    suspendTenant: async (_server, id) => {
      enter('suspendTenant');
      return change(id, { status: 'suspended' });
    },
    activateTenant: async (_server, id) => {
      enter('activateTenant');
      return change(id, { status: 'active' });
    },
    usage: async (_server, id) => {
      enter('usage');
      known(id);
      return { memory_count: 250, storage_bytes: 1_000_000 };
    },
    countNamespaces: async (_server, id) => {
      enter('countNamespaces');
      return known(id).status === 'active' ? 2 : undefined;
    },
    listKeys: async (_server, id) => {
      enter('listKeys');
      return model.keysOf(id).map(listed);
    },
    createKey: async (_server, id, input) => {
      enter('createKey');
      if (!model.tenants.has(id)) throw refuse('ServerError', 'failed to create API key');
      made += 1;
      const raw = `maia_${sha256(String(made))}`;
      const key = { ...input, hash: sha256(raw), created_at: timestamp(now()), tenantId: id, raw };
      model.keys.set(key.hash, key);
      model.told.push(raw);
      return { key: listed(key), raw };
    },
    revokeKey: async (_server, raw) => {
      enter('revokeKey');
      model.keys.delete(sha256(raw));
    },
    statistics: async () => {
      enter('statistics');
      return { tenants: model.tenants.size, memories: 0, storageBytes: 0 };
    },
  };
  return model;
}
