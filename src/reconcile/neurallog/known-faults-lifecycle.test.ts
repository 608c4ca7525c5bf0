// Where a simple operator for NeuralLog goes wrong: each test fails with that fault. The numbers are those of the list of faults.
import type { V1ServiceSpec, V1StatefulSetSpec } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import {
  applied,
  appliedAs,
  conditionOf,
  confIn,
  failedStep,
  messageOf,
  namespaceOf,
  planFor,
  planned,
  podsIn,
  removed,
  running,
  settled,
} from '../../../test/support/neurallog-cluster.ts';
import { tenantPrimary } from '../../../test/support/neurallog-tenants.ts';
import { DEPLOYMENT, RESOURCE_QUOTA, SERVICE, STATEFUL_SET } from '../../kernel/builtin-types.ts';
import { tenant } from './tenant.ts';

test('16: sizes of Kubernetes are never given to Redis, and a size in them is refused before a pod sees it', async () => {
  const plan = await planFor({ redis: { resources: { memory: { limit: '1Gi' } } } });
  expect(confIn(plan)).toContain('\nmaxmemory 256mb\n');
  const live = await running({});
  const wrong = await planned(tenantPrimary({ redis: { config: { maxmemory: '1Gi' } } }), { children: live });
  expect([wrong.steps, wrong.status.phase, wrong.status.redisStatus?.phase, wrong.status.serverStatus?.phase]).toEqual([
    [],
    'Failed',
    'Failed',
    'Running',
  ]);
  expect(wrong.blocked?.message).toContain('spec.redis.config: maxmemory must be a size as Redis writes it');
});

test('17: a bigger volume: claims first, then the set around its pods; a smaller one is refused', async () => {
  const live = await running({ redis: { storage: '5Gi' } });
  const grown = await planned(tenantPrimary({ redis: { storage: '8Gi' } }), { children: live });
  expect(grown.steps.slice(-2)).toMatchObject([
    { do: 'apply', wave: [{ ownership: 'retained', manifest: { metadata: { name: 'redis-data-redis-0' } } }] },
    { do: 'remove', propagation: 'Orphan', refs: [{ name: 'redis' }] },
  ]);
  const size = ({ volumeClaimTemplates }: V1StatefulSetSpec): unknown => volumeClaimTemplates?.[0]?.spec?.resources?.requests?.['storage'];
  expect(size(appliedAs(grown, STATEFUL_SET, 'redis')['spec'] as V1StatefulSetSpec)).toBe('5Gi');
  expect(conditionOf(grown, 'StorageResized')).toBe('False/Resizing');
  const shrunk = await planned(tenantPrimary({ redis: { storage: '1Gi' } }), { children: live });
  expect([removed(shrunk), conditionOf(shrunk, 'StorageResized'), shrunk.status.phase]).toEqual([[], 'False/ShrinkForbidden', 'Running']);
  const failed = [failedStep('PersistentVolumeClaim', 'redis-data-redis-0')];
  const refused = await planned(tenantPrimary({ redis: { storage: '8Gi' } }), { children: live }, failed);
  expect(conditionOf(refused, 'StorageResized')).toBe('False/ExpansionUnsupported');
});

test('18: more pods of Redis are copies of the first, and clients only ever reach that one', async () => {
  const plan = await planFor({ redis: { replicas: 3 } });
  expect(podsIn(plan, 'redis').spec.containers[0]?.command?.at(-1)).toContain('--replicaof redis-0.redis-replicas.tenant-acme.svc 6379');
  const { selector } = appliedAs(plan, SERVICE, 'redis')['spec'] as V1ServiceSpec;
  expect(selector).toMatchObject({ 'statefulset.kubernetes.io/pod-name': 'redis-0' });
  expect(podsIn(plan, 'redis')).toEqual(podsIn(await planFor({}), 'redis'));
});

