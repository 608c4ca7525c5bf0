import type { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import {
  AdminApiError,
  type AdminServer,
  type ServerStatistics,
  type ServerTenant,
  type ServerUsage,
} from '../../reconcile/maia/admin-api.ts';
import type { AdminCall } from './admin-call.ts';
import { statsReader } from './admin-readers.ts';
import { sharedReads } from '../../cluster/shared-reads.ts';

/** What the counts of a server are read with. */
export interface StatisticsSource {
  readonly clock: Clock;
  readonly call: AdminCall;
  /** All tenants, `system` among them. */
  readonly allTenants: (server: AdminServer, signal: AbortSignal) => Promise<readonly ServerTenant[]>;
  readonly usage: (server: AdminServer, id: string, signal: AbortSignal) => Promise<ServerUsage>;
}

/** Counts of servers. */
export interface StatisticsReader {
  of(server: AdminServer, signal: AbortSignal): Promise<ServerStatistics>;
  /** All namespaces of a server, of whatever tenant; undefined where it does not tell. */
  namespaces(server: AdminServer, signal: AbortSignal): Promise<number | undefined>;
}

interface Counted {
  readonly tenants: readonly ServerTenant[];
  readonly withoutTenants: boolean;
  /** `/v1/stats`; undefined where the server lets no tenant ask. */
  readonly store: z.output<typeof statsReader> | undefined;
  /** By tenant: those whose memories the store does not count, or all where it does not tell. */
  readonly usage: ReadonlyMap<string, ServerUsage>;
}

/** Counting walks over everything that is stored: no oftener than this. */
const KEEP_MS = 30_000;

const SYSTEM = 'system';

function isOneOf(error: unknown, ...reasons: readonly AdminApiError['reason'][]): boolean {
  return error instanceof AdminApiError && reasons.includes(error.reason);
}

/** A server without tenants has none: that is an answer too. */
async function tenantsOf(source: StatisticsSource, server: AdminServer, signal: AbortSignal): Promise<readonly ServerTenant[] | undefined> {
  try {
    return await source.allTenants(server, signal);
  } catch (error) {
    if (isOneOf(error, 'AdminAPIUnavailable')) return undefined;
    throw error;
  }
}

/** The store's own counts, asked in the name of `system`, then of any active tenant: without one the tenant check lets nobody through. */
async function storeCounts(
  { call }: StatisticsSource,
  server: AdminServer,
  tenants: readonly ServerTenant[],
  signal: AbortSignal,
): Promise<Counted['store']> {
  const active = tenants.find(({ id, status }) => id !== SYSTEM && status === 'active')?.id;
  let refusal: unknown;
  for (const tenant of active === undefined ? [SYSTEM] : [SYSTEM, active]) {
    try {
      return await call(server, { method: 'GET', route: '/v1/stats', tenant, timeoutMs: 30_000, reader: statsReader }, signal);
    } catch (error) {
      if (!isOneOf(error, 'Forbidden', 'AuthenticationFailed')) throw error;
      refusal = error;
    }
  }
  // A server without tenants has no tenant check either: its refusal is about the key.
  if (tenants.length === 0) throw refusal;
  return undefined;
}

async function count(source: StatisticsSource, server: AdminServer, signal: AbortSignal): Promise<Counted> {
  const tenants = await tenantsOf(source, server, signal);
  const store = await storeCounts(source, server, tenants ?? [], signal);
  const isApart = ({ config }: ServerTenant): boolean => server.dedicatedStorage === true && config.dedicated_storage === true;
  const usage = new Map<string, ServerUsage>();
  for (const tenant of (tenants ?? []).filter((one) => store === undefined || isApart(one))) {
    try {
      usage.set(tenant.id, await source.usage(server, tenant.id, signal));
    } catch (error) {
      // Removed since it was listed.
      if (!isOneOf(error, 'NotFound')) throw error;
    }
  }
  return { tenants: tenants ?? [], withoutTenants: tenants === undefined, store, usage };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function statisticsOf({ store, tenants, usage, withoutTenants }: Counted): ServerStatistics {
  const used = [...usage.values()];
  return {
    tenants: tenants.filter(({ id }) => id !== SYSTEM).length,
    memories: (store?.total_memories ?? 0) + sum(used.map(({ memory_count }) => memory_count)),
    // The store's size holds the folders of tenants too; only where it does not tell their own sums are all there is.
    storageBytes: store?.storage_size_bytes ?? sum(used.map(({ storage_bytes }) => storage_bytes)),
    ...(withoutTenants ? { withoutTenants: true } : {}),
  };
}

/** Reads the counts of each server at most once in 30 s of the clock; who asks meanwhile shares that read. */
export function createStatisticsReader(source: StatisticsSource): StatisticsReader {
  const shared = sharedReads<Counted>({
    clock: source.clock,
    keepMs: KEEP_MS,
    from: 'end',
    limit: { ms: KEEP_MS, tooLong: () => new AdminApiError('ConnectionFailed', 'GET /v1/stats: no answer within 30 s') },
  });
  const counted = async (server: AdminServer, signal: AbortSignal): Promise<Counted> =>
    await shared(JSON.stringify(server), signal, async (own) => await count(source, server, own));
  return {
    of: async (server, signal) => statisticsOf(await counted(server, signal)),
    namespaces: async (server, signal) => (await counted(server, signal)).store?.total_namespaces,
  };
}
