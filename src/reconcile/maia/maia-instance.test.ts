import { expect, test } from 'vitest';
import { applied, appliedAs, conditionOf, planned, readyStatus, removed, settled } from '../../../test/support/maia-cluster.ts';
import { maiaInstancePrimary } from '../../../test/support/maia-instances.ts';
import { CRON_JOB, INGRESS, SERVICE, SERVICE_MONITOR } from '../../kernel/builtin-types.ts';
import type { Manifest } from '../../kernel/kube-object.ts';

const KEYED = { security: { apiKeySecretRef: { name: 'admin' } } };
const SECRETS = { 'apps/admin': { 'api-key': 'made-up' } };

function names(manifests: readonly Manifest[]): readonly string[] {
  return manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
}

test('a new instance gets its five objects side by side, no event and a Pending status with zeros', async () => {
  const plan = await planned(maiaInstancePrimary(KEYED), { secrets: SECRETS });
  expect(plan.steps).toHaveLength(1);
  expect(names(applied(plan))).toEqual([
    'ConfigMap/notes-config',
    'PersistentVolumeClaim/notes-data',
    'Deployment/notes',
    'Service/notes',
    'Service/notes-headless',
  ]);
  expect(plan.events).toEqual([]);
  expect(plan.status).toEqual({
    phase: 'Pending',
    replicas: 0,
    readyReplicas: 0,
    tenantCount: 0,
    totalMemories: 0,
    endpoint: 'http://notes.apps.svc:8080',
    observedGeneration: 1,
    conditions: [
      expect.objectContaining({ type: 'Ready', status: 'False', reason: 'DeploymentNotReady', lastTransitionTime: '2026-03-01T12:00:00Z' }),
      expect.objectContaining({ type: 'Progressing', status: 'True', reason: 'DeploymentUpdating' }),
      expect.objectContaining({ type: 'Degraded', status: 'False', reason: 'AsExpected', observedGeneration: 1 }),
    ],
  });
  expect(plan.blocked).toMatchObject({ kind: 'waits', reason: 'DeploymentNotReady' });
});

test('a ready Deployment makes it Running, with one event and the version, and its counts are looked at again', async () => {
  const primary = maiaInstancePrimary({ ...KEYED, image: { tag: 'v1.0.0' } });
  const first = await planned(primary, { secrets: SECRETS });
  const plan = await planned({ ...primary, status: first.status }, { secrets: SECRETS, children: settled(first) });
  expect(plan.status).toMatchObject({ phase: 'Running', replicas: 1, readyReplicas: 1, version: 'v1.0.0' });
  expect(conditionOf(plan, 'Ready')).toBe('True/DeploymentReady');
  expect(conditionOf(plan, 'Progressing')).toBe('False/RolloutComplete');
  expect(plan.events).toEqual([
    { type: 'Normal', reason: 'DeploymentReady', message: 'the server is ready at http://notes.apps.svc:8080' },
  ]);
  expect(plan).not.toHaveProperty('blocked');
  expect(plan.recheckAfter).toBe(30_000);
});

test('while the first pods start it is Pending and says how far it is', async () => {
  const primary = maiaInstancePrimary({});
  const first = await planned(primary);
  const conditions = [{ type: 'Available', status: 'False', message: 'Deployment does not have minimum availability.' }];
  const children = settled(first, { observedGeneration: 1, replicas: 1, updatedReplicas: 1, conditions });
  const plan = await planned({ ...primary, status: first.status }, { children });
  expect(plan.status.phase).toBe('Pending');
  expect(plan.blocked).toEqual({
    kind: 'waits',
    reason: 'DeploymentNotReady',
    message: 'Deployment/apps/notes has 0 of 1 replicas ready: Deployment does not have minimum availability.',
    on: { kind: 'Deployment', namespace: 'apps', name: 'notes' },
  });
});

test('a volume that is not bound is what it waits for', async () => {
  const primary = maiaInstancePrimary({});
  const first = await planned(primary);
  const children = settled(first, { observedGeneration: 1, replicas: 1 }).map((child) =>
    child.kind === 'PersistentVolumeClaim' ? { ...child, status: { phase: 'Pending' } } : child,
  );
  const plan = await planned(primary, { children });
  expect(plan.blocked).toMatchObject({
    kind: 'waits',
    message: 'PersistentVolumeClaim/apps/notes-data has no volume yet',
    on: { name: 'notes-data' },
  });
});

test('a changed spec is Updating until the Deployment has it, however ready the old one is', async () => {
  const first = await planned(maiaInstancePrimary({}));
  const running = await planned(maiaInstancePrimary({}), { children: settled(first) });
  const edited = maiaInstancePrimary({ logging: { level: 'debug' } }, { status: running.status, metadata: { generation: 2 } });
  const plan = await planned(edited, { children: settled(first) });
  expect(plan.status).toMatchObject({ phase: 'Updating', observedGeneration: 2 });
  expect(conditionOf(plan, 'Ready')).toBe('False/DeploymentNotReady');
  expect(conditionOf(plan, 'Progressing')).toBe('True/DeploymentUpdating');
  expect(plan.events.map(({ type, reason }) => `${type}/${reason}`)).toEqual(['Normal/DeploymentUpdating']);
});

