import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { claimBody, podBody } from '../../../../test/support/workload-bodies.ts';
import type { Pod } from '../framework/pod.ts';

const why = (rig: ControllerRig, name: string): string | undefined => {
  return (rig.get('pods', name) as Pod).status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message;
};
const nodeOf = (rig: ControllerRig, name: string): string | undefined => (rig.get('pods', name) as Pod).spec.nodeName;
const limits = (amounts: object): object => ({ container: { resources: { limits: amounts, requests: amounts } } });
const affinity = (kind: string, labels: object): object => {
  const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } };
  return { spec: { affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } } };
};

test('pods spread over the nodes', () => {
  const rig = controllerRig();
  for (const name of ['a', 'b', 'c', 'd']) rig.create(podBody(name));
  expect(new Set(['a', 'b', 'c'].map((name) => nodeOf(rig, name)))).toEqual(new Set(['node-1', 'node-2', 'node-3']));
});

test('GPUs are given out until none is left, and again when one comes back', () => {
  const rig = controllerRig({ gpus: 8 });
  rig.create(podBody('a', limits({ 'nvidia.com/gpu': '5' })));
  rig.create(podBody('b', limits({ 'nvidia.com/gpu': '5' })));
  expect(nodeOf(rig, 'a')).toBe('node-3');
  expect(why(rig, 'b')).toBe(
    '0/3 nodes are available: 3 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
  );
  expect(rig.events('b')[0]).toMatch(/^FailedScheduling: 0\/3 nodes/);
  rig.delete('pods', 'a');
  expect(nodeOf(rig, 'b')).toBe('node-3');
  expect(rig.events('b').at(-1)).not.toMatch(/^FailedScheduling/);
});

test('more than a node has, and labels that none has, are told in the scheduler’s words', () => {
  const rig = controllerRig();
  rig.create(podBody('big', limits({ cpu: '100', memory: '10Ti' })));
  rig.create(podBody('lost', { spec: { nodeSelector: { no: 'such' } } }));
  const hopeless = 'no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';
  expect(why(rig, 'big')).toBe(`0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. ${hopeless}`);
  expect(why(rig, 'lost')).toBe(`0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. ${hopeless}`);
});

test('anti-affinity keeps pods apart, affinity together', () => {
  const rig = controllerRig();
  for (const name of ['a', 'b', 'c', 'd']) rig.create(podBody(name, { app: 'x', ...affinity('podAntiAffinity', { app: 'x' }) }));
  expect(new Set(['a', 'b', 'c'].map((name) => nodeOf(rig, name))).size).toBe(3);
  expect(why(rig, 'd')).toContain("3 node(s) didn't match pod anti-affinity rules");
  rig.create(podBody('friend', affinity('podAffinity', { app: 'nobody' })));
  expect(why(rig, 'friend')).toContain("3 node(s) didn't match pod affinity rules");
  rig.create(podBody('e', { app: 'nobody' }));
  expect(nodeOf(rig, 'friend')).toBe(nodeOf(rig, 'e'));
});

test('a tainted or closed node takes only pods that tolerate it', () => {
  const rig = controllerRig({ nodes: 1 });
  rig.patch('nodes', 'node-1', { spec: { taints: [{ key: 'k', value: 'v', effect: 'NoSchedule' }] } });
  rig.create(podBody('a'));
  expect(why(rig, 'a')).toContain('1 node(s) had untolerated taint(s)');
  rig.create(podBody('b', { spec: { tolerations: [{ key: 'k', operator: 'Equal', value: 'v', effect: 'NoSchedule' }] } }));
  expect(nodeOf(rig, 'b')).toBe('node-1');
  rig.patch('nodes', 'node-1', { spec: { taints: null } });
  expect(nodeOf(rig, 'a')).toBe('node-1');
});

test('a pod waits for its claim', () => {
  const rig = controllerRig();
  const volumes = [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }];
  rig.create(podBody('p', { spec: { volumes } }));
  expect(why(rig, 'p')).toBe('0/3 nodes are available: persistentvolumeclaim "data" not found. not found');
  rig.create(claimBody('data', { storageClassName: 'late' }));
  expect(why(rig, 'p')).toBe('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found');
  rig.create({ apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'late' }, provisioner: 'kubernetes.io/x' });
  expect(nodeOf(rig, 'p')).toBeDefined();
});

test('a claim that waits for its first consumer is bound when the pod finds its node', () => {
  const rig = controllerRig();
  const lazy = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'lazy' }, provisioner: 'kubernetes.io/x' };
  rig.create({ ...lazy, volumeBindingMode: 'WaitForFirstConsumer' });
  rig.create(claimBody('data', { storageClassName: 'lazy' }));
  expect(rig.get('persistentvolumeclaims', 'data')?.['status']).toEqual({ phase: 'Pending' });
  rig.create(podBody('p', { spec: { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] } }));
  expect(nodeOf(rig, 'p')).toBe(rig.get('persistentvolumeclaims', 'data')?.metadata.annotations?.['volume.kubernetes.io/selected-node']);
  expect(rig.get('persistentvolumeclaims', 'data')?.['status']).toMatchObject({ phase: 'Bound' });
});

test('the node itself may be asked for by name', () => {
  const rig = controllerRig();
  const terms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-2'] }] }];
  const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } };
  rig.create(podBody('p', { spec: { affinity: { nodeAffinity } } }));
  expect(nodeOf(rig, 'p')).toBe('node-2');
});
