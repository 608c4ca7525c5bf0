import { expect, test } from 'vitest';
import { liveForm } from '../../../../test/support/fake-world.ts';
import { clusterSpec, marieClusterPrimary, podTemplate } from '../../../../test/support/marie-clusters.ts';
import {
  applied,
  appliedAs,
  conditionOf,
  failedStep,
  NOON,
  planned,
  podsOf,
  removed,
  running,
  settled,
  type ClusterPlan,
} from '../../../../test/support/marie-cluster.ts';
import { DEPLOYMENT, INGRESS, SERVICE } from '../../../kernel/builtin-types.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { marieClusterReconciler } from '../marie-cluster.ts';

const OCR = { groupName: 'ocr', replicas: 2 };
const SECRETS = { 'apps/docs-api-key': { api_key: 'mas_x' } };

/** The container that a plan gives the Deployment of a name. */
function containerOf(plan: ClusterPlan, deployment: string, index = 0): JsonObject {
  const { template } = appliedAs(plan, DEPLOYMENT, deployment)['spec'] as { template: { spec: { containers: JsonObject[] } } };
  return template.spec.containers[index] ?? {};
}

function podSpecOf(plan: ClusterPlan, deployment: string): JsonObject {
  return (appliedAs(plan, DEPLOYMENT, deployment)['spec'] as { template: { spec: JsonObject } }).template.spec;
}

test('1, 4: a changed image, variable, resource or port is applied, and what is live counts as old until it is taken up', async () => {
  const { children, primary } = await running(clusterSpec([OCR]));
  for (const container of [{ image: 'marieai/marie:3.1' }, { env: [{ name: 'A', value: '2' }] }, { resources: { limits: { cpu: '2' } } }]) {
    const spec = clusterSpec([{ ...OCR, template: podTemplate(container) }], { serverSpec: { template: podTemplate(container) } });
    const plan = await planned(marieClusterPrimary(spec, primary.status === undefined ? {} : { status: primary.status }), { children });
    expect(containerOf(plan, 'docs-server')).toMatchObject(container.env === undefined ? container : {});
    expect(plan.status.phase).toBe('Creating');
    expect(plan.blocked).toMatchObject({ reason: 'RollingOut' });
  }
  const nodePort = await planned(marieClusterPrimary(clusterSpec([], { serviceType: 'NodePort' })), { children });
  expect(appliedAs(nodePort, SERVICE, 'docs-server-svc')['spec']).toMatchObject({ type: 'NodePort' });
});

test('3: an Ingress of somebody else is neither removed nor fatal; our own goes when it is switched off', async () => {
  const foreign = liveForm({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'docs-ingress', namespace: 'apps' } });
  const without = await running(clusterSpec([OCR]), { others: [foreign] });
  expect(removed(without.plan)).toEqual([]);
  const failures = [failedStep('Ingress', 'docs-ingress', { reason: 'ForeignObject' })];
  const refused = await planned(marieClusterPrimary(clusterSpec([OCR], { enableIngress: true })), { children: without.children, failures });
  expect([refused.status.phase, conditionOf(refused, 'IngressReady')]).toEqual(['Running', 'False/NameConflict']);
  expect(refused.blocked).toMatchObject({ kind: 'stuck', reason: 'NameConflict', on: { kind: 'Ingress', name: 'docs-ingress' } });
  const open = await running(clusterSpec([OCR], { enableIngress: true }));
  const closed = await planned(marieClusterPrimary(clusterSpec([OCR])), { children: open.children });
  expect(removed(closed)).toEqual(['Ingress/docs-ingress']);
});

test('3: a Deployment or Service of somebody else is told as a conflict', async () => {
  const failures = [failedStep('Deployment', 'docs-server', { reason: 'ForeignObject' })];
  const plan = await planned(marieClusterPrimary(clusterSpec([])), { failures });
  expect(plan.status.phase).toBe('Failed');
  expect(plan.blocked).toMatchObject({ kind: 'failed', reason: 'NameConflict', on: { kind: 'Deployment', name: 'docs-server' } });
});

test('5, 10: a group that is gone takes its Deployment, its Service and its status along', async () => {
  const { children, primary } = await running(clusterSpec([OCR, { groupName: 'ner' }]));
  const { status } = primary;
  const plan = await planned(marieClusterPrimary(clusterSpec([{ groupName: 'ner' }]), status === undefined ? {} : { status }), {
    children,
  });
  expect(removed(plan)).toEqual(['Deployment/docs-executor-ocr', 'Service/docs-executor-ocr-svc']);
  expect(Object.keys(plan.status.executorGroupStatuses)).toEqual(['ner']);
});