test('a changed configuration is stored before the pods that read it change', async () => {
  const first = await planned(maiaInstancePrimary({}));
  const plan = await planned(maiaInstancePrimary({ storage: { syncWrites: true } }), { children: settled(first) });
  const waves = plan.steps.map((step) => (step.do === 'apply' ? names(step.wave.map(({ manifest }) => manifest)) : []));
  expect(waves[0]).toEqual(['ConfigMap/notes-config']);
  expect(plan.steps[0]).not.toHaveProperty('optional');
  expect(waves[1]).toContain('Deployment/notes');
  expect(waves[1]).not.toContain('ConfigMap/notes-config');
});

test('what runs elsewhere is told once: several problems are one condition and one event each', async () => {
  const primary = maiaInstancePrimary({ replicas: 3, embedding: { model: 'ollama' }, tenancy: { enabled: true } });
  const plan = await planned(primary);
  expect(conditionOf(plan, 'Degraded')).toBe('True/MultipleReplicasUnsupported');
  expect(plan.events.map(({ reason }) => reason)).toEqual([
    'MultipleReplicasUnsupported',
    'UnsupportedEmbeddingModel',
    'AdminAPIUnprotected',
  ]);
  expect(plan.status.conditions[2]?.message).toContain('AdminAPIUnprotected: ');
  expect((await planned({ ...primary, status: plan.status })).events).toEqual([]);
});

test('a burst that the server cannot do is told once for each spec', async () => {
  const primary = maiaInstancePrimary({ rateLimit: { enabled: true, requestsPerSecond: 100, burst: 300 } });
  const plan = await planned(primary);
  expect(plan.events).toEqual([expect.objectContaining({ type: 'Warning', reason: 'RateLimitBurstUnsupported' })]);
  expect((await planned({ ...primary, status: plan.status })).events).toEqual([]);
  expect((await planned(maiaInstancePrimary({ rateLimit: { enabled: true } }))).events).toEqual([]);
});

test('each optional object comes with its field and goes with it, and only then', async () => {
  const spec = { ingress: { enabled: true }, metrics: { serviceMonitor: { enabled: true } }, backup: { enabled: true } };
  const full = await planned(maiaInstancePrimary(spec));
  for (const [type, name] of [
    [INGRESS, 'notes'],
    [SERVICE_MONITOR, 'notes'],
    [CRON_JOB, 'notes-backup'],
  ] as const) {
    expect(appliedAs(full, type, name)).toBeDefined();
  }
  expect(removed(full)).toEqual([]);
  const off = await planned(maiaInstancePrimary({}), { children: settled(full) });
  expect(removed(off).map(({ type, name }) => `${type.kind}/${name}`)).toEqual([
    'Ingress/notes',
    'ServiceMonitor/notes',
    'CronJob/notes-backup',
  ]);
  expect(off.steps.at(-1)).toMatchObject({ do: 'remove', propagation: 'Background', optional: true });
  expect(appliedAs(off, SERVICE, 'notes')).toBeDefined();
});

test('what is already going is not removed again', async () => {
  const full = await planned(maiaInstancePrimary({ ingress: { enabled: true } }));
  const children = settled(full).map((child) => ({ ...child, metadata: { ...child.metadata, deletionTimestamp: '2026-03-01T11:00:00Z' } }));
  expect(removed(await planned(maiaInstancePrimary({}), { children }))).toEqual([]);
});

test('the last backup is remembered when the schedule goes', async () => {
  const full = await planned(maiaInstancePrimary({ backup: { enabled: true } }));
  const children = settled(full);
  const running = await planned(maiaInstancePrimary({ backup: { enabled: true } }), { children });
  expect(running.status.lastBackup).toBe('2026-02-28T02:00:00Z');
  const off = await planned(maiaInstancePrimary({}, { status: running.status }), {
    children: children.filter(({ kind }) => kind !== 'CronJob'),
  });
  expect(off.status.lastBackup).toBe('2026-02-28T02:00:00Z');
});

test('one ready pod of several wanted is explained, not waited for', async () => {
  const primary = maiaInstancePrimary({ replicas: 3 });
  const children = settled(await planned(primary), {
    observedGeneration: 1,
    replicas: 3,
    updatedReplicas: 3,
    readyReplicas: 1,
    availableReplicas: 1,
  });
  const plan = await planned(primary, { children });
  expect(plan.blocked).toMatchObject({ kind: 'stuck', reason: 'MultipleReplicasUnsupported' });
  expect(plan.status.readyReplicas).toBe(1);
  expect((await planned(primary, { children: settled(await planned(primary), readyStatus(3)) })).status.phase).toBe('Running');
});
