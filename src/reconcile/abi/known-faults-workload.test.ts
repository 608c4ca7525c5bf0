// Where a simple operator for ABI goes wrong: each test fails with that fault. The numbers are those of the list of faults.
import type { V1StatefulSetSpec } from '@kubernetes/client-node';
import { expect, test } from 'vitest';
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
  replicasIn,
  running,
  settled,
  templateOf,
  withSpec,
} from '../../../test/support/abi-cluster.ts';
import { abiInstancePrimary } from '../../../test/support/abi-instances.ts';
import {
  DEPLOYMENT,
  HORIZONTAL_POD_AUTOSCALER,
  PERSISTENT_VOLUME_CLAIM,
  POD_DISRUPTION_BUDGET,
  STATEFUL_SET,
} from '../../kernel/builtin-types.ts';
import { abiInstance as kind } from '../../kinds/abi/abi-instance.ts';
import { abiInstance } from './abi-instance.ts';

const SCALED = { autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 6 } };
const STORED = { storage: { size: '10Gi' } };
const SHARED = { storage: { size: '10Gi', accessModes: ['ReadWriteMany'] } };
const SPREAD = { highAvailability: { enabled: true, antiAffinity: 'hard' } };

test('1: what an autoscaler has set is carried over, and never the number of the spec set again', async () => {
  const first = await planFor({ replicas: 1, ...SCALED });
  expect(replicasIn(first)).toBe(2);
  const live = settled(first).map((object) => (object.kind === 'Deployment' ? withSpec(object, { replicas: 5 }) : object));
  const later = await planned(abiInstancePrimary({ replicas: 1, ...SCALED }), { children: live });
  expect(replicasIn(later)).toBe(5);
  expect(childAs(later, DEPLOYMENT, 'brain')?.carried).toEqual([['spec', 'replicas']]);
  expect(abiInstance.children.find(({ type }) => type === DEPLOYMENT)?.carried).toEqual([['spec', 'replicas']]);
});

test('1: an autoscaler that is switched off goes before the replicas are set', async () => {
  const plan = await planned(abiInstancePrimary({ replicas: 3 }), { children: await running({ replicas: 3, ...SCALED }) });
  const [first, second] = plan.steps;
  expect(first).toMatchObject({ do: 'remove', refs: [{ type: HORIZONTAL_POD_AUTOSCALER, name: 'brain' }] });
  expect(first).not.toHaveProperty('optional');
  expect(second).toMatchObject({ do: 'apply' });
  expect(childAs(plan, DEPLOYMENT, 'brain')).not.toHaveProperty('carried');
  expect(replicasIn(plan)).toBe(3);
});

test('2: the scale subresource tells the present size and a selector', async () => {
  expect(kind.scale).toEqual({
    specReplicasPath: '.spec.replicas',
    statusReplicasPath: '.status.replicas',
    labelSelectorPath: '.status.selector',
  });
  const primary = abiInstancePrimary({ replicas: 3 });
  const status = { observedGeneration: 1, replicas: 3, updatedReplicas: 3, readyReplicas: 1 };
  const plan = await planned(primary, { children: settled(await planned(primary), status) });
  expect(plan.status.replicas).toBe(3);
  const { labels } = templateOf(plan).metadata;
  for (const term of (plan.status.selector ?? '').split(',')) {
    const [name = '', value] = term.split('=');
    expect(labels[name]).toBe(value);
  }
});

test.each([
  [{ minAvailable: 2 }, 2, { maxUnavailable: 1 }, 'False/BudgetBlocksDrain'],
  [{ minAvailable: '100%' }, 4, { maxUnavailable: 1 }, 'False/BudgetBlocksDrain'],
  [{ minAvailable: '51%' }, 2, { maxUnavailable: 1 }, 'False/BudgetBlocksDrain'],
  [{ maxUnavailable: 0 }, 3, { maxUnavailable: 1 }, 'False/BudgetBlocksDrain'],
  [{ minAvailable: 2 }, 3, { minAvailable: 2 }, 'True/BudgetLetsPodsGo'],
  [{ maxUnavailable: '1%' }, 3, { maxUnavailable: '1%' }, 'True/BudgetLetsPodsGo'],
  [undefined, 2, { maxUnavailable: 1 }, 'True/BudgetLetsPodsGo'],
])('3: the budget %j of %i replicas never blocks a drain', async (podDisruptionBudget, replicas, budget, condition) => {
  const budgetSpec = podDisruptionBudget === undefined ? {} : { podDisruptionBudget };
  const plan = await planFor({ replicas, highAvailability: { enabled: true, ...budgetSpec } });
  expect(appliedSpec(plan, POD_DISRUPTION_BUDGET, 'brain')).toMatchObject({ ...budget, unhealthyPodEvictionPolicy: 'AlwaysAllow' });
  expect(conditionOf(plan, 'DisruptionSafe')).toBe(condition);
  expect(plan.events.some(({ reason, type }) => reason === 'BudgetBlocksDrain' && type === 'Warning')).toBe(condition.startsWith('False'));
});

