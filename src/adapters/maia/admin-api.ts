import type { AdminApi, AdminServer, ServerTenant, ServerUsage } from '../../reconcile/maia/admin-api.ts';
import { createAdminCall } from './admin-call.ts';
import type { Outside } from '../../cluster/outside.ts';
import { createdKeyReader, keyReader, pageReader, tenantReader, usageReader } from './admin-readers.ts';
import { createNamespaceCounter } from './count-namespaces.ts';
import { isGone } from './is-gone.ts';
import { readPages } from './read-pages.ts';
import { createStatisticsReader } from './server-statistics.ts';

const SYSTEM = 'system';

const tenants = pageReader(tenantReader, 'tenants');
const keys = pageReader(keyReader, 'api_keys');

/** The Admin API of MAIA servers over HTTP. It remembers keys and counts: one for each process is enough. */
export function createAdminApi(outside: Outside): AdminApi {
  const call = createAdminCall(outside);

  const allTenants = async (server: AdminServer, signal: AbortSignal): Promise<readonly ServerTenant[]> =>
    await readPages(
      ({ id }) => id,
      // Never with a filter: the server counts offsets before it filters, and pages would be short.
      async (limit, offset) => {
        const query = `limit=${String(limit)}&offset=${String(offset)}`;
        return await call(server, { method: 'GET', route: '/admin/tenants', query, reader: tenants }, signal);
      },
    );

  const usage = async (server: AdminServer, id: string, signal: AbortSignal): Promise<ServerUsage> =>
    await call(server, { method: 'GET', route: '/admin/tenants/:id/usage', params: { id }, reader: usageReader }, signal);

  const statistics = createStatisticsReader({ clock: outside.clock, call, allTenants, usage });

  const switchTenant =
    (route: string): AdminApi['suspendTenant'] =>
    async (server, id, signal) =>
      await call(server, { method: 'POST', route, params: { id }, reader: tenantReader }, signal);

  return {
    listTenants: async (server, signal) => (await allTenants(server, signal)).filter(({ id }) => id !== SYSTEM),
    getTenant: async (server, id, signal) =>
      await call(server, { method: 'GET', route: '/admin/tenants/:id', params: { id }, reader: tenantReader }, signal),
    createTenant: async (server, body, signal) =>
      await call(server, { method: 'POST', route: '/admin/tenants', body, reader: tenantReader }, signal),
    replaceTenant: async (server, id, body, signal) =>
      await call(server, { method: 'PUT', route: '/admin/tenants/:id', params: { id }, body, reader: tenantReader }, signal),
    deleteTenant: async (server, id, signal) =>
      await isGone(call(server, { method: 'DELETE', route: '/admin/tenants/:id', params: { id } }, signal)),
    suspendTenant: switchTenant('/admin/tenants/:id/suspend'),
    activateTenant: switchTenant('/admin/tenants/:id/activate'),
    usage,
    countNamespaces: createNamespaceCounter(call, statistics),
    listKeys: async (server, id, signal) =>
      (await call(server, { method: 'GET', route: '/admin/tenants/:id/apikeys', params: { id }, reader: keys }, signal)).items,
    createKey: async (server, id, body, signal) =>
      await call(server, { method: 'POST', route: '/admin/tenants/:id/apikeys', params: { id }, body, reader: createdKeyReader }, signal),
    revokeKey: async (server, key, signal) =>
      await isGone(call(server, { method: 'DELETE', route: '/admin/apikeys/:key', params: { key }, secretPath: true }, signal)),
    statistics: statistics.of,
  };
}
