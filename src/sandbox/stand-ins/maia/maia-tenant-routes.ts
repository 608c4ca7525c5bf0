import { BAD_BODY, failure, intQuery, listAnswer, type MaiaAnswer, type MaiaRequest } from './maia-answer.ts';
import { maiaUuid } from './maia-ids.ts';
import { configField, metadataField, quotasField, textField } from './maia-input.ts';
import { maiaPlan } from './maia-plans.ts';
import { SYSTEM_TENANT, type MaiaTenantRecord } from './maia-records.ts';
import { nowText, type MaiaRoute, type MaiaServerContext } from './maia-server-context.ts';
import { putTenant, removeTenant, usageOf } from './maia-store.ts';

function notFound(id: string): MaiaAnswer {
  return failure(404, 'NOT_FOUND', `tenant not found: id=${id}`);
}

function nameTaken({ state }: MaiaServerContext, name: string, but: string): MaiaAnswer | undefined {
  const taken = [...state.tenants.values()].some((tenant) => tenant.name === name && tenant.id !== but);
  return taken ? failure(409, 'ALREADY_EXISTS', `tenant already exists: name=${name}`) : undefined;
}

/** The server keeps tenants in the order of their ids. */
function sorted({ state }: MaiaServerContext): readonly MaiaTenantRecord[] {
  return [...state.tenants.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function idOf({ params }: MaiaRequest): string {
  return params['id'] ?? '';
}

async function createTenant(context: MaiaServerContext, { body }: MaiaRequest): Promise<MaiaAnswer> {
  const name = body === undefined ? undefined : textField(body, 'name');
  if (body === undefined || name === undefined || name === '') return BAD_BODY;
  const taken = nameTaken(context, name, '');
  if (taken !== undefined) return taken;
  const said = textField(body, 'plan') ?? '';
  const plan = said === '' ? 'free' : said;
  const defaults = maiaPlan(plan);
  const config = configField(body);
  const quotas = quotasField(body);
  const metadata = metadataField(body);
  const now = nowText(context);
  const tenant: MaiaTenantRecord = {
    id: maiaUuid(context.random),
    name,
    plan,
    status: 'active',
    // Without a token budget nothing of the given config counts, without one of these two quotas none of them.
    config: config?.default_token_budget === undefined ? defaults.config : config,
    quotas: quotas === undefined || (quotas.max_memories === 0 && quotas.max_storage_bytes === 0) ? defaults.quotas : quotas,
    created_at: now,
    updated_at: now,
    ...(metadata === undefined || Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
  return { status: 201, json: await putTenant(context.state, tenant) };
}

function listTenants(context: MaiaServerContext, { query }: MaiaRequest): MaiaAnswer {
  const limit = intQuery(query, 'limit', 100);
  const offset = intQuery(query, 'offset', 0);
  const status = query.get('status') ?? '';
  const plan = query.get('plan') ?? '';
  const fits = (tenant: MaiaTenantRecord): boolean => (status === '' || tenant.status === status) && (plan === '' || tenant.plan === plan);
  // The offset counts tenants that the filter would leave out.
  return listAnswer(sorted(context).slice(offset).filter(fits).slice(0, limit), offset, limit);
}

function getTenant({ state }: MaiaServerContext, request: MaiaRequest): MaiaAnswer {
  const tenant = state.tenants.get(idOf(request));
  return tenant === undefined ? notFound(idOf(request)) : { status: 200, json: tenant };
}

async function updateTenant(context: MaiaServerContext, request: MaiaRequest): Promise<MaiaAnswer> {
  const { body } = request;
  if (body === undefined) return BAD_BODY;
  const name = textField(body, 'name');
  const plan = textField(body, 'plan');
  const config = configField(body);
  const quotas = quotasField(body);
  const metadata = metadataField(body);
  const tenant = context.state.tenants.get(idOf(request));
  if (tenant === undefined) return notFound(idOf(request));
  const taken = name === undefined ? undefined : nameTaken(context, name, tenant.id);
  if (taken !== undefined) return taken;
  const updated: MaiaTenantRecord = {
    ...tenant,
    ...(name === undefined ? {} : { name }),
    ...(plan === undefined ? {} : { plan }),
    ...(config === undefined ? {} : { config }),
    ...(quotas === undefined ? {} : { quotas }),
    ...(metadata === undefined ? {} : { metadata }),
    updated_at: nowText(context),
  };
  return { status: 200, json: await putTenant(context.state, updated) };
}

async function deleteTenant({ state }: MaiaServerContext, request: MaiaRequest): Promise<MaiaAnswer> {
  const id = idOf(request);
  if (id === SYSTEM_TENANT) return failure(403, 'FORBIDDEN', 'cannot delete system tenant');
  if (!state.tenants.has(id)) return notFound(id);
  await removeTenant(state, id);
  return { status: 204 };
}

async function setStatus(context: MaiaServerContext, id: string, status: MaiaTenantRecord['status']): Promise<MaiaAnswer> {
  const tenant = context.state.tenants.get(id);
  if (tenant === undefined) return notFound(id);
  if (tenant.status === status) return { status: 200, json: tenant };
  return { status: 200, json: await putTenant(context.state, { ...tenant, status, updated_at: nowText(context) }) };
}

async function suspendTenant(context: MaiaServerContext, request: MaiaRequest): Promise<MaiaAnswer> {
  const id = idOf(request);
  if (id === SYSTEM_TENANT) return failure(403, 'FORBIDDEN', 'cannot suspend system tenant');
  return await setStatus(context, id, 'suspended');
}

function tenantUsage(context: MaiaServerContext, request: MaiaRequest): MaiaAnswer {
  const id = idOf(request);
  const tenant = context.state.tenants.get(id);
  if (tenant === undefined) return notFound(id);
  const { memories, bytes } = usageOf(context.state, id);
  // Namespaces and requests are never counted.
  const usage = {
    tenant_id: id,
    memory_count: memories,
    namespace_count: 0,
    storage_bytes: bytes,
    requests_today: 0,
    last_updated: nowText(context),
  };
  return { status: 200, json: { tenant, usage } };
}

/** The routes of tenants below `/admin`. */
export const MAIA_TENANT_ROUTES: readonly MaiaRoute[] = [
  { method: 'POST', path: '/admin/tenants', handle: createTenant },
  { method: 'GET', path: '/admin/tenants', handle: listTenants },
  { method: 'GET', path: '/admin/tenants/:id', handle: getTenant },
  { method: 'PUT', path: '/admin/tenants/:id', handle: updateTenant },
  { method: 'DELETE', path: '/admin/tenants/:id', handle: deleteTenant },
  { method: 'GET', path: '/admin/tenants/:id/usage', handle: tenantUsage },
  { method: 'POST', path: '/admin/tenants/:id/suspend', handle: suspendTenant },
  {
    method: 'POST',
    path: '/admin/tenants/:id/activate',
    handle: async (context, request) => await setStatus(context, idOf(request), 'active'),
  },
];