test('6: a suspended group wants nothing and holds nothing up', async () => {
  const { plan } = await running(clusterSpec([{ ...OCR, suspend: true }, { groupName: 'ner' }]));
  expect(plan.status).toMatchObject({ phase: 'Running', desiredExecutorReplicas: 1, readyExecutorReplicas: 1 });
});

test('6: the whole cluster sleeps only once its last pod is gone, keeps its Services, and comes back', async () => {
  const awake = await running(clusterSpec([OCR], { enableIngress: true }));
  const asleep = marieClusterPrimary(clusterSpec([OCR], { enableIngress: true, suspend: true }), { status: awake.plan.status });
  const going = await planned(asleep, { children: awake.children, derived: podsOf(awake.plan) });
  expect([going.status.phase, conditionOf(going, 'Suspending')]).toEqual(['Creating', 'True/Suspending']);
  expect(going.blocked).toMatchObject({ kind: 'waits', reason: 'Suspending' });
  const children = settled(going);
  const left = await planned(asleep, { children, derived: podsOf(awake.plan).slice(0, 1) });
  expect(left.status.phase).toBe('Creating');
  const gone = await planned(asleep, { children });
  expect([gone.status.phase, gone.blocked, removed(gone)]).toEqual(['Suspended', undefined, []]);
  expect(conditionOf(gone, 'Suspended')).toBe('True/Suspended');
  const { status } = gone;
  const back = await planned(marieClusterPrimary(clusterSpec([OCR]), { status }), { children });
  expect(back.status.phase).toBe('Creating');
});

test('7: a surplus pod in one group hides no lack in another', async () => {
  const { plan } = await running(clusterSpec([OCR, { groupName: 'ner', replicas: 2 }]));
  const children = settled(plan, { 'docs-executor-ocr': 3, 'docs-executor-ner': 1 });
  const lacking = await planned(marieClusterPrimary(clusterSpec([OCR, { groupName: 'ner', replicas: 2 }])), { children });
  expect(lacking.status.phase).toBe('Creating');
  expect(conditionOf(lacking, 'AllExecutorsReady')).toBe('False/ExecutorsNotReady');
});

test('8: nothing changes the status of a cluster at rest, however late it is looked at', async () => {
  const { children, plan, primary } = await running(clusterSpec([OCR]), { secrets: SECRETS });
  const later = await planned(primary, { secrets: SECRETS, children, derived: podsOf(plan), now: NOON + 86_400_000 });
  expect(later.status).toEqual(plan.status);
  expect(later.events).toEqual([]);
});

test('9: an error that passes by itself is no failure of the cluster', async () => {
  const { children } = await running(clusterSpec([OCR]));
  const failures = [failedStep('Deployment', 'docs-server', { reason: 'Conflict', code: 409, stuck: false })];
  expect((await planned(marieClusterPrimary(clusterSpec([OCR])), { children, failures })).status.phase).toBe('Running');
  const refused = [failedStep('Deployment', 'docs-server', { reason: 'Invalid', code: 422 })];
  expect((await planned(marieClusterPrimary(clusterSpec([OCR])), { children, failures: refused })).status.phase).toBe('Failed');
});

test('10: facts about a pod are those of a pod that is ready now, and addresses are told once their Service is there', async () => {
  const first = await planned(marieClusterPrimary(clusterSpec([OCR])));
  expect([first.status.endpoints, first.status.serverInfo]).toEqual([{}, undefined]);
  const { children, plan } = await running(clusterSpec([OCR]));
  expect(plan.status.endpoints).toEqual({ grpc: 'docs-server-svc.apps.svc:52000', http: 'docs-server-svc.apps.svc:8080' });
  expect(plan.status.serverInfo).toEqual({ podName: 'docs-server-0', podIP: '10.0.0.0', serviceName: 'docs-server-svc' });
  const { status } = plan;
  expect((await planned(marieClusterPrimary(clusterSpec([OCR]), { status }), { children })).status.serverInfo).toBeUndefined();
});