test('19: the budget is a quota; defaults of containers come before it, and both go with it', async () => {
  const plan = await planFor({ resources: { cpu: { limit: 4 }, storage: { request: '9Gi' } } });
  expect(appliedAs(plan, RESOURCE_QUOTA, 'tenant-quota')['spec']).toEqual({ hard: { 'limits.cpu': '4', 'requests.storage': '9Gi' } });
  const kinds = applied(plan).map(({ kind }) => kind);
  expect(kinds.indexOf('Namespace')).toBeLessThan(kinds.indexOf('LimitRange'));
  expect(kinds.indexOf('LimitRange')).toBeLessThan(kinds.indexOf('ResourceQuota'));
  expect(kinds.indexOf('ResourceQuota')).toBeLessThan(kinds.indexOf('Deployment'));
  const without = await planned(tenantPrimary({}), { children: await running({ resources: { cpu: { limit: 4 } } }) });
  expect(removed(without).map(({ type }) => type.kind)).toEqual(['ResourceQuota', 'LimitRange']);
  const short = await planFor({ resources: { memory: { limit: '1Gi' } }, server: { replicas: 2 } });
  expect(messageOf(short, 'QuotaSufficient')).toBe(
    'limits.memory of the tenant is 1Gi, and server (with one update under way) and Redis need 1792Mi',
  );
});

test('20: nothing but Kubernetes is asked', () => {
  expect(tenant.effects).toBeUndefined();
});

test('21, 31: a tenant runs only when its pods are ready; zero is a number', async () => {
  const primary = tenantPrimary({ server: { replicas: 2 } });
  const fresh = await planned(primary);
  expect([fresh.status.phase, fresh.status.serverStatus]).toEqual([
    'Pending',
    { phase: 'Pending', message: 'Server is waiting to be created', readyReplicas: 0, totalReplicas: 2 },
  ]);
  const live = settled(primary, fresh);
  const half = live.map((object) =>
    object.kind === DEPLOYMENT.kind ? { ...object, status: { ...(object['status'] as object), readyReplicas: 1 } } : object,
  );
  const degraded = await planned(primary, { children: half });
  expect([degraded.status.phase, degraded.status.serverStatus?.message, conditionOf(degraded, 'Ready')]).toEqual([
    'Running',
    'Server is degraded: 1/2 replicas ready',
    'False/ComponentDegraded',
  ]);
  const done = await planned(primary, { children: live });
  expect([done.status.phase, done.status.serverStatus?.message, done.status.redisStatus?.message, done.blocked]).toEqual([
    'Running',
    'Server is running',
    'Redis is running',
    undefined,
  ]);
  const none = tenantPrimary({ server: { replicas: 0 } });
  const zero = await planned(none, { children: settled(none, await planned(none)) });
  expect([zero.status.phase, zero.status.serverStatus?.message]).toEqual(['Running', 'Server is scaled to zero']);
});

test('22: the Tenant stays until its namespace has gone, and says what holds it', async () => {
  const held = { finalizers: ['neurallog.io/finalizer'], deletionTimestamp: '2026-03-01T11:50:00Z' };
  const primary = tenantPrimary({}, { metadata: held });
  const going = namespaceOf(
    primary,
    { deletionTimestamp: '2026-03-01T11:50:00Z' },
    { conditions: [{ type: 'NamespaceFinalizersRemaining', status: 'True', message: 'x.dev/keep in 1 resource instances' }] },
  );
  const plan = await planned(primary, { children: [going] });
  expect(plan.steps.map((step) => step.do)).toEqual(['remove', 'release']);
  expect([plan.status.phase, conditionOf(plan, 'NamespaceReady')]).toEqual(['Terminating', 'False/NamespaceStuck']);
  expect(plan.blocked).toMatchObject({ kind: 'stuck', reason: 'NamespaceStuck', on: { kind: 'Namespace', name: 'tenant-acme' } });
  expect(plan.blocked?.message).toContain('NamespaceFinalizersRemaining: x.dev/keep in 1 resource instances');
  const early = await planned(primary, { children: [going] }, [], Date.UTC(2026, 2, 1, 11, 51));
  expect([early.blocked?.kind, early.blocked?.reason]).toEqual(['waits', 'NamespaceTerminating']);
});

