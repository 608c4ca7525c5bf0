import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { startMaia, type LocalMaia, type LocalMaiaOptions } from '../../../test/support/maia-stand-in.ts';
import { servicesAt, type LocalServices } from '../../../test/support/services-at.ts';
import { ApiError } from '../../cluster/api-error.ts';
import { sha256 } from '../../kernel/hash.ts';
import { AdminApiError, type AdminApi, type AdminServer, type ServerTenantInput } from '../../reconcile/maia/admin-api.ts';
import { createAdminApi } from './admin-api.ts';

const { signal } = new AbortController();
const OPEN: AdminServer = { instance: { name: 'notes', namespace: 'apps' } };
const KEY = 'the-master-key';
const KEYED: AdminServer = { ...OPEN, apiKey: { secret: 'admin', key: 'token', checksum: sha256(KEY) } };
const TENANT: ServerTenantInput = {
  name: 'one',
  plan: 'free',
  config: {},
  quotas: { max_memories: 0, max_storage_bytes: 0, requests_per_minute: 0, requests_per_day: 0 },
  metadata: {},
};

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Rig {
  readonly admin: AdminApi;
  readonly services: LocalServices;
  readonly clock: FakeClock;
  /** `namespace/name/key` of Secrets in the order in which they were read. */
  readonly reads: string[];
  readonly secrets: Record<string, string>;
}

function rigAt(url: string): Rig {
  const services = servicesAt(url);
  const clock = fakeClock();
  const reads: string[] = [];
  const secrets: Record<string, string> = { 'apps/admin/token': KEY };
  const admin = createAdminApi({
    services,
    clock,
    readSecret: async ({ name, namespace }, key) => {
      const id = `${namespace}/${name}/${key}`;
      reads.push(id);
      const value = secrets[id];
      return Promise.resolve(value === undefined ? undefined : Buffer.from(value));
    },
  });
  return { admin, services, clock, reads, secrets };
}

async function rig(options: LocalMaiaOptions = {}): Promise<Rig & { readonly maia: LocalMaia }> {
  const maia = await startMaia({ seed: 1, ...options });
  closing.push(maia.close);
  return { ...rigAt(maia.url), maia };
}

/** A server that says what the listener says. */
async function odd(listener: RequestListener): Promise<Rig> {
  const server: Server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });
  return rigAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

async function saying(status: number, body: unknown, contentType = 'application/json'): Promise<Rig> {
  return odd((request, response) => {
    request.resume();
    response.writeHead(status, { 'content-type': contentType }).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
}

async function failure(work: Promise<unknown>): Promise<AdminApiError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof AdminApiError)) throw new Error(`no AdminApiError but ${String(error)}`);
  return error;
}

test('a call asks port 8080 of the Service of the instance with the key in its header, and waits 10 s', async () => {
  const { admin, services } = await rig({ env: { MAIA_API_KEY: KEY } });
  await admin.createTenant({ ...KEYED, endpoint: 'http://127.0.0.1:7' }, TENANT, signal);
  expect(services.calls).toEqual([
    {
      service: { namespace: 'apps', name: 'notes', port: 8080 },
      request: {
        method: 'POST',
        path: '/admin/tenants',
        headers: { accept: 'application/json', 'content-type': 'application/json', 'x-api-key': KEY },
        body: JSON.stringify(TENANT),
        timeoutMs: 10_000,
        signal,
        endpoint: 'http://127.0.0.1:7',
      },
    },
  ]);
});

test('revoking asks for a way on which nobody writes the path down; nothing else does', async () => {
  const { admin, services } = await rig();
  const { id } = await admin.createTenant(OPEN, TENANT, signal);
  const { raw } = await admin.createKey(OPEN, id, { name: 'k', scopes: ['read'] }, signal);
  await admin.revokeKey(OPEN, raw, signal);
  const secret = services.calls.filter(({ request }) => request.secretPath === true).map(({ request }) => request.path);
  expect(secret).toEqual([`/admin/apikeys/${raw}`]);
});

test('with a TLS Secret the authority in it is given along, and read anew after half a minute or a failure', async () => {
  const { admin, clock, reads, secrets, services } = await rig();
  secrets['apps/tls/ca.crt'] = 'PEM';
  const server: AdminServer = { ...OPEN, tlsSecret: 'tls' };
  await admin.listTenants(server, signal);
  await admin.listTenants(server, signal);
  expect(services.calls.map(({ request }) => request.tls)).toEqual([{ ca: 'PEM' }, { ca: 'PEM' }]);
  expect(reads).toEqual(['apps/tls/ca.crt']);
  delete secrets['apps/tls/ca.crt'];
  clock.advance(30_000);
  await admin.listTenants(server, signal);
  expect(services.calls.at(-1)?.request.tls).toEqual({});
});