test('3: a single pod gets no budget, which could only nail it to its node', async () => {
  expect(childAs(await planFor({ replicas: 1, highAvailability: { enabled: true } }), POD_DISRUPTION_BUDGET, 'brain')).toBeUndefined();
});

test('3: a server that does not know the policy for broken pods gets a budget without it, also in later passes', async () => {
  const spec = { replicas: 3, highAvailability: { enabled: true } };
  const message = 'failed to create typed patch object: .spec.unhealthyPodEvictionPolicy: field not declared in schema';
  const told = await planned(abiInstancePrimary(spec), {}, [failedStep('PodDisruptionBudget', 'brain', { reason: 'Invalid', message })]);
  expect(told.recheckAfter).toBe(1_000);
  const later = await planned(abiInstancePrimary(spec, { status: told.status }));
  for (const plan of [told, later])
    expect(appliedSpec(plan, POD_DISRUPTION_BUDGET, 'brain')).not.toHaveProperty('unhealthyPodEvictionPolicy');
  expect(messageOf(later, 'DisruptionSafe')).toBe(messageOf(told, 'DisruptionSafe'));
});

test('4: nothing that cannot change is ever sent: what is there stands, and the status says what was refused', async () => {
  const old = await running({ storage: { size: '10Gi', storageClassName: 'slow' } });
  const wish = { storage: { size: '10Gi', storageClassName: 'fast', accessModes: ['ReadWriteOnce', 'ReadOnlyMany'] } };
  const plan = await planned(abiInstancePrimary(wish), { children: old });
  const template = (spec: unknown): unknown => (spec as V1StatefulSetSpec).volumeClaimTemplates;
  expect(template(appliedSpec(plan, STATEFUL_SET, 'brain'))).toEqual(template(liveOf(old, STATEFUL_SET)?.['spec']));
  expect(conditionOf(plan, 'StorageReady')).toBe('False/ImmutableField');
  expect([plan.status.phase, plan.blocked?.reason]).toEqual(['Failed', 'ImmutableField']);
});

test.each([
  [STORED, SHARED, STATEFUL_SET],
  [SHARED, STORED, DEPLOYMENT],
])('4: volumes of one kind are not exchanged for the other: %j → %j', async (before, after, stays) => {
  const plan = await planned(abiInstancePrimary(after), { children: await running(before) });
  const workloads = applied(plan).filter((manifest) => manifest.kind === 'Deployment' || manifest.kind === 'StatefulSet');
  expect(workloads.map((manifest) => manifest.kind)).toEqual([stays.kind]);
  expect(conditionOf(plan, 'StorageReady')).toBe('False/ImmutableField');
});

test('5: volumes grow claim by claim, then the set is made anew around its pods with the new size', async () => {
  const old = await running({ replicas: 2, ...STORED });
  const grown = abiInstancePrimary({ replicas: 2, storage: { size: '20Gi' } });
  const plan = await planned(grown, { children: old });
  const last = plan.steps.slice(-2);
  expect(last[0]).toMatchObject({ do: 'apply', wave: [{ ownership: 'retained' }, { ownership: 'retained' }] });
  expect(last[1]).toMatchObject({ do: 'remove', propagation: 'Orphan', refs: [{ type: STATEFUL_SET }] });
  expect(last[0]).not.toHaveProperty('optional');
  expect(appliedSpec(plan, PERSISTENT_VOLUME_CLAIM, 'data-brain-1')).toMatchObject({ resources: { requests: { storage: '20Gi' } } });
  const orphaned = [
    ...old.filter((object) => object.kind !== 'StatefulSet' && object.kind !== 'PersistentVolumeClaim'),
    ...claimsOf(liveOf(old, STATEFUL_SET), '20Gi'),
  ];
  const remade = await planned(grown, { children: orphaned });
  const { volumeClaimTemplates } = appliedSpec(remade, STATEFUL_SET, 'brain') as V1StatefulSetSpec;
  expect(volumeClaimTemplates?.[0]?.spec?.resources?.requests).toEqual({ storage: '20Gi' });
  expect(removed(remade)).toEqual([]);
});

