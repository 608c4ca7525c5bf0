import { expect, test } from 'vitest';
import { keyFaults, settledTenant, tenantScene, type TenantScene } from '../../../../test/support/tenant-scene.ts';
import { maiaInstance } from '../../../kinds/maia/maia-instance.ts';
import { maiaTenant } from '../../../kinds/maia/maia-tenant.ts';
import type { AdminApi, ServerTenant } from '../admin-api.ts';

const CI = { name: 'ci', secretRef: { name: 'red-ci' } };

function onServer(scene: TenantScene): ServerTenant {
  const [tenant, ...others] = scene.server.tenants.values();
  if (tenant === undefined || others.length > 0) throw new Error(`the server has ${String(scene.server.tenants.size)} tenants`);
  return tenant;
}

test('a tenant is made on the server, its key stands in a Secret of its own, and its status says everything', async () => {
  const scene = tenantScene();
  await scene.makeInstance({ tenancy: { enabled: true } });
  await scene.make({ apiKeys: [CI], quotas: { maxMemories: 1000 } });
  await scene.settle();
  expect(keyFaults(scene)).toEqual([]);
  expect(scene.newEvents()).toEqual(['Created', 'KeyIssued', 'Synced']);
  expect(scene.status()).toMatchObject({
    phase: 'Active',
    tenantId: 'tenant-1',
    memoryCount: 250,
    namespaceCount: 2,
    storageUsed: 1_000_000,
    quotaUsage: { memories: 25, storage: 0.95 },
    apiKeyCount: 1,
    apiKeySecrets: ['red-ci'],
    createdAt: '2026-03-01T12:00:00Z',
    observedGeneration: 1,
  });
  expect(['Synced', 'Ready', 'Suspended'].map((type) => scene.condition(type))).toEqual(['True/Synced', 'True/Ready', 'False/Active']);
  expect(scene.secret('red-ci')?.metadata).toMatchObject({
    labels: { 'app.kubernetes.io/managed-by': 'maia-operator', 'maia.cuemby.com/tenant': 'red' },
    finalizers: ['maia.cuemby.com/keys'],
    ownerReferences: [{ kind: 'MaiaTenant', name: 'red', controller: true }],
  });
});

test('with nothing to change nothing is written, neither on the server nor in the cluster (14)', async () => {
  const scene = await settledTenant({ apiKeys: [CI] });
  const before = JSON.stringify(scene.tenant());
  const { calls } = scene.server;
  const seen = calls.length;
  await scene.pass();
  expect(calls.slice(seen)).toEqual(['getTenant', 'listKeys', 'usage', 'countNamespaces']);
  expect([scene.newWrites(), scene.newEvents(), JSON.stringify(scene.tenant())]).toEqual([[], [], before]);
});

test('every pass reads what is there, and mints no key (3)', async () => {
  const scene = await settledTenant({ apiKeys: [CI] });
  for (let pass = 0; pass < 5; pass += 1) await scene.pass();
  expect(scene.server.calls.filter((call) => call === 'createKey')).toHaveLength(1);
});

test('only a real difference is written, all quotas with it, and what others keep beside it stays (14, 43)', async () => {
  const scene = await settledTenant({ plan: 'starter' });
  expect(onServer(scene)).toMatchObject({
    plan: 'standard',
    quotas: { max_memories: 100_000, max_storage_bytes: 10_737_418_240, requests_per_minute: 600, requests_per_day: 100_000 },
    config: { max_namespaces: 50, default_token_budget: 4000 },
  });
  const { id } = onServer(scene);
  scene.server.tenants.set(id, {
    ...onServer(scene),
    config: { ...onServer(scene).config, retention_days: 7 },
    metadata: { ...onServer(scene).metadata, theirs: 'x' },
  });
  scene.edit({ spec: { quotas: { maxMemories: 0, requestsPerDay: 0 }, displayName: 'Red', config: { features: { inference: true } } } });
  await scene.settle();
  expect([scene.newWrites(), scene.newEvents()]).toEqual([['replaceTenant'], ['Updated']]);
  expect(onServer(scene)).toMatchObject({
    quotas: { max_memories: 0, max_storage_bytes: 10_737_418_240, requests_per_minute: 600, requests_per_day: 0 },
    config: { max_namespaces: 10, retention_days: 7 },
    metadata: {
      theirs: 'x',
      display_name: 'Red',
      features: { inference: true, vectorSearch: true },
      'kubernetes.uid': scene.tenant()?.metadata.uid,
    },
  });
  scene.edit({ spec: { displayName: null } });
  await scene.settle();
  expect(onServer(scene).metadata).not.toHaveProperty('display_name');
});

test('what the server does not keep is told and not written again and again', async () => {
  const scene = await settledTenant();
  const { getTenant, replaceTenant } = scene.server;
  const admin: AdminApi = {
    ...scene.server,
    getTenant: async (...asked) => ({ ...(await getTenant(...asked)), plan: 'free' }),
    replaceTenant: async (...asked) => ({ ...(await replaceTenant(...asked)), plan: 'free' }),
  };
  scene.edit({ spec: { plan: 'enterprise', quotas: { maxMemories: 7 } } });
  await scene.pass({ admin });
  expect([scene.condition('Synced'), scene.status().phase]).toEqual(['False/SyncFailed', 'Active']);
  expect(scene.message('Synced')).toBe('the server does not keep what the spec says of plan');
});