test('the master key is read once for each checksum, and each time where there is none', async () => {
  const { admin, reads, secrets } = await rig({ env: { MAIA_API_KEY: KEY } });
  await admin.listTenants(KEYED, signal);
  await admin.listTenants(KEYED, signal);
  expect(reads).toHaveLength(1);
  secrets['apps/admin/token'] = 'another';
  const rotated: AdminServer = { ...OPEN, apiKey: { secret: 'admin', key: 'token', checksum: sha256('another') } };
  expect((await failure(admin.listTenants(rotated, signal))).reason).toBe('AuthenticationFailed');
  expect(reads).toHaveLength(2);
  const unseen: AdminServer = { ...OPEN, apiKey: { secret: 'admin', key: 'token' } };
  await failure(admin.listTenants(unseen, signal));
  await failure(admin.listTenants(unseen, signal));
  expect(reads).toHaveLength(4);
});

test.each([
  ['is missing', undefined],
  ['is empty', ''],
  ['ends in a line break', `${KEY}\n`],
  ['begins with a blank', ` ${KEY}`],
  ['holds what no header can carry', `${KEY}\u0000`],
])('a master key that %s is told by its Secret, without its value, and nobody is asked', async (_, value) => {
  const { admin, secrets, services } = await rig({ env: { MAIA_API_KEY: KEY } });
  if (value === undefined) delete secrets['apps/admin/token'];
  else secrets['apps/admin/token'] = value;
  const error = await failure(admin.listTenants(KEYED, signal));
  expect([error.reason, services.calls]).toEqual(['AuthenticationFailed', []]);
  expect(error.message).toContain('key "token" of Secret/apps/admin');
  expect(error.message).not.toContain(KEY);
});

test('all pages of a list are read, without a filter; the tenant of the system is left out', async () => {
  const { admin, services } = await rig();
  for (let index = 0; index < 501; index += 1) await admin.createTenant(OPEN, { ...TENANT, name: String(index) }, signal);
  const before = services.calls.length;
  const listed = await admin.listTenants(OPEN, signal);
  expect(new Set(listed.map(({ name }) => name)).size).toBe(501);
  expect(services.calls.slice(before).map(({ request }) => request.path)).toEqual([
    '/admin/tenants?limit=500&offset=0',
    '/admin/tenants?limit=500&offset=500',
  ]);
});

test('a server that gives less than is asked for, or the same page for ever, is read to its end', async () => {
  const item = (id: number): unknown => ({ id: `t${String(id)}`, name: `n${String(id)}`, status: 'active' });
  const capped = await odd((request, response) => {
    const offset = Number(new URL(request.url ?? '', 'http://x').searchParams.get('offset'));
    const data = [0, 1, 2, 3, 4].slice(offset, offset + 2).map(item);
    response.end(JSON.stringify({ data: data.length === 0 ? null : data, count: data.length, offset, limit: 2 }));
  });
  expect((await capped.admin.listTenants(OPEN, signal)).map(({ id }) => id)).toEqual(['t0', 't1', 't2', 't3', 't4']);
  const same = await saying(200, { data: [item(0), item(1)], limit: 2 });
  expect((await same.admin.listTenants(OPEN, signal)).map(({ id }) => id)).toEqual(['t0', 't1']);
});

test('other servers of this API are understood too: other envelopes, flat usage, errors as objects, fields left out', async () => {
  const keys = await saying(200, { api_keys: [{ key: 'a'.repeat(64), name: 'k' }] });
  expect(await keys.admin.listKeys(OPEN, 't', signal)).toEqual([{ hash: 'a'.repeat(64), name: 'k', scopes: [] }]);
  const usage = await saying(200, { memory_count: 3, storage_bytes: 9, last_updated: '0001-01-01T00:00:00Z' });
  expect(await usage.admin.usage(OPEN, 't', signal)).toEqual({ memory_count: 3, storage_bytes: 9 });
  const error = await saying(409, { error: { message: 'there is one' } });
  const told = await failure(error.admin.createTenant(OPEN, TENANT, signal));
  expect([told.reason, told.message]).toEqual(['AlreadyExists', 'POST /admin/tenants: 409: there is one']);
  const bare = await saying(200, {
    id: 'x',
    name: 'n',
    status: 'active',
    plan: 'free',
    metadata: null,
    created_at: '0001-01-01T00:00:00Z',
  });
  expect(await bare.admin.getTenant(OPEN, 'x', signal)).toEqual({ ...TENANT, id: 'x', name: 'n', status: 'active' });
});

