import { afterEach, expect, test } from 'vitest';
import { fakeClock, type FakeClock } from '../../../test/support/fake-clock.ts';
import { startMaia, type LocalMaia, type LocalMaiaOptions } from '../../../test/support/maia-stand-in.ts';
import { servicesAt } from '../../../test/support/services-at.ts';
import type { AdminApi, AdminServer, ServerTenantInput } from '../../reconcile/maia/admin-api.ts';
import { createAdminApi } from './admin-api.ts';

const { signal } = new AbortController();
const SERVER: AdminServer = { instance: { name: 'notes', namespace: 'apps' } };
const REQUIRE_TENANT = 'tenant: {default_tenant_id: "", require_tenant: true}';
/** What the stand-in's empty store takes. */
const EMPTY_BYTES = 134_217_728;

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Rig {
  readonly admin: AdminApi;
  readonly maia: LocalMaia;
  readonly clock: FakeClock;
  tenant(name: string, more?: Partial<ServerTenantInput>): Promise<string>;
  remember(tenant: string, times: number): Promise<void>;
  /** How often a route was asked. */
  asked(route: string): number;
}

async function rig(options: LocalMaiaOptions = {}): Promise<Rig> {
  const clock = fakeClock();
  const maia = await startMaia({ seed: 1, clock, ...options });
  closing.push(maia.close);
  const admin = createAdminApi({ services: servicesAt(maia.url), clock, readSecret: async () => Promise.resolve(undefined) });
  const quotas = { max_memories: 100, max_storage_bytes: 0, requests_per_minute: 0, requests_per_day: 0 };
  const config = { default_token_budget: 1 };
  return {
    admin,
    maia,
    clock,
    tenant: async (name, more = {}) =>
      (await admin.createTenant(SERVER, { name, plan: 'free', config, quotas, metadata: {}, ...more }, signal)).id,
    remember: async (tenant, times) => {
      for (let index = 0; index < times; index += 1) {
        const body = JSON.stringify({ namespace: 'default', content: '0123456789' });
        const answer = await fetch(`${maia.url}/v1/memories`, { method: 'POST', headers: { 'x-maia-tenant-id': tenant }, body });
        expect(answer.status).toBe(201);
      }
    },
    asked: (route) => maia.state.requests.get(route) ?? 0,
  };
}

test('tenants without the one of the system, memories, and the bytes of the store', async () => {
  const { admin, clock, remember, tenant } = await rig();
  await remember(await tenant('a'), 2);
  await remember(await tenant('b'), 1);
  clock.advance(60_000);
  expect(await admin.statistics(SERVER, signal)).toEqual({ tenants: 2, memories: 3, storageBytes: EMPTY_BYTES + 3 * 510 });
});

test('at most one read in 30 s, however many ask: side by side, one after the other, and while it fails', async () => {
  const { admin, asked, clock, maia, tenant } = await rig();
  const counts = await Promise.all([1, 2, 3, 4].map(async () => admin.statistics(SERVER, signal)));
  expect(new Set(counts.map((one) => JSON.stringify(one))).size).toBe(1);
  const id = await tenant('later');
  clock.advance(29_999);
  expect((await admin.statistics(SERVER, signal)).tenants).toBe(0);
  await admin.countNamespaces(SERVER, id, signal);
  expect([asked('GET /v1/stats'), asked('GET /admin/tenants')]).toEqual([1, 1]);
  clock.advance(1);
  expect((await admin.statistics(SERVER, signal)).tenants).toBe(1);
  expect(asked('GET /v1/stats')).toBe(2);
  await maia.close();
  closing.splice(0);
  clock.advance(30_000);
  const first: unknown = await admin.statistics(SERVER, signal).catch((error: unknown) => error);
  expect(first).toMatchObject({ reason: 'ConnectionFailed' });
  expect(await admin.statistics(SERVER, signal).catch((error: unknown) => error)).toBe(first);
});

