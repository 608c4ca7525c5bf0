import { expect, test } from 'vitest';
import { fakeWorld } from '../../../test/support/fake-world.ts';
import { conditionOf, NOON, planned, settled, type InstancePlan } from '../../../test/support/maia-cluster.ts';
import { maiaInstancePrimary } from '../../../test/support/maia-instances.ts';
import { noAdminApi } from '../../../test/support/maia-reconciler.ts';
import { DEPLOYMENT } from '../../kernel/builtin-types.ts';
import { sha256 } from '../../kernel/hash.ts';
import type { MaiaInstanceStatus } from '../../kinds/maia/instance-status.ts';
import { AdminApiError, type AdminServer, type ServerStatistics } from './admin-api.ts';
import { maiaInstanceReconciler } from './maia-instance.ts';

const KEYED = { security: { apiKeySecretRef: { name: 'admin' } }, tenancy: { enabled: true } };
const SECRETS = { 'apps/admin': { 'api-key': 'made-up' } };
const COUNTS: ServerStatistics = { tenants: 3, memories: 17, storageBytes: 134_217_728 };

type Answer = () => Promise<ServerStatistics>;

const counted: Answer = async () => Promise.resolve(COUNTS);
const failing =
  (reason: AdminApiError['reason'] = 'ConnectionFailed'): Answer =>
  async () =>
    Promise.reject(new AdminApiError(reason, 'GET /v1/stats: no answer: refused'));

interface Passed {
  readonly plan: InstancePlan;
  readonly asked: readonly AdminServer[];
}

/** A pass over an instance whose objects are all as planned. */
async function pass(
  answer: Answer,
  more: { readonly spec?: object; readonly status?: MaiaInstanceStatus; readonly deployment?: unknown; readonly metadata?: object } = {},
): Promise<Passed> {
  const { spec = KEYED, status, deployment, metadata = {} } = more;
  const primary = maiaInstancePrimary(spec, { metadata, ...(status === undefined ? {} : { status }) });
  const children = settled(await planned(primary, { secrets: SECRETS }), deployment);
  const asked: AdminServer[] = [];
  const admin = noAdminApi({
    statistics: async (server) => {
      asked.push(server);
      return answer();
    },
  });
  const { observe, plan } = maiaInstanceReconciler(admin);
  const observed = await observe(primary, fakeWorld({ secrets: SECRETS, children }));
  return { plan: plan(primary, observed, NOON, []), asked };
}

test('the counts of a ready server stand in the status, and are looked at again in 30 s', async () => {
  const { plan, asked } = await pass(counted);
  expect(plan.status).toMatchObject({ phase: 'Running', tenantCount: 3, totalMemories: 17, storageUsed: '134217728' });
  expect(plan.recheckAfter).toBe(30_000);
  expect(asked).toEqual([
    { instance: { namespace: 'apps', name: 'notes' }, apiKey: { secret: 'admin', key: 'api-key', checksum: sha256('made-up') } },
  ]);
});

test('the same counts again are no news: neither another status nor an event', async () => {
  const first = await pass(counted);
  const { plan } = await pass(counted, { status: first.plan.status });
  expect(plan.status).toEqual(first.plan.status);
  expect(plan.events).toEqual([]);
});

test('the server is asked with TLS, at another endpoint, and for tenants with storage of their own, as the instance says', async () => {
  const spec = { security: { tlsSecretRef: { name: 'tls' } }, tenancy: { dedicatedStorage: true } };
  const { asked } = await pass(counted, { spec, metadata: { annotations: { 'maia.cuemby.com/endpoint': 'https://127.0.0.1:9' } } });
  expect(asked[0]).toEqual({
    instance: { namespace: 'apps', name: 'notes' },
    tlsSecret: 'tls',
    endpoint: 'https://127.0.0.1:9',
    dedicatedStorage: true,
  });
});

test.each([
  ['no pod is ready', { deployment: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 } }],
  ['it is being deleted', { metadata: { deletionTimestamp: '2026-03-01T11:00:00Z' } }],
])('nobody is asked while %s, and the last counts stand', async (_, more) => {
  const { status } = (await pass(counted)).plan;
  const { plan, asked } = await pass(failing(), { ...more, status });
  expect(asked).toEqual([]);
  expect(plan.status).toMatchObject({ tenantCount: 3, totalMemories: 17, storageUsed: '134217728' });
  expect(plan).not.toHaveProperty('recheckAfter');
});

test('a pod that does not have the current spec yet is not asked: it would not know a new key', async () => {
  const primary = maiaInstancePrimary(KEYED);
  const old = settled(await planned(primary, { secrets: { 'apps/admin': { 'api-key': 'the old one' } } }));
  expect(old.some(({ kind }) => kind === DEPLOYMENT.kind)).toBe(true);
  const { observe } = maiaInstanceReconciler(noAdminApi({ statistics: counted }));
  expect(await observe(primary, fakeWorld({ secrets: SECRETS, children: old }))).not.toHaveProperty('statistics');
});

test('counts that cannot be read are a fault where tenants are wanted: told once, while the instance stays Ready', async () => {
  const { plan } = await pass(failing());
  expect([conditionOf(plan, 'Degraded'), conditionOf(plan, 'Ready')]).toEqual(['True/StatsUnavailable', 'True/DeploymentReady']);
  expect(plan.status.conditions[2]?.message).toBe(
    "the server's counts cannot be read (ConnectionFailed): GET /v1/stats: no answer: refused",
  );
  expect(plan.blocked).toBeUndefined();
  expect(plan.recheckAfter).toBe(30_000);
  expect(plan.events.map(({ type, reason }) => `${type}/${reason}`)).toContain('Warning/StatsUnavailable');
  expect((await pass(failing(), { status: plan.status })).plan.events).toEqual([]);
});

test('without tenants it is a fault only where there were counts before, and they stay', async () => {
  const spec = { security: KEYED.security };
  const never = await pass(failing(), { spec });
  expect(conditionOf(never.plan, 'Degraded')).toBe('False/AsExpected');
  const before = await pass(counted, { spec });
  const { plan } = await pass(failing('AuthenticationFailed'), { spec, status: before.plan.status });
  expect(conditionOf(plan, 'Degraded')).toBe('True/StatsUnavailable');
  expect(plan.status).toMatchObject({ tenantCount: 3, totalMemories: 17, storageUsed: '134217728' });
});

test.each<[string, Answer]>([
  ['its answer says so', async () => Promise.resolve({ tenants: 0, memories: 4, storageBytes: 0, withoutTenants: true })],
  ['it cannot be counted at all', failing('AdminAPIUnavailable')],
])('a server without an Admin API is no fault of the instance, and the condition says what it is: %s', async (_, answer) => {
  const { plan } = await pass(answer);
  expect(conditionOf(plan, 'Degraded')).toBe('False/AsExpected');
  expect(plan.status.conditions[2]?.message).toMatch(/AdminAPIUnavailable.*MaiaTenants cannot be made/);
  expect((await pass(answer, { spec: {} })).plan.status.conditions[2]?.message).toBe('everything is as the spec asks');
});

test('what is no failure of the Admin API is thrown: the end of the pass, and our own faults', async () => {
  await expect(pass(async () => Promise.reject(new Error('the pass is over')))).rejects.toThrow('the pass is over');
});