test('11, 12: a GPU group gets a GPU, finds its nodes, and gives a pod up before it starts another', async () => {
  const spec = clusterSpec([{ ...OCR, gpu: true, minReplicas: 0 }, { groupName: 'cpu' }]);
  const plan = await planned(marieClusterPrimary(spec));
  expect(appliedAs(plan, DEPLOYMENT, 'docs-executor-ocr')['spec']).toMatchObject({
    strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    template: { metadata: { annotations: { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'true' } } },
  });
  expect(containerOf(plan, 'docs-executor-ocr')['resources']).toEqual({ limits: { 'nvidia.com/gpu': '1' } });
  expect(containerOf(plan, 'docs-executor-ocr')['env']).toContainEqual({ name: 'MARIE_GPU_ENABLED', value: 'true' });
  expect(podSpecOf(plan, 'docs-executor-ocr')['tolerations']).toEqual([
    { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
  ]);
  expect(podSpecOf(plan, 'docs-executor-ocr')['nodeSelector']).toBeUndefined();
  expect(appliedAs(plan, DEPLOYMENT, 'docs-executor-cpu')['spec']).toMatchObject({
    strategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
  });
  const own = { resources: { limits: { 'amd.com/gpu': '2' } } };
  const other = await planned(marieClusterPrimary(clusterSpec([{ ...OCR, gpu: true, template: podTemplate(own) }])));
  expect(containerOf(other, 'docs-executor-ocr')['resources']).toEqual(own.resources);
  expect(other.status.desiredGPU).toBe('4');
});

test("13, 14: the server's own type, parameters and version are followed, and it is asked whether it answers", async () => {
  const template = { spec: { containers: [{ name: 'marie', image: 'marieai/marie' }] } };
  const serverSpec = { template, serviceType: 'LoadBalancer', serverStartParams: { 'log-level': 'info', verbose: 'true' } };
  const plan = await planned(marieClusterPrimary(clusterSpec([], { serverSpec, serviceType: 'NodePort', marieVersion: '4.0.0' })));
  expect(appliedAs(plan, SERVICE, 'docs-server-svc')['spec']).toMatchObject({ type: 'LoadBalancer' });
  const container = containerOf(plan, 'docs-server');
  expect(container['image']).toBe('marieai/marie:4.0.0');
  const args = 'gateway --uses /config/marie.yml --protocols HTTP GRPC --ports 8080 52000 --log-level info --verbose';
  expect(container['args']).toEqual(args.split(' '));
  expect(container).toMatchObject({
    startupProbe: { httpGet: { path: '/', port: 8080 }, periodSeconds: 10, failureThreshold: 30 },
    readinessProbe: { httpGet: { path: '/', port: 8080 } },
  });
});

test('14: what the user says stays: a command without a known port is not probed, an executor without command is told', async () => {
  const args = { args: ['gateway', '--ports', '51000', '52000'] };
  const spec = clusterSpec([{ groupName: 'bare', template: podTemplate() }], { serverSpec: { template: podTemplate(args) } });
  const plan = await planned(marieClusterPrimary(spec));
  expect(containerOf(plan, 'docs-server')).toMatchObject(args);
  expect(containerOf(plan, 'docs-server')['readinessProbe']).toBeUndefined();
  expect(plan.events).toContainEqual(expect.objectContaining({ type: 'Warning', reason: 'NoCommand' }));
});

test('15, 17: Marie is the container called marie, and every container counts, by request, else limit', async () => {
  const side = { name: 'side', image: 'busybox', resources: { limits: { cpu: '500m', memory: '1Gi' } } };
  const marie = { name: 'marie', image: 'marieai/marie:3.0', resources: { requests: { cpu: '1' }, limits: { cpu: '4' } } };
  const template = { spec: { containers: [side, marie] } };
  const plan = await planned(
    marieClusterPrimary(
      clusterSpec([
        { ...OCR, template },
        { groupName: 'off', template, suspend: true },
      ]),
    ),
  );
  expect(containerOf(plan, 'docs-executor-ocr')['env']).toBeUndefined();
  expect(containerOf(plan, 'docs-executor-ocr', 1)['env']).toContainEqual({ name: 'MARIE_EXECUTOR_GROUP', value: 'ocr' });
  expect(plan.status).toMatchObject({ desiredCPU: '3', desiredMemory: '2Gi' });
});

test('16: a name or a template of which nothing can be made makes nothing and says which field', async () => {
  const long = await planned(marieClusterPrimary(clusterSpec([OCR]), { name: 'a'.repeat(47) }));
  expect([long.steps, long.blocked?.reason]).toEqual([[], 'InvalidName']);
  const empty = await planned(marieClusterPrimary(clusterSpec([{ ...OCR, template: {} }])));
  expect(empty.steps).toEqual([]);
  expect(empty.blocked?.message).toBe('spec.executorGroupSpecs[0].template.spec.containers must name at least one container');
  const imageless = await planned(marieClusterPrimary({ serverSpec: { template: { spec: { containers: [{ name: 'marie' }] } } } }));
  expect(imageless.blocked?.message).toBe('spec.serverSpec.template.spec.containers[0].image must be set');
});

test('18: host, class and TLS of the Ingress are followed, and that it opens the gateway is told', async () => {
  const ingress = { host: 'marie.example.com', className: 'nginx', tls: true };
  const plan = await planned(marieClusterPrimary(clusterSpec([], { enableIngress: true, ingress })));
  expect(appliedAs(plan, INGRESS, 'docs-ingress')['spec']).toMatchObject({
    ingressClassName: 'nginx',
    rules: [{ host: 'marie.example.com' }],
    tls: [{ hosts: ['marie.example.com'], secretName: 'docs-ingress-tls' }],
  });
  expect(plan.events).toContainEqual(expect.objectContaining({ type: 'Warning', reason: 'IngressExposesGateway' }));
});

test('19: a cluster that is going says so and makes nothing; pods that do not start are told', async () => {
  const { children, plan, primary } = await running(clusterSpec([OCR]));
  const metadata = { ...primary.metadata, deletionTimestamp: '2026-03-01T11:00:00Z' };
  const going = await planned({ ...primary, metadata }, { children });
  expect([going.status.phase, going.steps]).toEqual(['Terminating', []]);
  const [pod] = podsOf(plan);
  const waiting = {
    name: 'marie',
    ready: false,
    restartCount: 0,
    state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } },
  };
  const derived = pod === undefined ? [] : [{ ...pod, status: { containerStatuses: [waiting] } }];
  const troubled = await planned(primary, { children: settled(plan, { 'docs-server': 0 }), derived });
  expect(troubled.blocked).toMatchObject({ reason: 'ImagePullBackOff', message: expect.stringContaining('no such image') as unknown });
});

