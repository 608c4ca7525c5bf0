import { expect, test } from 'vitest';
import { keptPod, withoutPodNames } from './kept-pod.ts';
import type { KubeObject } from './kube-object.ts';

const METADATA = {
  name: 'web-1',
  namespace: 'apps',
  uid: 'u-1',
  resourceVersion: '3',
  creationTimestamp: '2026-01-01T00:00:00Z',
  labels: { app: 'web' },
  ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u-0', controller: true }],
};
const POD: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { ...METADATA, finalizers: ['x/y'], annotations: { cost: '5', other: 'long' } },
  spec: { containers: [{ name: 'c', env: [{ name: 'PASSWORD', value: 'change-me' }] }] },
  status: { phase: 'Running', podIP: '10.0.0.1', conditions: [], containerStatuses: [{ name: 'c' }], qosClass: 'Burstable' },
};

test('whose it is and how it does is kept, and nothing of its spec', () => {
  expect(keptPod(POD)).toEqual({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: METADATA,
    status: { conditions: [], containerStatuses: [{ name: 'c' }] },
  });
});

test('what is asked for is kept too, where it is there', () => {
  const kept = keptPod(POD, { annotations: ['cost', 'none'], status: ['phase', 'podIP', 'hostIP'] });
  expect(kept.metadata.annotations).toEqual({ cost: '5' });
  expect(kept['status']).toEqual({ conditions: [], containerStatuses: [{ name: 'c' }], phase: 'Running', podIP: '10.0.0.1' });
});

test('a pod that nobody has looked at has an empty status', () => {
  const { status: _status, ...young } = POD;
  expect(keptPod(young as KubeObject)['status']).toEqual({});
});

test('words about a pod fit the next one as well', () => {
  expect(withoutPodNames('back-off restarting web-1 pod=web-1_apps(u-1), uid u-1', POD)).toBe('back-off restarting the pod uid …');
});