test('an unlimited quota and a token budget of 0 are said after the creation, which would take them for the plan’s', async () => {
  const scene = await settledTenant({
    plan: 'enterprise',
    config: { defaultTokenBudget: 0 },
    quotas: { maxMemories: 0, maxStorageBytes: 0 },
  });
  expect(onServer(scene)).toMatchObject({
    config: { default_token_budget: 0, dedicated_storage: false },
    quotas: { max_memories: 0, max_storage_bytes: 0 },
  });
  expect(scene.status().quotaUsage).toEqual({});
});

test('the tenant’s name tells the namespace where it is not the instance’s; a name that somebody else has is a conflict (17)', async () => {
  const scene = tenantScene();
  await scene.makeInstance();
  const theirs = {
    name: 'red',
    plan: 'free',
    config: {},
    quotas: { max_memories: 0, max_storage_bytes: 0, requests_per_minute: 0, requests_per_day: 0 },
  };
  await scene.server.createTenant(
    { instance: { namespace: 'apps', name: 'notes' } },
    { ...theirs, metadata: {} },
    new AbortController().signal,
  );
  await scene.make();
  await scene.pass();
  expect([scene.status().phase, scene.condition('Synced'), scene.condition('Ready')]).toEqual([
    'Failed',
    'False/NameConflict',
    'False/NameConflict',
  ]);
  expect(scene.message('Synced')).toBe('the server has a tenant red (tenant-1) that is not of this MaiaTenant');
  scene.server.tenants.clear();
  await scene.settle();
  expect([scene.status().phase, scene.status().tenantId]).toEqual(['Active', 'tenant-2']);
});

test('the id is stored at once; a tenant whose id was lost is taken up again, not made twice (16)', async () => {
  const scene = tenantScene();
  await scene.makeInstance();
  await scene.make();
  scene.server.failing = (call) => (call === 'usage' || call === 'getTenant' ? 'ServerError' : undefined);
  await scene.pass();
  expect([scene.status().tenantId, scene.condition('Synced')]).toEqual(['tenant-1', 'False/SyncFailed']);
  scene.server.failing = () => undefined;
  await scene.settle();
  scene.newEvents();
  await scene.kube.api.patch(
    maiaTenant,
    { namespace: 'apps', name: 'red' },
    { type: 'merge', body: { status: { tenantId: null } } },
    { subresource: 'status' },
  );
  await scene.settle();
  expect([scene.status().tenantId, scene.server.tenants.size, scene.newEvents()]).toEqual(['tenant-1', 1, ['Adopted']]);
});

test('a tenant that the server lost is made anew with its keys, and that is told', async () => {
  const scene = await settledTenant({ apiKeys: [CI] });
  const before = scene.value('red-ci');
  scene.server.tenants.clear();
  scene.server.keys.clear();
  scene.shift(3_600_000);
  await scene.settle();
  expect([scene.status().phase, scene.server.tenants.size, keyFaults(scene)]).toEqual(['Active', 1, []]);
  expect(scene.value('red-ci')).not.toBe(before);
  expect(scene.newEvents()).toEqual(['Created', 'KeyReplaced', 'KeyRevoked', 'TenantLost']);
});

test('suspended and active go by what the server says, whatever the phase was (18)', async () => {
  const scene = await settledTenant();
  scene.edit({ spec: { suspended: true, suspendReason: 'bill' } });
  await scene.settle();
  expect([scene.status().phase, scene.condition('Ready'), scene.condition('Suspended'), scene.message('Suspended')]).toEqual([
    'Suspended',
    'False/Suspended',
    'True/Suspended',
    'bill',
  ]);
  expect([onServer(scene).status, onServer(scene).metadata['suspend_reason'], scene.newEvents()]).toEqual([
    'suspended',
    'bill',
    ['Updated', 'Suspended'],
  ]);
  scene.edit({ spec: { suspendReason: 'fraud' } });
  await scene.settle();
  expect([scene.message('Suspended'), onServer(scene).metadata['suspend_reason']]).toEqual(['fraud', 'fraud']);
  scene.server.failing = (call) => (call === 'activateTenant' ? 'ServerError' : undefined);
  scene.edit({ spec: { suspended: false } });
  await scene.pass();
  expect([scene.status().phase, scene.condition('Synced')]).toEqual(['Suspended', 'False/SyncFailed']);
  scene.server.failing = () => undefined;
  await scene.settle();
  expect([scene.status().phase, onServer(scene).status, scene.condition('Suspended')]).toEqual(['Active', 'active', 'False/Activated']);
  expect(onServer(scene).metadata).not.toHaveProperty('suspend_reason');
  scene.server.tenants.set('tenant-1', { ...onServer(scene), status: 'suspended' });
  await scene.settle();
  expect(onServer(scene).status).toBe('active');
});

