import { expect, test } from 'vitest';
import {
  appliedAs,
  conditionOf,
  failedStep,
  messageOf,
  NOON,
  planFor,
  planned,
  podOf,
  podsIn,
  policyNames,
  running,
  settled,
  type TenantPlan,
} from '../../../test/support/neurallog-cluster.ts';
import { tenantPrimary } from '../../../test/support/neurallog-tenants.ts';
import { DEPLOYMENT, SERVICE, STATEFUL_SET } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { tenantOfPod } from './pod-owner.ts';

const replicasIn = (plan: TenantPlan): readonly unknown[] =>
  [appliedAs(plan, DEPLOYMENT, 'neurallog-server'), appliedAs(plan, STATEFUL_SET, 'redis')].map(
    ({ spec }) => (spec as { readonly replicas: number }).replicas,
  );

const withStatus = (objects: readonly KubeObject[], kind: string, status: object): readonly KubeObject[] =>
  objects.map((object) => (object.kind === kind ? { ...object, status } : object));

test('a Redis that ends again and again is told with its own last words, and is Failed after five minutes', async () => {
  const live = withStatus(await running({}), 'StatefulSet', { observedGeneration: 1, replicas: 1, updatedReplicas: 1 });
  const crashed = (since: string): KubeObject =>
    podOf('redis-0', 'redis', {
      conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: since }],
      containerStatuses: [
        {
          ready: false,
          restartCount: 4,
          state: {
            waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container=redis pod=redis-0_tenant-acme(1)' },
          },
          lastState: { terminated: { exitCode: 1, message: "Fatal error\nCan't open the append-only file: Permission denied\n" } },
        },
      ],
    });
  const early = await planned(tenantPrimary({}), { children: live, derived: [crashed('2026-03-01T11:58:00Z')] });
  const words = "1 of 1 pods of Redis do not start: Fatal error / Can't open the append-only file: Permission denied";
  expect([early.status.phase, early.status.redisStatus, early.blocked?.kind]).toEqual([
    'Provisioning',
    { phase: 'Provisioning', message: `Redis is being provisioned: ${words}`, readyReplicas: 0, totalReplicas: 1 },
    'waits',
  ]);
  const late = await planned(tenantPrimary({}), { children: live, derived: [crashed('2026-03-01T11:54:00Z')] });
  expect([late.status.phase, late.status.redisStatus?.phase, late.blocked]).toEqual([
    'Failed',
    'Failed',
    expect.objectContaining({ kind: 'failed', reason: 'CrashLoopBackOff', message: words }),
  ]);
});

test('a quota that refuses a pod in the midst of a roll-out is no failure; with no pod ready it is', async () => {
  const conditions = [{ type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'pods "x" is forbidden: exceeded quota' }];
  const children = await running({});
  const counts = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, conditions };
  const midst = await planned(tenantPrimary({}), {
    children: withStatus(children, 'Deployment', { ...counts, readyReplicas: 1, availableReplicas: 1 }),
  });
  expect(midst.status.phase).toBe('Running');
  const none = await planned(tenantPrimary({}), { children: withStatus(children, 'Deployment', counts) });
  expect([none.status.phase, none.status.serverStatus?.message]).toEqual(['Failed', 'pods "x" is forbidden: exceeded quota']);
});

test('suspended by the annotation, both rest and nothing else changes', async () => {
  const annotations = { 'neurallog.io/suspended': 'true' };
  const primary = tenantPrimary({ server: { replicas: 3 } }, { metadata: { annotations } });
  const going = await planned(primary, { children: await running({ server: { replicas: 3 } }) });
  expect(replicasIn(going)).toEqual([0, 0]);
  expect([going.status.phase, going.blocked?.reason]).toEqual(['Provisioning', 'Suspending']);
  const done = await planned(primary, { children: settled(primary, going) });
  expect([done.status.phase, conditionOf(done, 'Ready'), done.blocked, done.status.serverStatus]).toEqual([
    'Suspended',
    'False/Suspended',
    undefined,
    { phase: 'Running', message: 'Server is suspended', readyReplicas: 0, totalReplicas: 0 },
  ]);
  expect(policyNames(done)).toHaveLength(3);
});

test('the server may listen elsewhere: container and probes follow, the Service does not change', async () => {
  const plan = await planFor({ server: { env: [{ name: 'PORT', value: '8080' }] } });
  expect(podsIn(plan, 'server').spec.containers[0]?.ports).toEqual([{ name: 'http', containerPort: 8080, protocol: 'TCP' }]);
  expect(appliedAs(plan, SERVICE, 'neurallog-server')['spec']).toMatchObject({ ports: [{ port: 3030, targetPort: 'http' }] });
  expect((await planFor({ server: { env: [{ name: 'PORT', value: 'tcp://1' }] } })).blocked?.reason).toBe('InvalidSpec');
});