test('a key that a server lists as it is, is not passed on', async () => {
  const raw = `maia_${'b'.repeat(64)}`;
  const { admin } = await saying(200, { data: [{ key: raw, name: 'k' }] });
  expect(await admin.listKeys(OPEN, 't', signal)).toEqual([{ hash: sha256(raw), name: 'k', scopes: [] }]);
});

test.each([
  [400, { error: 'no' }, 'InvalidInput'],
  [401, { error: 'unauthorized', message: 'invalid API key' }, 'AuthenticationFailed'],
  [403, { error: 'no' }, 'Forbidden'],
  [404, { error: 'tenant not found: id=x', code: 'NOT_FOUND' }, 'NotFound'],
  [404, '404 page not found', 'AdminAPIUnavailable'],
  [404, { kind: 'something else' }, 'AdminAPIUnavailable'],
  [409, { error: 'no' }, 'AlreadyExists'],
  [429, { error: 'rate_limit_exceeded', message: 'slow down' }, 'RateLimited'],
  [500, { error: 'internal server error' }, 'ServerError'],
  [503, 'down', 'ServerError'],
  [302, '', 'ServerError'],
  [200, 'no JSON', 'ServerError'],
  [200, { id: 5 }, 'ServerError'],
  [200, [], 'ServerError'],
] as const)('an answer %i %j is %s', async (status, body, reason) => {
  const { admin } = await saying(status, body);
  const error = await failure(admin.getTenant(OPEN, 'x', signal));
  expect(error.reason).toBe(reason);
  expect(error.message).toMatch(/^GET \/admin\/tenants\/:id: /);
});

test('deleting and revoking at a server without an Admin API is no success', async () => {
  const { admin } = await saying(404, '404 page not found', 'text/plain');
  expect((await failure(admin.deleteTenant(OPEN, 'x', signal))).reason).toBe('AdminAPIUnavailable');
  expect((await failure(admin.revokeKey(OPEN, 'maia_x', signal))).reason).toBe('AdminAPIUnavailable');
});

test('no message repeats a key, whatever the server says', async () => {
  const raw = `maia_${'c'.repeat(64)}`;
  const { admin } = await saying(500, { error: `cannot revoke ${raw} (maia_ccccc...) for\n${KEY} and plain-secret` });
  const revoked = await failure(admin.revokeKey(KEYED, raw, signal));
  expect(revoked.message).toBe('DELETE /admin/apikeys/:key: 500: cannot revoke … (maia_…...) for … and plain-secret');
  const odder = await failure(admin.revokeKey(OPEN, 'plain-secret', signal));
  expect(odder.message).not.toContain('plain-secret');
});

test('no answer is a failed connection in the words of the way; other errors are not repeated', async () => {
  const gone = rigAt('http://127.0.0.1:1');
  const error = await failure(gone.admin.listTenants(OPEN, signal));
  expect([error.reason, error.message]).toEqual(['ConnectionFailed', 'GET /admin/tenants: no answer: Service notes cannot be reached']);
  const admin = createAdminApi({
    services: { ...gone.services, call: async () => Promise.reject(new TypeError(`odd ${KEY}`)) },
    readSecret: async () => Promise.reject(new ApiError({ reason: 'Forbidden', message: 'you may not read Secrets' })),
    clock: gone.clock,
  });
  expect((await failure(admin.listTenants(KEYED, signal))).message).toContain('you may not read Secrets');
  expect((await failure(admin.listTenants(OPEN, signal))).message).toBe('GET /admin/tenants: no answer: the request could not be made');
});

test('an abort throws its own reason, before and while a server is asked', async () => {
  const { admin } = await odd(() => undefined);
  const over = new Error('over');
  await expect(admin.listTenants(OPEN, AbortSignal.abort(over))).rejects.toBe(over);
  const abort = new AbortController();
  const asking = admin.getTenant(OPEN, 'x', abort.signal);
  abort.abort(over);
  await expect(asking).rejects.toBe(over);
});
