import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { instanceModel } from '../instance-model.ts';
import type { PlacedPod } from '../fit/node-state.ts';
import { quotaFindings, type ClaimDemand } from './quota-findings.ts';

const META = { uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z', namespace: 'apps' };

function pod(spec: object = {}): PlacedPod {
  const found = instanceModel({ apiVersion: 'abi.io/v1', kind: 'AbiInstance', metadata: { ...META, name: 'brain' }, spec }, {});
  if (found === undefined) throw new Error('the spec does not fit');
  return found.pod;
}

function quota(hard: object, used: object, spec: object = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { ...META, name: 'few' }, spec: { hard, ...spec }, status: { hard, used } };
}

function told(of: KubeObject, wanted: number, present = 0, claims?: ClaimDemand, own: PlacedPod = pod()): readonly string[] {
  return quotaFindings(
    [of],
    own,
    wanted,
    Array.from({ length: present }, () => own),
    claims,
  ).map(({ message }) => message);
}

test.each([
  ['pods', '4', '3', 'ResourceQuota few allows too little pods: 2 more are needed, 3 of 4 are used'],
  ['requests.cpu', '1', '850m', 'ResourceQuota few allows too little requests.cpu: 200m more are needed, 850m of 1 are used'],
  ['memory', '1Gi', '768Mi', 'ResourceQuota few allows too little memory: 512Mi more are needed, 768Mi of 1Gi are used'],
  ['limits.cpu', '3', '2', 'ResourceQuota few allows too little limits.cpu: 2 more are needed, 2 of 3 are used'],
])('%s beyond the quota', (name, hard, used, message) => {
  expect(told(quota({ [name]: hard }, { [name]: used }), 3, 1)).toEqual([message]);
});

test('what fits exactly, what is there already and fewer pods are fine', () => {
  expect(told(quota({ pods: '4' }, { pods: '2' }), 3, 1)).toEqual([]);
  expect(told(quota({ pods: '4' }, { pods: '9' }), 2, 2)).toEqual([]);
  expect(told(quota({ pods: '4' }, { pods: '9' }), 1, 3)).toEqual([]);
});

test('GPUs and volumes count', () => {
  const gpu = pod({ features: { gpu: true }, gpu: { count: 2 } });
  const name = 'requests.nvidia.com/gpu';
  expect(told(quota({ [name]: '3' }, { [name]: '0' }), 2, 0, undefined, gpu)).toEqual([
    `ResourceQuota few allows too little ${name}: 4 more are needed, 0 of 3 are used`,
  ]);
  expect(told(quota({ 'requests.storage': '25Gi' }, { 'requests.storage': '10Gi' }), 2, 0, { count: 2, size: '10Gi' })).toEqual([
    'ResourceQuota few allows too little requests.storage: 20Gi more are needed, 10Gi of 25Gi are used',
  ]);
});

test('a quota for other pods is left out', () => {
  const used = { pods: '4' };
  expect(told(quota({ pods: '4' }, used, { scopes: ['BestEffort'] }), 1)).toEqual([]);
  expect(told(quota({ pods: '4' }, used, { scopeSelector: { matchExpressions: [] } }), 1)).toEqual([]);
  expect(told(quota({ pods: '4' }, used, { scopes: ['NotBestEffort', 'NotTerminating'] }), 1)).toHaveLength(1);
});