test('22: a namespace of a Tenant of before is waited for, and nothing is put into it', async () => {
  const old = tenantPrimary({}, { metadata: { uid: 'uid-of-before' } });
  const plan = await planned(tenantPrimary({}), { others: [namespaceOf(old)] });
  expect([plan.steps, plan.status.phase, conditionOf(plan, 'NamespaceReady')]).toEqual([[], 'Provisioning', 'False/NamespaceTerminating']);
  const primary = tenantPrimary({});
  const going = await planned(primary, { children: [namespaceOf(primary, { deletionTimestamp: '2026-03-01T11:59:00Z' })] });
  expect(going.steps.map((step) => step.do)).toEqual(['hold']);
});

test('23: the finalizer comes before the first object, and never to a Tenant that is being deleted', async () => {
  expect((await planFor({})).steps[0]).toEqual({ do: 'hold', finalizer: 'neurallog.io/finalizer' });
  const deleted = tenantPrimary({}, { metadata: { deletionTimestamp: '2026-03-01T11:00:00Z' } });
  expect((await planned(deleted)).steps).toEqual([]);
});

test('24, 26: every type that is made is watched, and every object is applied whole in every pass', async () => {
  const live = await running({ resources: { cpu: { limit: 4 } } });
  const plan = await planned(tenantPrimary({ resources: { cpu: { limit: 4 } } }), { children: live });
  const watched = new Set(tenant.children.map(({ type }) => type.kind));
  expect(applied(plan).filter(({ kind }) => !watched.has(kind))).toEqual([]);
  expect(applied(plan)).toHaveLength(live.length - 1); // the claim of Redis is made by Kubernetes
});

test('27: a Secret that is not there yet blocks nothing else, is named, and its value rolls the pods', async () => {
  const spec = { server: { env: [{ name: 'API_KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'api' } } }] } };
  const primary = tenantPrimary(spec);
  expect(tenant.wakes.flatMap(({ references }) => references(primary))).toContainEqual({ namespace: 'tenant-acme', name: 'keys' });
  const waiting = settled(primary, await planned(primary)).map((object) =>
    object.kind === DEPLOYMENT.kind ? { ...object, status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1 } } : object,
  );
  const plan = await planned(primary, { children: waiting });
  expect([conditionOf(plan, 'ReferencesResolved'), plan.status.serverStatus?.message]).toEqual([
    'False/SecretNotFound',
    'Server is being provisioned: Secret/tenant-acme/keys (for API_KEY) does not exist',
  ]);
  expect(plan.blocked).toMatchObject({
    kind: 'stuck',
    fix: 'kubectl create secret generic keys -n tenant-acme --from-literal=api=VALUE',
  });
  const hash = async (value: string): Promise<unknown> =>
    podsIn(await planned(primary, { secrets: { 'tenant-acme/keys': { api: value } } }), 'server').metadata.annotations;
  expect(await hash('one')).not.toEqual(await hash('two'));
  // A Secret that goes leaves the running pods alone.
  const live = settled(primary, await planned(primary, { secrets: { 'tenant-acme/keys': { api: 'one' } } }));
  expect(podsIn(await planned(primary, { children: live }), 'server').metadata.annotations).toEqual(await hash('one'));
});

test('28: a name that gives no namespace is refused', async () => {
  const plan = await planned(tenantPrimary({}, { name: 'a'.repeat(57) }));
  expect([plan.steps, plan.status.phase, conditionOf(plan, 'NamespaceReady')]).toEqual([[], 'Failed', 'False/NameTooLong']);
});
