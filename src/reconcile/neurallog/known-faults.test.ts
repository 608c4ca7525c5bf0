// Where a simple operator for NeuralLog goes wrong: each test fails with that fault. The numbers are those of the list of faults.
import { expect, test } from 'vitest';
import { liveForm } from '../../../test/support/fake-world.ts';
import {
  applied,
  conditionOf,
  confIn,
  envIn,
  namespaceOf,
  planFor,
  planned,
  podsIn,
  removed,
} from '../../../test/support/neurallog-cluster.ts';
import type { TenantPlan } from '../../../test/support/neurallog-cluster.ts';
import { tenantPrimary } from '../../../test/support/neurallog-tenants.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { tenant } from './tenant.ts';

test('2: Redis lets its clients in, and readiness sees an error answer', async () => {
  const plan = await planFor({});
  expect(confIn(plan)).toContain('\nprotected-mode no\n');
  expect(podsIn(plan, 'redis').spec.containers[0]).toMatchObject({
    readinessProbe: { exec: { command: ['redis-cli', '-e', 'ping'] }, timeoutSeconds: 5 },
    livenessProbe: { tcpSocket: { port: 'redis' } },
  });
});

test('3: the server is told to keep its logs in Redis', async () => {
  expect(envIn(await planFor({}))).toEqual({
    NODE_ENV: 'production',
    PORT: '3030',
    REDIS_URL: 'redis://redis:6379',
    LOG_LEVEL: 'info',
    TENANT_ID: 'acme',
    STORAGE_TYPE: 'redis',
    REDIS_HOST: 'redis',
    REDIS_PORT: '6379',
  });
  expect(podsIn(await planFor({}), 'server').spec).toMatchObject({ enableServiceLinks: false, terminationGracePeriodSeconds: 10 });
});

test('4: the probes ask a path that the server has, or the one of the annotation', async () => {
  const pathOf = (plan: TenantPlan): unknown => podsIn(plan, 'server').spec.containers[0]?.livenessProbe?.httpGet?.path;
  expect(pathOf(await planFor({}))).toBe('/');
  const annotated = tenantPrimary({}, { metadata: { annotations: { 'neurallog.io/server-health-path': '/ready' } } });
  expect(pathOf(await planned(annotated))).toBe('/ready');
  const wrong = tenantPrimary({}, { metadata: { annotations: { 'neurallog.io/server-health-path': 'ready' } } });
  expect((await planned(wrong)).blocked).toMatchObject({ kind: 'failed', reason: 'InvalidSpec' });
});

test('5: a namespace that was there before is neither written nor deleted, whatever it is called or labelled', async () => {
  const labels = { 'neurallog.io/tenant': 'acme', 'neurallog.io/managed-by': 'tenant-operator' };
  const theirs = liveForm({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tenant-acme', labels } });
  const primary = tenantPrimary({}, { metadata: { finalizers: ['neurallog.io/finalizer'] } });
  const plan = await planned(primary, { others: [theirs] });
  // The engine asks about the owner before it writes; nothing behind this step is done.
  expect(applied(plan).map(({ kind }) => kind)).toEqual(['Namespace']);
  expect([plan.status.phase, conditionOf(plan, 'Ready'), conditionOf(plan, 'NamespaceReady')]).toEqual([
    'Failed',
    'False/NamespaceConflict',
    'False/NamespaceConflict',
  ]);
  expect(plan.events).toContainEqual(expect.objectContaining({ type: 'Warning', reason: 'NamespaceConflict' }));
  // An annotation that says it is ours is not believed either: then not even that is asked.
  const posing = await planned(tenantPrimary({}), { children: [theirs] });
  expect([posing.steps, posing.status.phase]).toEqual([[], 'Failed']);
  const deleted = { ...primary, metadata: { ...primary.metadata, deletionTimestamp: '2026-03-01T11:00:00Z' } };
  const going = await planned(deleted, { others: [theirs] });
  expect(going.steps).toEqual([{ do: 'release', finalizer: 'neurallog.io/finalizer' }]);
});

test('5: what is deleted is computed, never read from the status', async () => {
  const status = { phase: 'Running' as const, namespace: 'kube-system', observedGeneration: 1, conditions: [] };
  const primary = tenantPrimary(
    {},
    { status, metadata: { finalizers: ['neurallog.io/finalizer'], deletionTimestamp: '2026-03-01T11:00:00Z' } },
  );
  expect(removed(await planned(primary, { children: [namespaceOf(primary)] })).map(({ name }) => name)).toEqual(['tenant-acme']);
});

test('30: Secrets are only read; pods are not given a token and can gain no rights', async () => {
  const granted = tenant.rights.flatMap(({ resources, verbs }) => (resources.includes('secrets') ? verbs : []));
  expect(granted.toSorted()).toEqual(['get', 'list', 'watch']);
  const plan = await planFor({});
  for (const component of ['server', 'redis'] as const) {
    expect(podsIn(plan, component).spec).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } }],
    });
  }
  expect(podsIn(plan, 'redis').spec.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 999, fsGroup: 1000 });
});

test('9, 29: a value that is no quantity is that tenant’s trouble only', () => {
  const primary = { ...tenantPrimary({}), spec: { server: { resources: { memory: { request: 'lots' } } } } } as KubeObject;
  const parsed = tenant.kind.spec.safeParse(primary['spec']);
  const plan = tenant.planInvalid(primary, parsed.success ? [] : parsed.error.issues, 0);
  expect([plan.steps, plan.status.phase, plan.blocked?.message]).toEqual([
    [],
    'Failed',
    'spec.server.resources.memory.request: must be a quantity such as 500m, 2 or 1Gi',
  ]);
});

test.each(['server', 'redis'])('29: white space in the image of %s is named before anything is made', async (component) => {
  const plan = await planFor({ [component]: { image: ' n:1' } });
  expect([plan.steps, plan.status.phase, plan.blocked?.message]).toEqual([
    [],
    'Failed',
    `spec.${component}.image must not contain white space`,
  ]);
});

test('13: a variable of the user takes the place of the default, also an empty one', async () => {
  const valueFrom = { secretKeyRef: { name: 's', key: 'k' } };
  const plan = await planFor({
    server: {
      env: [
        { name: 'LOG_LEVEL', value: '' },
        { name: 'REDIS_HOST', valueFrom },
        { name: 'X', value: '1' },
      ],
    },
  });
  const env = envIn(plan);
  expect(Object.keys(env)).toEqual([
    'NODE_ENV',
    'PORT',
    'REDIS_URL',
    'LOG_LEVEL',
    'TENANT_ID',
    'STORAGE_TYPE',
    'REDIS_HOST',
    'REDIS_PORT',
    'X',
  ]);
  expect(env).toMatchObject({ LOG_LEVEL: '', REDIS_HOST: valueFrom });
});

test('14, 15: a changed directive replaces the pods of Redis and of nothing else; their order means nothing', async () => {
  const hash = (plan: TenantPlan): unknown => podsIn(plan, 'redis').metadata.annotations?.['neurallog.io/redis-config-hash'];
  const one = await planFor({ redis: { config: { hz: '10', timeout: '5' } } });
  const same = await planFor({ redis: { config: { timeout: '5', hz: '10' } } });
  const other = await planFor({ redis: { config: { timeout: '6', hz: '10' } } });
  expect(confIn(same)).toBe(confIn(one));
  expect(hash(same)).toBe(hash(one));
  expect(hash(other)).not.toBe(hash(one));
  expect(podsIn(other, 'server')).toEqual(podsIn(one, 'server'));
});
