import { sha256 } from '../../../kernel/hash.ts';
import { BAD_BODY, failure, listAnswer, type MaiaAnswer, type MaiaRequest } from './maia-answer.ts';
import { maiaRawKey } from './maia-ids.ts';
import { metadataField, textField, textsField } from './maia-input.ts';
import { ZERO_TIME, type MaiaKeyRecord } from './maia-records.ts';
import { nowText, type MaiaRoute, type MaiaServerContext } from './maia-server-context.ts';
import { putKey, removeKey } from './maia-store.ts';

/** What a key may be allowed to do. */
const SCOPES: readonly string[] = ['*', 'read', 'write', 'delete', 'admin', 'context', 'inference', 'search', 'stats'];

const RFC3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

async function createKey(context: MaiaServerContext, { body, params }: MaiaRequest): Promise<MaiaAnswer> {
  const name = body === undefined ? undefined : textField(body, 'name');
  if (body === undefined || name === undefined || name === '') return BAD_BODY;
  const scopes = textsField(body, 'scopes') ?? [];
  const expires = textField(body, 'expires_at') ?? '';
  const metadata = metadataField(body);
  if (expires !== '' && (!RFC3339.test(expires) || Number.isNaN(Date.parse(expires)))) {
    return failure(400, 'INVALID_INPUT', 'invalid expires_at format, expected RFC3339');
  }
  const unknown = scopes.find((scope) => !SCOPES.includes(scope));
  if (unknown !== undefined) return failure(400, 'INVALID_INPUT', `invalid input: scopes - invalid scope: ${unknown}`);
  const tenantId = params['id'] ?? '';
  // The server wraps this error once too often, and so does not know it again.
  if (!context.state.tenants.has(tenantId)) return failure(500, 'INTERNAL_ERROR', 'internal server error');
  const raw = maiaRawKey(context.random);
  const key: MaiaKeyRecord = {
    key: sha256(raw),
    tenant_id: tenantId,
    name,
    ...(scopes.length === 0 ? {} : { scopes }),
    expires_at: expires === '' ? ZERO_TIME : expires,
    created_at: nowText(context),
    last_used_at: ZERO_TIME,
    ...(metadata === undefined || Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
  return { status: 201, json: { api_key: await putKey(context.state, key), key: raw } };
}

function listKeys({ state }: MaiaServerContext, { params }: MaiaRequest): MaiaAnswer {
  const keys = [...state.keys.values()].filter((key) => key.tenant_id === params['id']).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  return listAnswer(keys, 0, 0);
}

async function revokeKey({ state }: MaiaServerContext, { params }: MaiaRequest): Promise<MaiaAnswer> {
  const raw = params['key'] ?? '';
  const hash = sha256(raw);
  if (!state.keys.has(hash)) return failure(404, 'NOT_FOUND', `API key not found: ${raw.slice(0, 10)}...`);
  await removeKey(state, hash);
  return { status: 204 };
}

/** The routes of API keys below `/admin`. */
export const MAIA_KEY_ROUTES: readonly MaiaRoute[] = [
  { method: 'POST', path: '/admin/tenants/:id/apikeys', handle: createKey },
  { method: 'GET', path: '/admin/tenants/:id/apikeys', handle: listKeys },
  { method: 'DELETE', path: '/admin/apikeys/:key', handle: revokeKey },
];
