import { afterEach, expect, test } from 'vitest';
import { fakeClock } from '../../../../test/support/fake-clock.ts';
import { startMaia, type LocalMaia, type LocalMaiaOptions } from '../../../../test/support/maia-stand-in.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Answer {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
}

interface Rig {
  readonly maia: LocalMaia;
  ask(method: string, path: string, headers?: Readonly<Record<string, string>>, body?: unknown): Promise<Answer>;
  /** A tenant and a key of it. */
  tenant(more?: object, key?: object): Promise<{ readonly id: string; readonly key: string }>;
}

async function rig(options: LocalMaiaOptions = {}): Promise<Rig> {
  const maia = await startMaia({ seed: 1, ...options });
  closing.push(maia.close);
  const ask: Rig['ask'] = async (method, path, headers = {}, body) => {
    const answer = await fetch(`${maia.url}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return { status: answer.status, json: text.startsWith('{') ? (JSON.parse(text) as Answer['json']) : { text } };
  };
  return {
    maia,
    ask,
    tenant: async (more = {}, key = {}) => {
      const made = await ask('POST', '/admin/tenants', {}, { name: `t${String(maia.state.tenants.size)}`, ...more });
      const { json } = await ask('POST', `/admin/tenants/${String(made.json['id'])}/apikeys`, {}, { name: 'k', ...key });
      return { id: String(made.json['id']), key: String(json['key']) };
    },
  };
}

const MEMORY = { namespace: 'default', content: 'hello' };

async function memoriesOf({ ask }: Rig, id: string): Promise<unknown> {
  return ((await ask('GET', `/admin/tenants/${id}/usage`)).json['usage'] as Readonly<Record<string, unknown>>)['memory_count'];
}

test('a key of a tenant says whose a request is; the header says it louder', async () => {
  const at = await rig();
  const [one, two] = [await at.tenant(), await at.tenant()];
  await at.ask('POST', '/v1/memories', { 'x-api-key': one.key }, MEMORY);
  await at.ask('POST', '/v1/memories', { authorization: `Bearer ${one.key}` }, MEMORY);
  await at.ask('POST', `/v1/memories?api_key=${one.key}`, {}, MEMORY);
  await at.ask('POST', '/v1/memories', { 'x-api-key': one.key, 'x-maia-tenant-id': two.id }, MEMORY);
  await at.ask('POST', '/v1/memories', {}, MEMORY);
  expect([await memoriesOf(at, one.id), await memoriesOf(at, two.id), await memoriesOf(at, 'system')]).toEqual([3, 1, 1]);
});

test('a key that is over, and one whose tenant is gone, is not refused: it is nobody any more', async () => {
  const at = await rig();
  const expired = await at.tenant({}, { expires_at: '2020-01-01T00:00:00Z' });
  const orphan = await at.tenant();
  expect((await at.ask('DELETE', `/admin/tenants/${orphan.id}`)).status).toBe(204);
  for (const { key } of [expired, orphan]) expect((await at.ask('POST', '/v1/memories', { 'x-api-key': key }, MEMORY)).status).toBe(201);
  expect([await memoriesOf(at, expired.id), await memoriesOf(at, 'system')]).toEqual([0, 2]);
  expect((await at.ask('GET', `/admin/tenants/${orphan.id}/apikeys`)).json['count']).toBe(1);
});

test('an unknown tenant is 401, a suspended one 403, and one that nobody names 401 where one is required', async () => {
  const at = await rig({ file: 'tenant: {default_tenant_id: "", require_tenant: true}' });
  const { id, key } = await at.tenant();
  const stats = async (headers: Readonly<Record<string, string>>): Promise<unknown> => {
    const { json, status } = await at.ask('GET', '/v1/stats', headers);
    return [status, json['error']];
  };
  expect(await stats({})).toEqual([401, 'tenant identification required']);
  expect(await stats({ 'x-maia-tenant-id': 'nobody' })).toEqual([401, 'invalid tenant']);
  expect(await stats({ 'x-api-key': key })).toEqual([200, undefined]);
  await at.ask('POST', `/admin/tenants/${id}/suspend`);
  expect(await stats({ 'x-api-key': key })).toEqual([403, 'tenant is suspended']);
});

test('scopes are enforced where the file says so, for keys that have some', async () => {
  const at = await rig({ file: 'tenant: {enforce_scopes_enabled: true}' });
  const reader = await at.tenant({}, { scopes: ['read'] });
  const anything = await at.tenant();
  const refused = await at.ask('POST', '/v1/memories', { 'x-api-key': reader.key }, MEMORY);
  expect(refused).toEqual({
    status: 403,
    json: { error: 'insufficient scope', code: 'INSUFFICIENT_SCOPE', required: 'write', provided: ['read'] },
  });
  expect((await at.ask('GET', '/v1/namespaces', { 'x-api-key': reader.key })).status).toBe(200);
  expect((await at.ask('POST', '/v1/memories', { 'x-api-key': anything.key }, MEMORY)).status).toBe(201);
});

test('at its quota a tenant may write nothing, whatever it is', async () => {
  const at = await rig();
  const { id, key } = await at.tenant({ quotas: { max_memories: 1, max_storage_bytes: 0 } });
  await at.ask('POST', '/v1/memories', { 'x-api-key': key }, MEMORY);
  const over = { status: 429, json: { error: 'memory quota exceeded', limit: 1, current: 1 } };
  expect(await at.ask('POST', '/v1/memories', { 'x-api-key': key }, MEMORY)).toEqual(over);
  expect(await at.ask('POST', '/v1/namespaces', { 'x-api-key': key }, { name: 'x' })).toEqual(over);
  expect((await at.ask('GET', '/v1/namespaces', { 'x-api-key': key })).status).toBe(200);
  const byBytes = await at.tenant({ quotas: { max_memories: 9, max_storage_bytes: 505 } });
  await at.ask('POST', '/v1/memories', { 'x-api-key': byBytes.key }, MEMORY);
  expect((await at.ask('POST', '/v1/memories', { 'x-api-key': byBytes.key }, MEMORY)).json['error']).toBe('storage quota exceeded');
  expect(await memoriesOf(at, id)).toBe(1);
});

test('a memory is its tenant’s alone, and stays when the tenant goes', async () => {
  const at = await rig();
  const [one, two] = [await at.tenant(), await at.tenant()];
  const made = await at.ask('POST', '/v1/memories', { 'x-api-key': one.key }, MEMORY);
  const memory = `/v1/memories/${String(made.json['id'])}`;
  expect((await at.ask('GET', memory, { 'x-api-key': two.key })).status).toBe(404);
  expect((await at.ask('GET', memory, { 'x-api-key': one.key })).json['content']).toBe('hello');
  await at.ask('DELETE', `/admin/tenants/${one.id}`);
  expect((await at.ask('GET', '/v1/stats')).json['total_memories']).toBe(1);
  const own = await at.ask('POST', '/v1/memories', { 'x-api-key': two.key }, MEMORY);
  expect((await at.ask('DELETE', `/v1/memories/${String(own.json['id'])}`, { 'x-api-key': two.key })).json).toEqual({ deleted: true });
});

test('a server as released has no admin routes: a plain 404, which the key comes before', async () => {
  const at = await rig({ hasTenants: false, env: { MAIA_API_KEY: 'made-up' } });
  expect((await at.ask('GET', '/admin/tenants')).status).toBe(401);
  expect(await at.ask('GET', '/admin/tenants', { 'x-api-key': 'made-up' })).toEqual({ status: 404, json: { text: '404 page not found' } });
  expect((await at.ask('GET', '/v1/stats', { 'x-api-key': 'made-up', 'x-maia-tenant-id': 'nobody' })).status).toBe(200);
  expect((await at.ask('GET', '/health')).status).toBe(200);
});

test('so many requests a second and twice that at once, health checks too', async () => {
  const clock = fakeClock();
  const at = await rig({ clock, env: { MAIA_SECURITY_RATE_LIMIT_RPS: '2' } });
  const statuses = async (times: number): Promise<readonly number[]> => {
    const all: number[] = [];
    for (let index = 0; index < times; index += 1) all.push((await at.ask('GET', '/health')).status);
    return all;
  };
  expect(await statuses(5)).toEqual([200, 200, 200, 200, 429]);
  clock.advance(500);
  expect(await statuses(2)).toEqual([200, 429]);
  expect((await at.ask('GET', '/health')).json['error']).toBe('rate_limit_exceeded');
});

test('the size of the store is 0 in its first minute', async () => {
  const clock = fakeClock();
  const at = await rig({ clock });
  expect((await at.ask('GET', '/v1/stats')).json['storage_size_bytes']).toBe(0);
  clock.advance(60_000);
  expect((await at.ask('GET', '/v1/stats')).json['storage_size_bytes']).toBe(134_217_728);
});

test('requests are counted by route', async () => {
  const at = await rig();
  const { id } = await at.tenant();
  await at.ask('GET', `/admin/tenants/${id}`);
  await at.ask('GET', '/nowhere');
  expect(Object.fromEntries(at.maia.state.requests)).toEqual({
    'POST /admin/tenants': 1,
    'POST /admin/tenants/:id/apikeys': 1,
    'GET /admin/tenants/:id': 1,
    'GET *': 1,
  });
});
