import { AdminApiError, type AdminApi } from '../../src/reconcile/maia/admin-api.ts';
import { maiaInstanceReconciler } from '../../src/reconcile/maia/maia-instance.ts';

async function unavailable(): Promise<never> {
  return Promise.reject(new AdminApiError('AdminAPIUnavailable', 'there is no Admin API in this test'));
}

/** An Admin API of servers that have none: every call fails. `calls` replace some of them. */
export function noAdminApi(calls: Partial<AdminApi> = {}): AdminApi {
  return {
    listTenants: unavailable,
    getTenant: unavailable,
    createTenant: unavailable,
    replaceTenant: unavailable,
    deleteTenant: unavailable,
    suspendTenant: unavailable,
    activateTenant: unavailable,
    usage: unavailable,
    countNamespaces: unavailable,
    listKeys: unavailable,
    createKey: unavailable,
    revokeKey: unavailable,
    statistics: unavailable,
    ...calls,
  };
}

/** The reconciler of MaiaInstance for tests that are not about what a server counts. */
export const maiaInstance = maiaInstanceReconciler(noAdminApi());