test('5: a set that is made anew under an autoscaler is as big as it was', async () => {
  const spec = { ...STORED, ...SCALED };
  const status = (await planned(abiInstancePrimary(spec), { children: await running({ ...spec, replicas: 5 }) })).status;
  const plan = await planned(abiInstancePrimary(spec, { status: { ...status, replicas: 5 } }));
  expect(replicasIn(plan, STATEFUL_SET)).toBe(5);
});

test('5: volumes that cannot grow keep the set as it is', async () => {
  const failure = failedStep('PersistentVolumeClaim', 'data-brain-0', { message: 'only dynamically provisioned pvc can be resized' });
  const plan = await planned(abiInstancePrimary({ storage: { size: '20Gi' } }), { children: await running(STORED) }, [failure]);
  expect(conditionOf(plan, 'StorageReady')).toBe('False/ExpansionUnsupported');
  expect([plan.status.phase, plan.blocked]).toEqual(['Running', undefined]);
});

test.each([
  ['a node for each pod', { replicas: 3, ...SPREAD }, { maxSurge: 0, maxUnavailable: 1 }],
  ['a GPU for each pod', { features: { gpu: true } }, { maxSurge: 0, maxUnavailable: 1 }],
  ['nothing scarce', {}, { maxSurge: 1, maxUnavailable: 0 }],
])('6: a rollout that needs %s does not wait for a place that never comes', async (_, spec, rollingUpdate) => {
  expect(appliedSpec(await planFor(spec), DEPLOYMENT, 'brain')).toMatchObject({ strategy: { rollingUpdate } });
});

test('6: pods without a node are told in the health, after a moment of patience', async () => {
  const spec = { replicas: 2, ...SPREAD };
  const children_ = settled(await planFor(spec), { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 1 });
  const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', lastTransitionTime: '2026-03-01T11:59:55Z' };
  const message = "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules. preemption: none of the nodes help";
  const cluster = { children: children_, derived: [podOf('brain-x-1', 'deployment', { conditions: [{ ...condition, message }] })] };
  const patient = await planned(abiInstancePrimary(spec), cluster);
  expect([patient.status.health.message, patient.recheckAfter]).toEqual(['1 of 2 replicas are ready', 5_000]);
  const told = await planned(abiInstancePrimary(spec), cluster, [], NOON + 5_000);
  expect(told.status.health).toMatchObject({
    status: 'Degraded',
    message: "1 of 2 replicas are ready; 1 pod has no node: 0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules",
  });
});

test('7: only a volume that all may mount is shared; else every pod has its own, whatever their number', async () => {
  for (const replicas of [1, 3]) {
    expect(applied(await planFor({ replicas, ...STORED })).map((manifest) => manifest.kind)).toContain('StatefulSet');
    const shared = await planFor({ replicas, ...SHARED });
    expect(templateOf(shared).spec.volumes).toContainEqual({ name: 'data', persistentVolumeClaim: { claimName: 'brain-data' } });
  }
});

test('8: a GPU is a whole number, limit and request; its memory is no resource; metal is refused; pods without GPU see none', async () => {
  const gpu = { features: { gpu: true }, gpu: { count: 2, memory: '8Gi' } };
  const { spec } = templateOf(await planFor(gpu));
  const amounts = { 'nvidia.com/gpu': '2' };
  expect(spec.containers[0]?.resources).toMatchObject({ requests: amounts, limits: amounts });
  expect(JSON.stringify(spec.containers[0]?.resources)).not.toContain('8Gi');
  expect(spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.[0]?.preference.matchExpressions).toEqual([
    { key: 'nvidia.com/gpu.memory', operator: 'Gt', values: ['8191'] },
  ]);
  expect(spec.containers[0]?.env ?? []).not.toContainEqual(expect.objectContaining({ name: 'NVIDIA_VISIBLE_DEVICES' }));
  expect(templateOf(await planFor({})).spec.containers[0]?.env).toContainEqual({ name: 'NVIDIA_VISIBLE_DEVICES', value: 'void' });
  const metal = await planFor({ features: { gpu: true }, gpu: { backend: 'metal' } });
  expect([metal.steps, metal.status.phase, conditionOf(metal, 'SpecValid')]).toEqual([[], 'Failed', 'False/MetalNotSupported']);
});

test('9: pods of a broken template are replaced once it is mended: the set does not work in order', async () => {
  expect(appliedSpec(await planFor(STORED), STATEFUL_SET, 'brain')).toMatchObject({ podManagementPolicy: 'Parallel' });
});