test('without the Secret of the API key the cluster runs and says that nothing can be submitted', async () => {
  const without = await running(clusterSpec([OCR]));
  expect([without.plan.status.phase, conditionOf(without.plan, 'AuthConfigured')]).toEqual(['Running', 'False/AuthNotConfigured']);
  const other = { 'apps/docs-api-key': { token: 'x' } };
  expect(conditionOf((await running(clusterSpec([OCR]), { secrets: other })).plan, 'AuthConfigured')).toBe('False/AuthNotConfigured');
  expect(conditionOf((await running(clusterSpec([OCR]), { secrets: SECRETS })).plan, 'AuthConfigured')).toBe('True/AuthConfigured');
});

test('an autoscaler of the user sets the replicas of a group that says so', async () => {
  const template = { metadata: { annotations: { 'marie.ai/replicas-managed-by': 'external' } }, ...podTemplate() };
  const { children, primary } = await running(clusterSpec([{ ...OCR, template }]));
  const scaled = children.map((child) =>
    child.metadata.name === 'docs-executor-ocr' ? { ...child, spec: { ...(child['spec'] as object), replicas: 7 } } : child,
  );
  const plan = await planned(primary, { children: scaled });
  const child = plan.steps.flatMap((step) => (step.do === 'apply' ? step.wave : [])).find((one) => one.carried !== undefined);
  expect([child?.manifest.metadata.name, child?.carried]).toEqual(['docs-executor-ocr', [['spec', 'replicas']]]);
  expect(plan.status.executorGroupStatuses['ocr']?.replicas).toBe(7);
});

test('the order of the guide: Services and Deployment of the server, then the executors, then the Ingress', async () => {
  const plan = await planned(marieClusterPrimary(clusterSpec([OCR], { enableIngress: true })));
  expect(applied(plan).map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
    'Service/docs-server-svc',
    'Service/docs-server-headless',
    'Deployment/docs-server',
    'Service/docs-executor-ocr-svc',
    'Deployment/docs-executor-ocr',
    'Ingress/docs-ingress',
  ]);
});

test('a stored spec that does not fit the schema is told field by field, and its objects are left alone', () => {
  const { spec: _spec, ...primary } = marieClusterPrimary(clusterSpec([]));
  const reconciler = marieClusterReconciler(
    { waitingWork: () => Promise.reject(new Error('not asked')) },
    { annotatePod: () => Promise.reject(new Error('not asked')) },
  );
  const plan = reconciler.planInvalid(primary, [{ path: ['serverSpec', 'replicas'], message: 'must be at least 1' }], NOON);
  expect([plan.steps, plan.status.phase]).toEqual([[], 'Failed']);
  expect(plan.blocked).toEqual({ kind: 'failed', reason: 'InvalidSpec', message: 'spec.serverSpec.replicas: must be at least 1' });
});
