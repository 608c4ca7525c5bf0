import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import {
  applied,
  appliedSpec,
  childAs,
  claimsOf,
  conditionOf,
  failedStep,
  liveOf,
  messageOf,
  NOON,
  planFor,
  planned,
  podOf,
  removed,
  running,
  settled,
  templateOf,
} from '../../../test/support/abi-cluster.ts';
import { abiInstancePrimary } from '../../../test/support/abi-instances.ts';
import { DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER, SERVICE, STATEFUL_SET } from '../../kernel/builtin-types.ts';
import { abiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { abiInstance } from './abi-instance.ts';

const at = (replicas: number, ready: number, more: object = {}): unknown => ({
  observedGeneration: 1,
  replicas,
  updatedReplicas: replicas,
  readyReplicas: ready,
  availableReplicas: ready,
  ...more,
});

test.each([
  ['basic.yaml', 5, ['MutableTag']],
  ['gpu.yaml', 5, ['MutableTag']],
  ['production.yaml', 8, []],
])('%s of the guide leads to a running instance with %i objects', async (file, count, warnings) => {
  const text = readFileSync(new URL(`../../../examples/abi/${file}`, import.meta.url), 'utf8');
  const { metadata, spec } = parse(text) as { readonly metadata: { readonly name: string }; readonly spec: unknown };
  const primary = abiInstancePrimary(spec, { name: metadata.name });
  const cluster = { notServed: ['servicemonitors.monitoring.coreos.com'] };
  const first = await planned(primary, cluster);
  expect(applied(first)).toHaveLength(count);
  expect(first.events.map(({ reason }) => reason)).toEqual(warnings);
  const live = settled(first);
  const plan = await planned(
    { ...primary, status: first.status },
    { ...cluster, children: [...live, ...claimsOf(liveOf(live, STATEFUL_SET))] },
  );
  expect([plan.status.phase, plan.status.health.status, conditionOf(plan, 'Ready')]).toEqual(['Running', 'Healthy', 'True/ReplicasReady']);
  expect(plan.events.map(({ reason }) => reason)).toEqual(['Created', 'RolloutComplete']);
});

test('the phases of a life: Pending, Creating, Running, Updating, Running, Terminating', async () => {
  const primary = abiInstancePrimary({ replicas: 2 });
  const first = await planned(primary);
  const phases = [first.status.phase];
  let status = first.status;
  const step = async (workload: unknown, spec: unknown = { replicas: 2 }, metadata = {}): Promise<void> => {
    const plan = await planned(abiInstancePrimary(spec, { status, metadata }), { children: settled(first, workload) });
    ({ status } = plan);
    phases.push(status.phase);
  };
  await step(at(2, 1));
  await step(at(2, 2));
  await step(at(2, 2), { replicas: 2, config: { logLevel: 'debug' } });
  await step(at(2, 1));
  await step(at(2, 2), { replicas: 2 }, { deletionTimestamp: '2026-03-01T12:00:00Z' });
  expect(phases).toEqual(['Pending', 'Creating', 'Running', 'Updating', 'Running', 'Terminating']);
});

test.each([
  ['Unknown', 'Creating', {}, at(2, 0), NOON],
  ['Unhealthy', 'Creating', {}, at(2, 0), NOON + 600_000],
  ['Degraded', 'Running', { served: true }, at(2, 1), NOON],
  ['Unhealthy', 'Running', { served: true }, at(2, 0), NOON],
  ['Healthy', 'Running', {}, at(2, 2), NOON],
] as const)('health is %s in phase %s', async (health, phase, { served = false }: { served?: boolean }, workload, now) => {
  const spec = { replicas: 2 };
  const first = await planned(abiInstancePrimary(spec));
  const children = settled(first);
  const { status } = served ? await planned(abiInstancePrimary(spec), { children }) : first;
  const plan = await planned(abiInstancePrimary(spec, { status }), { children: settled(first, workload) }, [], now);
  expect([plan.status.health.status, plan.status.phase]).toEqual([health, phase]);
});

test('pods that all crash make it Failed after five minutes, and not before', async () => {
  const spec = { replicas: 1 };
  const children = settled(await planFor(spec), at(1, 0));
  const waiting = {
    reason: 'CrashLoopBackOff',
    message: 'back-off restarting failed container=abi pod=brain-x-1_apps(uid-of-Pod-brain-x-1)',
  };
  const conditions = [{ type: 'Ready', status: 'False', lastTransitionTime: '2026-03-01T11:56:00Z' }];
  const pod = podOf('brain-x-1', 'deployment', {
    conditions,
    containerStatuses: [{ name: 'abi', ready: false, restartCount: 4, state: { waiting } }],
  });
  const plan = await planned(abiInstancePrimary(spec), { children, derived: [pod] });
  expect([plan.status.phase, plan.blocked?.kind, plan.blocked?.reason, plan.recheckAfter]).toEqual([
    'Creating',
    'waits',
    'CrashLoopBackOff',
    60_000,
  ]);
  expect(plan.blocked?.message).not.toContain('brain-x-1');
  const later = await planned(abiInstancePrimary(spec), { children, derived: [pod] }, [], NOON + 60_000);
  expect([later.status.phase, later.blocked?.kind]).toEqual(['Failed', 'failed']);
  expect(later.events).toContainEqual(expect.objectContaining({ type: 'Warning', reason: 'CrashLoopBackOff' }));
});

test('a workload is replaced without a gap: the new one is ready first, and the autoscaler changes over with it', async () => {
  const scaled = { autoscaling: { enabled: true, minReplicas: 2 } };
  const old = await running({ replicas: 2, ...scaled });
  const primary = abiInstancePrimary({ replicas: 2, ...scaled, storage: {} });
  const begun = await planned(primary, { children: old });
  expect(removed(begun)).toEqual([]);
  expect(childAs(begun, DEPLOYMENT, 'brain')).toBeUndefined();
  const target = (plan: typeof begun): unknown =>
    (appliedSpec(plan, HORIZONTAL_POD_AUTOSCALER, 'brain') as { scaleTargetRef: { kind: string } }).scaleTargetRef.kind;
  expect(target(begun)).toBe('Deployment');
  expect([begun.status.workloadKind, begun.status.readyReplicas, begun.status.phase]).toEqual(['Deployment', 2, 'Creating']);
  const both = [...old, ...settled(begun).filter((object) => object.kind === 'StatefulSet')];
  const done = await planned({ ...primary, status: begun.status }, { children: both });
  expect(target(done)).toBe('StatefulSet');
  expect(removed(done)).toEqual([expect.objectContaining({ type: DEPLOYMENT })]);
  const after = await planned({ ...primary, status: begun.status }, { children: both.filter((object) => object.kind !== 'Deployment') });
  expect(after.events.map(({ reason }) => reason)).toContain('WorkloadReplaced');
});

test('a new workload that finds no place beside the old one is told, and may be let in by an annotation', async () => {
  const spec = { features: { gpu: true }, replicas: 1 };
  const old = await running(spec);
  const wish = { ...spec, storage: {} };
  const begun = await planned(abiInstancePrimary(wish), { children: old });
  const set = settled(begun, at(1, 0)).filter((object) => object.kind === 'StatefulSet');
  const message = '0/3 nodes are available: 3 Insufficient nvidia.com/gpu. preemption: 0/3 nodes are available';
  const conditions = [
    { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime: '2026-03-01T11:00:00Z' },
  ];
  const cluster = { children: [...old, ...set], derived: [podOf('brain-0', 'statefulset', { conditions })] };
  const blocked = await planned(abiInstancePrimary(wish), cluster);
  expect(messageOf(blocked, 'SwitchBlocked')).toContain('Insufficient nvidia.com/gpu');
  expect(blocked.blocked).toMatchObject({ reason: 'SwitchBlocked', fix: expect.stringContaining('abi.io/switch=recreate') as unknown });
  const metadata = { annotations: { 'abi.io/switch': 'recreate' } };
  const allowed = await planned(abiInstancePrimary(wish, { metadata }), cluster);
  expect(allowed.steps).toContainEqual(
    expect.objectContaining({ do: 'remove', propagation: 'Foreground', refs: [expect.objectContaining({ type: DEPLOYMENT })] }),
  );
  expect(childAs(allowed, STATEFUL_SET, 'brain')).toBeUndefined();
});

test('annotations change probes and arguments; what they cannot mean is refused', async () => {
  const plan = async (annotations: Readonly<Record<string, string>>): ReturnType<typeof planned> =>
    planned(abiInstancePrimary({}, { metadata: { annotations } }));
  const good = await plan({ 'abi.io/readiness-path': '/health', 'abi.io/args': '["serve","--port","8080"]' });
  const [container] = templateOf(good).spec.containers;
  expect([container?.readinessProbe?.httpGet?.path, container?.args]).toEqual(['/health', ['serve', '--port', '8080']]);
  for (const bad of [{ 'abi.io/args': 'serve' }, { 'abi.io/args': '[1]' }, { 'abi.io/liveness-path': 'health' }]) {
    expect(conditionOf(await plan(bad), 'SpecValid')).toBe('False/InvalidAnnotation');
  }
});

test('a spec without web and network has no main Service, and one that loses them removes it', async () => {
  const plan = await planned(abiInstancePrimary({ features: { web: false, network: false } }), { children: await running({}) });
  expect(removed(plan)).toEqual([{ type: SERVICE, namespace: 'apps', name: 'brain' }]);
  expect(plan.status.endpoints).toMatchObject({ http: '', grpc: '' });
  expect(plan.events.map(({ reason }) => reason)).toContain('NoServicePort');
});

test('a refused workload is Failed, a refused extra is told in its own condition and does no harm', async () => {
  const quota = await planned(abiInstancePrimary({}), {}, [failedStep('Deployment', 'brain', { message: 'exceeded quota' })]);
  expect([quota.status.phase, quota.blocked?.message]).toEqual(['Failed', 'Deployment/apps/brain could not be applied: exceeded quota']);
  const spec = { replicas: 3, highAvailability: { enabled: true } };
  const extra = await planned(abiInstancePrimary(spec), { children: await running(spec) }, [failedStep('PodDisruptionBudget', 'brain')]);
  expect([extra.status.phase, extra.blocked, conditionOf(extra, 'DisruptionSafe')]).toEqual(['Running', undefined, 'False/ApplyFailed']);
});

test('an edit of the replicas that an autoscaler overrules is told once', async () => {
  const spec = { replicas: 2, autoscaling: { enabled: true } };
  const children = await running(spec);
  const { status } = await planned(abiInstancePrimary(spec), { children });
  const edited = await planned(abiInstancePrimary({ ...spec, replicas: 7 }, { status }), { children });
  expect(edited.events.map(({ reason }) => reason)).toEqual(['ScaleIgnored']);
  const again = await planned(abiInstancePrimary({ ...spec, replicas: 7 }, { status: edited.status }), { children });
  expect(again.events).toEqual([]);
});

test('a spec that does not fit the schema is told by its reason, and its objects are left alone', () => {
  const primary = { ...abiInstancePrimary({}), spec: { networking: { httpPort: 9090 } } };
  const parsed = abiInstanceSpec.safeParse(primary.spec);
  const plan = abiInstance.planInvalid(primary, parsed.error?.issues ?? [], NOON);
  expect([plan.steps, plan.status.phase, conditionOf(plan, 'SpecValid'), plan.events[0]?.reason]).toEqual([
    [],
    'Failed',
    'False/PortConflict',
    'ValidationFailed',
  ]);
  const going = {
    ...primary,
    metadata: { ...primary.metadata, finalizers: ['abi.io/finalizer'], deletionTimestamp: '2026-03-01T12:00:00Z' },
  };
  expect(abiInstance.planInvalid(going, parsed.error?.issues ?? [], NOON).steps).toEqual([
    { do: 'release', finalizer: 'abi.io/finalizer' },
  ]);
});

test('only pods that the instance made belong to it', () => {
  const primaryOf = abiInstance.derived?.[0]?.primaryOf;
  const pod = podOf('brain-0', 'statefulset', {});
  expect(primaryOf?.(pod)).toEqual({ namespace: 'apps', name: 'brain' });
  expect(primaryOf?.({ ...pod, metadata: { ...pod.metadata, name: 'other-0' } })).toBeUndefined();
  const labels = { ...pod.metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' };
  expect(primaryOf?.({ ...pod, metadata: { ...pod.metadata, labels } })).toBeUndefined();
  const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'Job', name: 'x', uid: 'u', controller: true }];
  expect(primaryOf?.({ ...pod, metadata: { ...pod.metadata, ownerReferences } })).toBeUndefined();
});
