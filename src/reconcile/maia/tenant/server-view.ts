import {
  AdminApiError,
  type AdminApi,
  type AdminFailure,
  type AdminServer,
  type ServerKey,
  type ServerTenant,
  type ServerUsage,
} from '../admin-api.ts';
import { isTenantOf, type TenantIdentity } from './wanted-tenant.ts';

/** What the server says of a tenant. */
export type ServerView =
  /** Nobody asked it: there is no instance, or none that could answer. */
  | { readonly state: 'unasked' }
  | { readonly state: 'failed'; readonly reason: AdminFailure; readonly message: string }
  | {
      readonly state: 'answered';
      /** Absent: there is none yet, or the server knows it no more. */
      readonly tenant?: ServerTenant;
      readonly keys: readonly ServerKey[];
      /** Absent where the server did not say: the last counts stay. */
      readonly usage?: ServerUsage;
      readonly namespaces?: number;
    };

/** What to ask about. */
export interface ServerQuestion {
  readonly server: AdminServer;
  readonly identity: TenantIdentity;
  readonly tenantId: string | undefined;
  /** A tenant that goes is looked for even where its id was never stored; its counts do not matter any more. */
  readonly isDeleted: boolean;
}

/** Counts are a help: where they cannot be had the tenant is none the worse. */
async function orNothing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof AdminApiError) return undefined;
    throw error;
  }
}

async function findTenant(admin: AdminApi, question: ServerQuestion, signal: AbortSignal): Promise<ServerTenant | undefined> {
  const { server, identity, tenantId, isDeleted } = question;
  if (tenantId === undefined) {
    if (!isDeleted) return undefined;
    const tenants = await admin.listTenants(server, signal);
    return tenants.find((tenant) => isTenantOf(tenant, identity));
  }
  try {
    return await admin.getTenant(server, tenantId, signal);
  } catch (error) {
    if (error instanceof AdminApiError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

/** Asks the server about a tenant, reading only. A failure is an answer too; only an abort rejects. */
export async function viewServer(admin: AdminApi, question: ServerQuestion, signal: AbortSignal): Promise<ServerView> {
  const { server, isDeleted } = question;
  try {
    const tenant = await findTenant(admin, question, signal);
    if (tenant === undefined) return { state: 'answered', keys: [] };
    if (isDeleted) return { state: 'answered', tenant, keys: await admin.listKeys(server, tenant.id, signal) };
    const [keys, usage, namespaces] = await Promise.all([
      admin.listKeys(server, tenant.id, signal),
      orNothing(admin.usage(server, tenant.id, signal)),
      tenant.status === 'active' ? orNothing(admin.countNamespaces(server, tenant.id, signal)) : undefined,
    ]);
    return {
      state: 'answered',
      tenant,
      keys,
      ...(usage === undefined ? {} : { usage }),
      ...(namespaces === undefined ? {} : { namespaces }),
    };
  } catch (error) {
    if (!(error instanceof AdminApiError)) throw error;
    return { state: 'failed', reason: error.reason, message: error.message };
  }
}