test('who stops waiting takes the read away from nobody else; a read for nobody is not remembered', async () => {
  const { admin } = await rig();
  const over = new Error('over');
  const abort = new AbortController();
  const lost = admin.statistics(SERVER, abort.signal);
  const kept = admin.statistics(SERVER, signal);
  abort.abort(over);
  await expect(lost).rejects.toBe(over);
  expect((await kept).tenants).toBe(0);
  const alone = new AbortController();
  const other: AdminServer = { ...SERVER, endpoint: 'http://127.0.0.1:1' };
  const given = admin.statistics(other, alone.signal);
  alone.abort(over);
  await expect(given).rejects.toBe(over);
  expect((await admin.statistics(other, signal)).tenants).toBe(0);
});

test('a server that requires a tenant is asked in the name of system', async () => {
  const { admin, asked, remember, tenant } = await rig({ file: REQUIRE_TENANT });
  await remember(await tenant('a'), 1);
  expect(await admin.statistics(SERVER, signal)).toMatchObject({ tenants: 1, memories: 1 });
  expect(asked('GET /v1/stats')).toBe(1);
});

test('a server that does not let system through is asked in the name of an active tenant', async () => {
  const { admin, asked, maia, remember, tenant } = await rig();
  const paused = await tenant('paused');
  await admin.suspendTenant(SERVER, paused, signal);
  await remember(await tenant('active'), 2);
  maia.state.tenants.delete('system');
  expect(await admin.statistics(SERVER, signal)).toMatchObject({ tenants: 2, memories: 2 });
  expect(asked('GET /v1/stats')).toBe(2);
});

test('where no tenant is let through, the usage of all of them is summed up', async () => {
  const { admin, maia, remember, tenant } = await rig();
  const id = await tenant('paused');
  await remember(id, 2);
  await admin.suspendTenant(SERVER, id, signal);
  maia.state.tenants.delete('system');
  expect(await admin.statistics(SERVER, signal)).toEqual({ tenants: 1, memories: 2, storageBytes: 2 * 510 });
});

test('memories in storage of a tenant of its own are added, where the server has such storage', async () => {
  const file = 'tenant: {dedicated_storage_dir: /data/tenants}';
  const { admin, remember, tenant } = await rig({ file });
  await remember(await tenant('own', { config: { default_token_budget: 1, dedicated_storage: true } }), 3);
  await remember(await tenant('shared'), 1);
  expect(await admin.statistics(SERVER, signal)).toMatchObject({ memories: 1 });
  expect(await admin.statistics({ ...SERVER, dedicatedStorage: true }, signal)).toMatchObject({ tenants: 2, memories: 4 });
});

test('a server as released has no tenants, and counts its memories all the same', async () => {
  const { admin, remember } = await rig({ hasTenants: false });
  await remember('', 2);
  expect(await admin.statistics(SERVER, signal)).toMatchObject({ tenants: 0, memories: 2, withoutTenants: true });
  await expect(admin.listTenants(SERVER, signal)).rejects.toMatchObject({ reason: 'AdminAPIUnavailable' });
});

test('namespaces are counted over all pages, among those of all the others; a suspended tenant has none to tell', async () => {
  const { admin, asked, maia, tenant } = await rig();
  const [mine, theirs] = [await tenant('mine'), await tenant('theirs')];
  for (let index = 0; index < 2100; index += 1) {
    const id = String(index).padStart(5, '0');
    const owner = index === 0 || index === 1500 || index === 2099 ? mine : theirs;
    maia.state.namespaces.set(id, { id, tenant: owner, name: id, created_at: '2026-01-01T00:00:00Z' });
  }
  expect(await admin.countNamespaces(SERVER, mine, signal)).toBe(3);
  expect(asked('GET /v1/namespaces')).toBe(3);
  await admin.suspendTenant(SERVER, mine, signal);
  expect(await admin.countNamespaces(SERVER, mine, signal)).toBeUndefined();
});

test('a wrong key fails at once, and the server is not asked again in other names', async () => {
  const { admin, asked } = await rig({ env: { MAIA_API_KEY: 'made-up' } });
  await expect(admin.statistics(SERVER, signal)).rejects.toMatchObject({ reason: 'AuthenticationFailed' });
  expect([asked('GET /admin/tenants'), asked('GET /v1/stats')]).toEqual([1, 0]);
});
