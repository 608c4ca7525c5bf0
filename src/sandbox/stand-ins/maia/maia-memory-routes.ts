import { failure, intQuery, listAnswer, type MaiaAnswer, type MaiaRequest } from './maia-answer.ts';
import { maiaUuid } from './maia-ids.ts';
import { textField } from './maia-input.ts';
import { SYSTEM_TENANT, ZERO_TIME, type MaiaMemoryRecord } from './maia-records.ts';
import { nowText, type MaiaRoute, type MaiaServerContext } from './maia-server-context.ts';
import { putMemory, putNamespace, removeMemory } from './maia-store.ts';

const BAD_REQUEST: MaiaAnswer = { status: 400, json: { error: 'invalid request body', details: 'a required field is missing' } };

/** What an empty store takes on the disk: its log is made in one piece. */
const EMPTY_STORE_BYTES = 128 * 1024 ** 2;

/** How old a size may be: the store looks once a minute, and says 0 before the first look. */
const SIZE_REFRESH_MS = 60_000;

/** A request without a tenant is the system tenant's. */
function owner(tenant: string): string {
  return tenant === '' ? SYSTEM_TENANT : tenant;
}

function memoryAnswer(memory: MaiaMemoryRecord): unknown {
  const { content, created_at, id, namespace, type } = memory;
  const seen = { created_at, updated_at: created_at, accessed_at: created_at };
  return { id, namespace, content, type, ...seen, access_count: 0, confidence: 1, source: 'user' };
}

async function createMemory(context: MaiaServerContext, { body }: MaiaRequest, tenant: string): Promise<MaiaAnswer> {
  const namespace = body === undefined ? '' : (textField(body, 'namespace') ?? '');
  const content = body === undefined ? '' : (textField(body, 'content') ?? '');
  if (body === undefined || namespace === '' || content === '') return BAD_REQUEST;
  const { config, state } = context;
  const whose = owner(tenant);
  const memory: MaiaMemoryRecord = {
    id: maiaUuid(context.random),
    tenant: whose,
    dedicated: config.tenancy.hasDedicatedDir && state.tenants.get(whose)?.config.dedicated_storage === true,
    namespace,
    content,
    type: textField(body, 'type') ?? 'semantic',
    created_at: nowText(context),
  };
  return { status: 201, json: memoryAnswer(await putMemory(state, memory)) };
}

function findMemory({ state }: MaiaServerContext, { params }: MaiaRequest, tenant: string): MaiaMemoryRecord | undefined {
  const memory = state.memories.get(params['id'] ?? '');
  return memory?.tenant === owner(tenant) ? memory : undefined;
}

function noMemory({ params }: MaiaRequest): MaiaAnswer {
  return failure(404, 'NOT_FOUND', `memory not found: ${params['id'] ?? ''}`);
}

async function deleteMemory(context: MaiaServerContext, request: MaiaRequest, tenant: string): Promise<MaiaAnswer> {
  const memory = findMemory(context, request, tenant);
  if (memory === undefined) return noMemory(request);
  await removeMemory(context.state, memory);
  return { status: 200, json: { deleted: true } };
}

async function createNamespace(context: MaiaServerContext, { body }: MaiaRequest, tenant: string): Promise<MaiaAnswer> {
  const name = body === undefined ? '' : (textField(body, 'name') ?? '');
  if (name === '') return BAD_REQUEST;
  const whose = owner(tenant);
  const taken = [...context.state.namespaces.values()].some((namespace) => namespace.tenant === whose && namespace.name === name);
  if (taken) return failure(409, 'ALREADY_EXISTS', `namespace already exists: ${name}`);
  const created_at = nowText(context);
  const { id } = await putNamespace(context.state, { id: maiaUuid(context.random), tenant: whose, name, created_at });
  return { status: 201, json: { id, name, created_at, updated_at: created_at } };
}

function listNamespaces({ state }: MaiaServerContext, { query }: MaiaRequest, tenant: string): MaiaAnswer {
  const limit = Math.min(intQuery(query, 'limit', 100), 1000);
  const offset = intQuery(query, 'offset', 0);
  const page = [...state.namespaces.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(offset, offset + limit);
  // A page is cut before other tenants' namespaces are left out: it may be short, or empty, in the middle of the list.
  const own = page.filter((namespace) => namespace.tenant === owner(tenant));
  return listAnswer(
    own.map(({ created_at, id, name }) => ({ id, name, created_at, updated_at: created_at })),
    offset,
    limit,
  );
}

function stats({ clock, state }: MaiaServerContext): MaiaAnswer {
  const shared = [...state.memories.values()].filter((memory) => !memory.dedicated);
  const bytes = [...state.memories.values()].reduce((sum, { content }) => sum + Buffer.byteLength(content) + 500, EMPTY_STORE_BYTES);
  return {
    status: 200,
    json: {
      total_memories: shared.length,
      total_namespaces: state.namespaces.size,
      storage_size_bytes: clock.now() - state.startedAt < SIZE_REFRESH_MS ? 0 : bytes,
      last_compaction: ZERO_TIME,
    },
  };
}

/** The part of the routes below `/v1` that shows whose a request is and what a server counts. */
export const MAIA_MEMORY_ROUTES: readonly MaiaRoute[] = [
  { method: 'GET', path: '/v1/stats', scope: 'stats', handle: stats },
  { method: 'POST', path: '/v1/memories', scope: 'write', handle: createMemory },
  {
    method: 'GET',
    path: '/v1/memories/:id',
    scope: 'read',
    handle: (context, request, tenant) => {
      const memory = findMemory(context, request, tenant);
      return memory === undefined ? noMemory(request) : { status: 200, json: memoryAnswer(memory) };
    },
  },
  { method: 'DELETE', path: '/v1/memories/:id', scope: 'delete', handle: deleteMemory },
  { method: 'POST', path: '/v1/namespaces', scope: 'write', handle: createNamespace },
  { method: 'GET', path: '/v1/namespaces', scope: 'read', handle: listNamespaces },
];
