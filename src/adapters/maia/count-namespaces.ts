import { z } from 'zod';
import { AdminApiError, type AdminApi } from '../../reconcile/maia/admin-api.ts';
import type { AdminCall } from './admin-call.ts';
import { pageReader } from './admin-readers.ts';
import type { StatisticsReader } from './server-statistics.ts';

const namespaces = pageReader(z.unknown());

/** The most that the server gives at once. */
const PAGE_SIZE = 1000;

/**
 * Counts a tenant's namespaces. The server cuts its list into pages before it leaves out other tenants' namespaces, so a page says nothing
 * about the end: all of the server's namespaces are walked over, and how many there are tell its statistics.
 */
export function createNamespaceCounter(call: AdminCall, statistics: StatisticsReader): AdminApi['countNamespaces'] {
  return async (server, tenant, signal) => {
    const total = (await statistics.namespaces(server, signal)) ?? PAGE_SIZE;
    let found = 0;
    for (let offset = 0; offset === 0 || offset < total; offset += PAGE_SIZE) {
      const query = `limit=${String(PAGE_SIZE)}&offset=${String(offset)}`;
      try {
        found += (await call(server, { method: 'GET', route: '/v1/namespaces', query, tenant, reader: namespaces }, signal)).items.length;
      } catch (error) {
        // Suspended, or unknown by now: the tenant check lets it not through.
        if (error instanceof AdminApiError && error.reason === 'Forbidden') return undefined;
        throw error;
      }
    }
    return found;
  };
}
