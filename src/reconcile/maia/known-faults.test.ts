// What the earlier operator of MAIA got wrong about instances: each test fails with that fault. The numbers are those of the list of faults.
import type { V1CronJobSpec, V1DeploymentSpec, V1ServiceSpec } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  applied,
  appliedAs,
  appliedSpec,
  conditionOf,
  failedApply,
  planned,
  removed,
  settled,
  type InstancePlan,
} from '../../../test/support/maia-cluster.ts';
import { maiaInstancePrimary } from '../../../test/support/maia-instances.ts';
import {
  CONFIG_MAP,
  CRON_JOB,
  DEPLOYMENT,
  INGRESS,
  PERSISTENT_VOLUME_CLAIM,
  SERVICE,
  SERVICE_MONITOR,
} from '../../kernel/builtin-types.ts';
import { maiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';
import { maiaInstance } from '../../../test/support/maia-reconciler.ts';

const MONITORED = { metrics: { serviceMonitor: { enabled: true } } };
const BACKED_UP = { backup: { enabled: true } };

function deploymentSpec(plan: InstancePlan): V1DeploymentSpec {
  return appliedSpec(plan, DEPLOYMENT, 'notes') as V1DeploymentSpec;
}

function jobPod(plan: InstancePlan): NonNullable<V1CronJobSpec['jobTemplate']['spec']>['template'] {
  const spec = appliedSpec(plan, CRON_JOB, 'notes-backup') as V1CronJobSpec;
  return spec.jobTemplate.spec?.template ?? {};
}

const running = async (spec: unknown, children = settled): Promise<InstancePlan> => {
  const primary = maiaInstancePrimary(spec);
  return planned(primary, { children: children(await planned(primary)) });
};

test('1: ServiceMonitor is declared as optional, so that the operator starts without it', () => {
  expect(maiaInstance.children.filter(({ optional }) => optional === true).map(({ type }) => type)).toEqual([SERVICE_MONITOR]);
});

test('2: a cluster without the Prometheus operator gets everything else, and is asked again', async () => {
  const plan = await planned(maiaInstancePrimary(MONITORED), { notServed: ['servicemonitors.monitoring.coreos.com'] });
  expect(applied(plan)).toHaveLength(5);
  expect(conditionOf(plan, 'Degraded')).toBe('True/ServiceMonitorCRDMissing');
  expect(plan.recheckAfter).toBe(60_000);
  const refused = failedApply('ServiceMonitor', 'notes', { reason: 'NotServed', code: 0 });
  expect(conditionOf(await planned(maiaInstancePrimary(MONITORED), {}, [refused]), 'Degraded')).toBe('False/AsExpected');
});

test('6: the configuration reaches the server: file name, mount and environment are its own', async () => {
  const plan = await planned(maiaInstancePrimary({ logging: { format: 'text' }, rateLimit: { enabled: true, requestsPerSecond: 7 } }));
  const data = appliedAs(plan, CONFIG_MAP, 'notes-config')?.['data'] as Readonly<Record<string, string>>;
  expect(parse(data['maia.yaml'] ?? '')).toMatchObject({ security: { rate_limit_rps: 7 } });
  const container = deploymentSpec(plan).template.spec?.containers[0];
  expect(container?.volumeMounts).toContainEqual({ name: 'config', mountPath: '/etc/maia', readOnly: true });
  expect(container?.env).toContainEqual({ name: 'MAIA_LOG_FORMAT', value: 'console' });
});

test('8: no step writes the instance itself: a false that the user wrote stays false', async () => {
  const plan = await running({ metrics: { enabled: false }, backup: { compress: false } });
  expect(plan.steps.map((step) => step.do)).toEqual(['apply']);
  expect(applied(plan).map(({ kind }) => kind)).not.toContain('MaiaInstance');
});

test('9: a blocked pass stores its conditions', async () => {
  const plan = await planned(maiaInstancePrimary({ security: { apiKeySecretRef: { name: 'admin' } } }));
  expect(plan.status.conditions.map(({ type }) => type)).toEqual(['Ready', 'Progressing', 'Degraded']);
  expect(conditionOf(plan, 'Ready')).toBe('False/SecretNotFound');
});

test('10: conditions are taken back once they no longer hold', async () => {
  const spec = { security: { apiKeySecretRef: { name: 'admin' } } };
  const secrets = { 'apps/admin': { 'api-key': 'made-up' } };
  const broken = await planned(maiaInstancePrimary(spec));
  const children = settled(await planned(maiaInstancePrimary(spec), { secrets }));
  const mended = await planned(maiaInstancePrimary(spec, { status: broken.status }), { secrets, children });
  expect(['Ready', 'Progressing', 'Degraded'].map((type) => conditionOf(mended, type))).toEqual([
    'True/DeploymentReady',
    'False/RolloutComplete',
    'False/AsExpected',
  ]);
});

test('11: the first start is Pending, a passed deadline is Failed, and an old generation proves nothing', async () => {
  const with_ = (status: unknown): Promise<InstancePlan> => running({}, (plan) => settled(plan, status));
  const counts = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  expect((await with_({ observedGeneration: 1, ...counts, readyReplicas: 0 })).status.phase).toBe('Pending');
  expect((await with_({ observedGeneration: 0, ...counts })).status.phase).toBe('Pending');
  expect((await with_({ observedGeneration: 1, ...counts, updatedReplicas: 0 })).status.phase).toBe('Pending');
  const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
  expect((await with_({ observedGeneration: 1, conditions })).status.phase).toBe('Failed');
});

test('12: what is switched off is removed', async () => {
  const full = await planned(maiaInstancePrimary({ ingress: { enabled: true }, ...MONITORED, ...BACKED_UP }));
  const off = await planned(maiaInstancePrimary({ metrics: { enabled: false, ...MONITORED.metrics } }), { children: settled(full) });
  expect(removed(off).map(({ type }) => type)).toEqual([INGRESS, SERVICE_MONITOR, CRON_JOB]);
});

test('15: manifests hold only what is ours, so that defaults of the server are no difference', async () => {
  const plan = await planned(maiaInstancePrimary(BACKED_UP));
  const text = JSON.stringify(applied(plan));
  for (const defaulted of [
    'revisionHistoryLimit',
    'dnsPolicy',
    'terminationMessagePath',
    'sessionAffinity',
    'ipFamilies',
    'volumeMode',
    'schedulerName',
    '"status"',
  ]) {
    expect(text).not.toContain(defaulted);
  }
});

test('27: a rollout ends the old pod first, since the store is locked', async () => {
  expect(deploymentSpec(await planned(maiaInstancePrimary({}))).strategy).toEqual({ type: 'Recreate' });
});

test('28: several replicas are honoured and explained', async () => {
  const plan = await planned(maiaInstancePrimary({ replicas: 3 }));
  expect(deploymentSpec(plan).replicas).toBe(3);
  expect(conditionOf(plan, 'Degraded')).toBe('True/MultipleReplicasUnsupported');
  expect(plan.events).toEqual([expect.objectContaining({ type: 'Warning', reason: 'MultipleReplicasUnsupported' })]);
});

test('29: a rotated key or a changed configuration rolls the pods', async () => {
  const spec = { security: { apiKeySecretRef: { name: 'admin' } } };
  const template = async (key: string, more: object): Promise<unknown> =>
    deploymentSpec(await planned(maiaInstancePrimary({ ...spec, ...more }), { secrets: { 'apps/admin': { 'api-key': key } } })).template;
  const before = await template('one', {});
  expect(await template('two', {})).not.toEqual(before);
  expect(await template('one', { tenancy: { enabled: true } })).not.toEqual(before);
  expect(maiaInstance.wakes.map(({ type }) => type.kind)).toEqual(['Secret']);
});

test('30: a missing Secret is an event on the instance', async () => {
  const plan = await planned(maiaInstancePrimary({ security: { apiKeySecretRef: { name: 'admin' } } }));
  expect(plan.events).toEqual([expect.objectContaining({ type: 'Warning', reason: 'SecretNotFound' })]);
});

test('31: the TLS Secret and dedicated storage have their effect', async () => {
  const secrets = { 'apps/cert': { 'tls.crt': 'c', 'tls.key': 'k' } };
  const plan = await planned(maiaInstancePrimary({ security: { tlsSecretRef: { name: 'cert' } }, tenancy: { dedicatedStorage: true } }), {
    secrets,
  });
  expect(deploymentSpec(plan).template.spec?.volumes).toContainEqual({ name: 'tls', secret: { secretName: 'cert', defaultMode: 0o440 } });
  expect(plan.status.endpoint).toBe('https://notes.apps.svc:8080');
  expect(JSON.stringify(appliedAs(plan, CONFIG_MAP, 'notes-config'))).toContain('/data/tenants');
});

test('32: the ServiceMonitor selects exactly the main Service', async () => {
  const plan = await planned(maiaInstancePrimary(MONITORED));
  const { selector } = appliedSpec(plan, SERVICE_MONITOR, 'notes') as { readonly selector: { readonly matchLabels: object } };
  const matching = applied(plan).filter(
    ({ kind, metadata }) =>
      kind === 'Service' && Object.entries(selector.matchLabels).every(([key, value]) => metadata.labels?.[key] === value),
  );
  expect(matching.map(({ metadata }) => metadata.name)).toEqual(['notes']);
});

test('33: no Service and no Deployment selects the pods of a backup', async () => {
  const plan = await planned(maiaInstancePrimary(BACKED_UP));
  const pod = jobPod(plan).metadata?.labels ?? {};
  const selectors = [
    (appliedSpec(plan, SERVICE, 'notes') as V1ServiceSpec).selector,
    (appliedSpec(plan, SERVICE, 'notes-headless') as V1ServiceSpec).selector,
    deploymentSpec(plan).selector.matchLabels,
  ];
  for (const selector of selectors) expect(Object.entries(selector ?? {}).every(([key, value]) => pod[key] === value)).toBe(false);
});

test('34: a backup runs on the node of the server, where the volume is', async () => {
  const plan = await planned(maiaInstancePrimary(BACKED_UP));
  const [term] = jobPod(plan).spec?.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  expect(term?.labelSelector?.matchLabels).toEqual(deploymentSpec(plan).template.metadata?.labels);
});

test('35: the backup script is one constant text, whatever the data directory, and runs do not overlap', async () => {
  const script = async (dataDir: string): Promise<unknown> =>
    jobPod(await planned(maiaInstancePrimary({ ...BACKED_UP, storage: { dataDir } }))).spec?.containers[0]?.command;
  expect(await script('/other')).toEqual(await script('/data'));
  const plan = await planned(maiaInstancePrimary(BACKED_UP));
  expect(appliedAs(plan, CRON_JOB, 'notes-backup')?.['spec']).toMatchObject({ concurrencyPolicy: 'Forbid' });
});

test('36: the backup volume is retained, never controlled, never removed', async () => {
  const plan = await planned(maiaInstancePrimary(BACKED_UP));
  const children = plan.steps.flatMap((step) => (step.do === 'apply' ? step.wave : []));
  expect(children.filter(({ ownership }) => ownership === 'retained').map(({ manifest }) => manifest.metadata.name)).toEqual([
    'notes-backup',
  ]);
  const off = await planned(maiaInstancePrimary({}), { children: settled(plan) });
  expect(removed(off).map(({ type }) => type)).toEqual([CRON_JOB]);
});

test('37: counters, version, endpoint and last backup are filled', async () => {
  const plan = await running({ ...BACKED_UP, image: { tag: 'v2' } });
  expect(plan.status).toMatchObject({
    tenantCount: 0,
    totalMemories: 0,
    version: 'v2',
    endpoint: 'http://notes.apps.svc:8080',
    lastBackup: '2026-02-28T02:00:00Z',
  });
});

test('38: an amount that is none is an issue of the spec, not a crash', () => {
  const parsed = maiaInstanceSpec.safeParse({ resources: { limits: { cpu: 'lots' } }, storage: { size: '-1Gi' } });
  expect(parsed.error?.issues.map(({ path }) => path.join('.')).toSorted()).toEqual(['resources.limits.cpu', 'storage.size']);
});

test('39: a volume grows with the spec; a shrink is refused in words and the live size kept', async () => {
  const children = settled(await planned(maiaInstancePrimary({ storage: { size: '20Gi' }, ...BACKED_UP })));
  const sizeIn = (plan: InstancePlan, name: string): unknown => appliedAs(plan, PERSISTENT_VOLUME_CLAIM, name)?.['spec'];
  const grown = await planned(maiaInstancePrimary({ storage: { size: '30Gi' }, ...BACKED_UP }), { children });
  expect(sizeIn(grown, 'notes-data')).toMatchObject({ resources: { requests: { storage: '30Gi' } } });
  const shrunk = await planned(maiaInstancePrimary({ storage: { size: '10Gi' }, backup: { enabled: true, storageSize: '1Gi' } }), {
    children,
  });
  expect(sizeIn(shrunk, 'notes-data')).toMatchObject({ resources: { requests: { storage: '20Gi' } } });
  expect(sizeIn(shrunk, 'notes-backup')).toMatchObject({ resources: { requests: { storage: '20Gi' } } });
  expect(conditionOf(shrunk, 'Degraded')).toBe('True/StorageShrinkRefused');
  expect(shrunk.events.filter(({ type }) => type === 'Warning')).toHaveLength(2);
  expect(shrunk.status.phase).toBe('Running');
});

test('40: only the annotations of the user are ours on an Ingress', async () => {
  const annotations = { 'nginx.ingress.kubernetes.io/proxy-body-size': '8m' };
  const plan = await planned(maiaInstancePrimary({ ingress: { enabled: true, annotations } }));
  expect(appliedAs(plan, INGRESS, 'notes')?.metadata.annotations).toEqual(annotations);
  const bare = await planned(maiaInstancePrimary({ ingress: { enabled: true } }));
  expect(appliedAs(bare, INGRESS, 'notes')?.metadata).not.toHaveProperty('annotations');
});

test('46: the defaults are the same whichever parent objects the user wrote', () => {
  const sparse = maiaInstanceSpec.parse({});
  const parents = maiaInstanceSpec.parse({
    image: {},
    storage: {},
    resources: { limits: {}, requests: {} },
    metrics: { serviceMonitor: {} },
    backup: {},
  });
  expect(parents).toEqual(sparse);
  expect(sparse.image.repository).toBe('maia');
  expect(maiaInstanceSpec.parse({ embedding: { openaiSecretRef: { name: 'x' } } }).embedding.openaiSecretRef?.key).toBe('openai-api-key');
});