test('counts stay where the server does not tell them, zeros are written, and a quota that goes takes its usage with it (4, 13, 42)', async () => {
  const scene = await settledTenant({ quotas: { maxMemories: 500 } });
  expect(scene.status()).toMatchObject({ quotaUsage: { memories: 50 }, apiKeyCount: 0, namespaceCount: 2 });
  scene.server.failing = (call) => (call === 'usage' || call === 'countNamespaces' ? 'ServerError' : undefined);
  scene.edit({ spec: { quotas: { maxMemories: 0 } } });
  await scene.settle();
  expect(scene.status()).toMatchObject({ phase: 'Active', memoryCount: 250, namespaceCount: 2 });
  expect(scene.status().quotaUsage).not.toHaveProperty('memories');
  expect(scene.status().lastActivity).toBeUndefined();
});

test.each([
  ['AdminAPIUnavailable', 'stuck', 'False/AdminAPIUnavailable', 'this server has no Admin API'],
  ['AuthenticationFailed', 'stuck', 'False/AuthenticationFailed', 'the instance names no Secret with its API key'],
  ['ConnectionFailed', 'waits', 'False/ConnectionFailed', 'getTenant failed'],
  ['RateLimited', 'waits', 'False/RateLimited', 'getTenant failed'],
] as const)('a server that answers %s is told apart, and the tenant keeps its phase (5)', async (reason, kind, condition, text) => {
  const scene = await settledTenant();
  scene.server.failing = () => reason;
  const { objects } = await scene.pass();
  expect(objects[0]?.report?.blocked).toMatchObject({ kind, reason, on: { kind: 'MaiaInstance', name: 'notes' }, fix: expect.any(String) });
  expect([scene.status().phase, scene.condition('Synced'), scene.condition('Ready')]).toEqual(['Active', condition, condition]);
  expect(scene.message('Ready')).toContain(text);
  expect(scene.newEvents()).toEqual([reason]);
  await scene.pass();
  expect(scene.newEvents()).toEqual([]);
});

test('a server error that lasts makes the tenant Failed', async () => {
  const scene = await settledTenant();
  scene.server.failing = () => 'ServerError';
  await scene.pass();
  expect(scene.status().phase).toBe('Active');
  scene.shift(61_000);
  await scene.pass();
  expect(scene.status().phase).toBe('Failed');
  scene.server.failing = () => undefined;
  await scene.settle();
  expect([scene.status().phase, scene.condition('Synced')]).toEqual(['Active', 'True/Synced']);
});

test('a tenant without an instance waits visibly, and one that is not ready is not asked (9)', async () => {
  const scene = tenantScene();
  await scene.make({ apiKeys: [CI] });
  await scene.pass();
  expect([scene.status().phase, scene.condition('Ready'), scene.message('Ready')]).toEqual([
    'Pending',
    'False/InstanceNotFound',
    'MaiaInstance/apps/notes does not exist',
  ]);
  await scene.makeInstance();
  await scene.setReady(0);
  await scene.pass();
  expect([scene.condition('Ready'), scene.server.calls]).toEqual(['False/InstanceNotReady', []]);
  await scene.setReady(1);
  await scene.settle();
  expect([scene.status().phase, scene.condition('Ready')]).toEqual(['Active', 'True/Ready']);
  await scene.setReady(0);
  await scene.pass();
  expect([scene.status().phase, scene.condition('Ready'), scene.condition('Suspended')]).toEqual([
    'Active',
    'False/InstanceNotReady',
    'False/Active',
  ]);
});

test('with a master key the status says that keys of tenants do not authenticate, and without tenancy that nothing is isolated', async () => {
  const scene = await settledTenant({ apiKeys: [CI] }, { security: { apiKeySecretRef: { name: 'admin' } } });
  expect(scene.condition('KeysUsable')).toBe('False/MasterKeySet');
  expect(scene.message('KeysUsable')).toContain('X-MAIA-Tenant-ID: tenant-1');
  expect([scene.condition('Isolated'), scene.status().phase]).toEqual(['False/TenancyDisabled', 'Active']);
  expect(scene.events().filter((text) => text.startsWith('TenancyDisabled'))).toHaveLength(1);
});

test('dedicated storage is said at the creation only; a later change is told, for no data moves', async () => {
  const scene = await settledTenant({}, { tenancy: { enabled: true, dedicatedStorage: true } });
  expect(onServer(scene).config.dedicated_storage).toBe(true);
  scene.kube.edit(maiaInstance, { namespace: 'apps', name: 'notes' }, { spec: { tenancy: { enabled: true, dedicatedStorage: false } } });
  await scene.settle();
  expect([scene.newWrites(), scene.newEvents(), onServer(scene).config.dedicated_storage]).toEqual([
    [],
    ['DedicatedStorageUnchanged'],
    true,
  ]);
  await scene.settle();
  expect(scene.newEvents()).toEqual([]);
});
