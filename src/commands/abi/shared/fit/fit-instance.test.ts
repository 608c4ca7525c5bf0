import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { gpuReport } from '../gpu/gpu-report.ts';
import { instanceModel, type InstanceModel } from '../instance-model.ts';
import { fitInstance } from './fit-instance.ts';
import { nodeStates } from './node-state.ts';
import { obstacleText } from './place-pods.ts';

const META = { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' };
const GPU = 'nvidia.com/gpu';

function node(name: string, gpus: number, more: { readonly spec?: object; readonly allocatable?: object } = {}): KubeObject {
  const allocatable = { cpu: '8', memory: '16Gi', pods: '20', ...(gpus > 0 && { [GPU]: String(gpus) }), ...more.allocatable };
  return { apiVersion: 'v1', kind: 'Node', metadata: { ...META, name }, spec: more.spec ?? {}, status: { allocatable } };
}

function model(spec: object, name = 'brain', created = '2026-01-01T00:00:00Z'): InstanceModel {
  const found = instanceModel(
    { apiVersion: 'abi.io/v1', kind: 'AbiInstance', metadata: { ...META, creationTimestamp: created, name, namespace: 'apps' }, spec },
    {},
  );
  if (found === undefined) throw new Error('the spec does not fit');
  return found;
}

function podOn(nodeName: string, { pod }: InstanceModel, status: object = { phase: 'Running' }): KubeObject {
  const { labels, namespace } = pod;
  const { affinity, containers } = pod.spec;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...META, name: 'p', namespace, labels },
    spec: { ...(affinity !== undefined && { affinity }), containers, nodeName },
    status,
  };
}

const gpus = (count: number, replicas: number, more: object = {}): object => ({
  features: { gpu: true },
  gpu: { count },
  replicas,
  ...more,
});

test('pods go where GPUs are free, and the others are told with what each node lacks', () => {
  const nodes = nodeStates([node('a', 4), node('b', 1), node('c', 0)], []);
  const fit = fitInstance(model(gpus(2, 3)), 3, nodes);
  expect(fit).toMatchObject({ wanted: 3, running: 0, placed: ['a', 'a'], missing: 1 });
  expect(obstacleText(fit.obstacles)).toBe(`2 nodes: too little ${GPU}; node c: no ${GPU}`);
});

test('what other pods have asked for is taken, also in part; what has ended is not', () => {
  const other = model(gpus(3, 1), 'other');
  const wanted = model(gpus(2, 1));
  const at = (status: object): number => fitInstance(wanted, 1, nodeStates([node('a', 4)], [podOn('a', other, status)])).missing;
  expect(at({ phase: 'Running' })).toBe(1);
  expect(at({ phase: 'Pending' })).toBe(1);
  expect(at({ phase: 'Succeeded' })).toBe(0);
});

test('own pods stay where they are; those of another size are replaced', () => {
  const one = model(gpus(1, 2));
  const nodes = nodeStates([node('a', 2)], [podOn('a', one)]);
  expect(fitInstance(one, 2, nodes)).toMatchObject({ running: 1, placed: ['a'], missing: 0 });
  expect(fitInstance(one, 3, nodes)).toMatchObject({ running: 1, placed: ['a'], missing: 1 });
  expect(fitInstance(model(gpus(2, 1)), 1, nodes)).toMatchObject({ running: 0, placed: ['a'], missing: 0 });
  expect(fitInstance(one, 0, nodes)).toMatchObject({ running: 0, placed: [], missing: 0 });
});

test.each([
  ['the taint of its own resource is tolerated', { taints: [{ key: GPU, value: 'present', effect: 'NoSchedule' }] }, 0],
  ['a taint that only prefers is none', { taints: [{ key: 'x', effect: 'PreferNoSchedule' }] }, 0],
  ['another taint is not', { taints: [{ key: 'team', value: 'ml', effect: 'NoSchedule' }] }, 1],
  ['a node that is cordoned takes none', { unschedulable: true }, 1],
])('%s', (_, spec, missing) => {
  expect(fitInstance(model(gpus(1, 1)), 1, nodeStates([node('a', 1, { spec })], [])).missing).toBe(missing);
});

test('CPU, memory and the number of pods count like GPUs', () => {
  const wanted = model(gpus(1, 1, { resources: { requests: { cpu: '2', memory: '1Gi' } } }));
  const why = (allocatable: object): string =>
    obstacleText(fitInstance(wanted, 1, nodeStates([node('a', 9, { allocatable })], [])).obstacles);
  expect(why({ cpu: '1999m' })).toBe('node a: too little cpu');
  expect(why({ memory: '1023Mi' })).toBe('node a: too little memory');
  expect(why({ pods: '0' })).toBe('node a: it has as many pods as it may');
  expect(fitInstance(wanted, 1, nodeStates([node('a', 9, { allocatable: { cpu: '2', memory: '1Gi', pods: '1' } })], [])).missing).toBe(0);
});

test('with hard anti-affinity each pod needs a node of its own; with soft not', () => {
  const availability = (antiAffinity: string): object => ({ highAvailability: { enabled: true, antiAffinity } });
  const nodes = nodeStates([node('a', 8), node('b', 8)], []);
  const hard = fitInstance(model(gpus(1, 3, availability('hard'))), 3, nodes);
  expect(hard).toMatchObject({ placed: ['a', 'b'], missing: 1 });
  expect(obstacleText(hard.obstacles)).toBe('2 nodes: anti-affinity keeps it apart from pods that are there');
  expect(fitInstance(model(gpus(1, 3, availability('soft'))), 3, nodes).missing).toBe(0);
});

test('the report: GPUs node by node, and the oldest instance first', () => {
  const old = model(gpus(2, 1), 'zeta', '2026-01-01T00:00:00Z');
  const young = model(gpus(2, 1), 'alpha', '2026-02-01T00:00:00Z');
  const scaled = model(gpus(1, 1, { autoscaling: { enabled: true, maxReplicas: 5 } }), 'auto', '2025-01-01T00:00:00Z');
  const states = nodeStates([node('b', 0), node('a', 3)], [podOn('a', scaled)]);
  const report = gpuReport([young, old, scaled], states);
  expect(report.nodes).toEqual([{ node: 'a', resource: GPU, allocatable: 3, requested: 1, free: 2, taints: [] }]);
  expect(report.instances).toMatchObject([
    { name: 'auto', running: 1, fits: true, most: { wanted: 5, room: 3 } },
    { name: 'zeta', wouldGoTo: ['a'], fits: true },
    { name: 'alpha', wouldGoTo: [], missing: 1, fits: false },
  ]);
});