test('resources are merged leaf by leaf, and a default gives way to what the user wrote', async () => {
  const plan = await planFor({ server: { resources: { memory: { request: '1Gi' }, cpu: { limit: '50m' } } } });
  expect(podsIn(plan, 'server').spec.containers[0]?.resources).toEqual({
    limits: { cpu: '50m', memory: '1Gi' },
    requests: { cpu: '50m', memory: '1Gi' },
  });
  expect(messageOf(plan, 'ServerReady')).toContain('spec.server.resources.memory.limit is 1Gi, as much as its request');
  expect(plan.events.map(({ reason }) => reason)).toEqual(['MutableTag', 'ResourcesAdjusted', 'ResourcesAdjusted']);
});

test('what is allowed and hardly meant is told once, by event and condition', async () => {
  const spec = {
    server: { image: 'neurallog/server:1.0.0' },
    redis: {
      replicas: 2,
      config: { maxmemory: '512M', maxclients: '20', 'min-replicas-to-write': '2' },
      resources: { storage: { limit: '1Gi' } },
    },
  };
  const plan = await planFor(spec);
  expect(plan.events.map(({ reason }) => reason)).toEqual([
    'StorageIgnored',
    'NoMemoryHeadroom',
    'DecimalUnit',
    'FewClients',
    'WritesRefused',
    'NoFailover',
  ]);
  const primary = tenantPrimary(spec, { status: plan.status });
  const again = await planned(primary, { children: settled(primary, plan) });
  expect(again.events.map(({ reason }) => reason)).toEqual(['NamespaceCreated', 'Running']);
  expect(conditionOf(again, 'RedisReady')).toBe('True/NoMemoryHeadroom');
  // The guide's own defaults are exactly equal and are no mistake of the user's.
  expect((await planFor({})).events.map(({ reason }) => reason)).toEqual(['MutableTag']);
});

test('a policy that cannot be applied is told, and nothing runs before the tenant is closed', async () => {
  const plan = await planned(tenantPrimary({}), { children: await running({}) }, [failedStep('NetworkPolicy', 'default-deny-all')]);
  expect([conditionOf(plan, 'NetworkPolicyReady'), plan.blocked?.reason]).toEqual(['False/ApplyFailed', 'ApplyFailed']);
  const before = plan.steps.findIndex(
    (step) => step.do === 'apply' && step.wave.some(({ manifest }) => manifest.metadata.name === 'default-deny-all'),
  );
  const workloads = plan.steps.findIndex((step) => step.do === 'apply' && step.wave.some(({ manifest }) => manifest.kind === 'Deployment'));
  expect(before).toBeLessThan(workloads);
  expect(plan.steps[before]).not.toHaveProperty('optional');
});

test('a Secret that cannot be seen leaves the running pods alone, and is looked at again', async () => {
  const spec = { server: { env: [{ name: 'K', valueFrom: { secretKeyRef: { name: 'keys', key: 'k' } } }] } };
  const primary = tenantPrimary(spec);
  const seen = await planned(primary, { secrets: { 'tenant-acme/keys': { k: 'v' } } });
  const plan = await planned(primary, { children: settled(primary, seen), hidden: ['tenant-acme/keys'] });
  expect(podsIn(plan, 'server')).toEqual(podsIn(seen, 'server'));
  expect([plan.status.phase, conditionOf(plan, 'ReferencesResolved'), plan.recheckAfter]).toEqual([
    'Running',
    'Unknown/NotVisible',
    60_000,
  ]);
});

test('a pod belongs to the tenant in whose namespace it stands', () => {
  const pod = podOf('redis-0', 'redis', {});
  expect(tenantOfPod(pod)).toEqual({ name: 'acme' });
  expect(tenantOfPod({ ...pod, metadata: { ...pod.metadata, namespace: 'tenant-other' } })).toBeUndefined();
});

test('deleting with the policy Retain takes our ownership from everything and lets go', async () => {
  const metadata = {
    finalizers: ['neurallog.io/finalizer'],
    deletionTimestamp: '2026-03-01T11:59:00Z',
    annotations: { 'neurallog.io/deletion-policy': 'Retain' },
  };
  const plan = await planned(tenantPrimary({}, { metadata }), { children: await running({}) }, [], NOON);
  expect(plan.steps.at(-1)).toEqual({ do: 'release', finalizer: 'neurallog.io/finalizer' });
  const owned = plan.steps.flatMap((step) => (step.do === 'apply' ? step.wave.map(({ ownership }) => ownership) : []));
  expect(new Set(owned)).toEqual(new Set(['retained']));
  expect(plan.steps.some((step) => step.do === 'remove')).toBe(false);
});
