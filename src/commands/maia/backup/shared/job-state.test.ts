import { expect, test } from 'vitest';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { holdsVolumes, jobState, podWords, tellingPod } from './job-state.ts';
import { restoreJobName } from './restore/run-restore-job.ts';
import { rehearsalName } from './restore/restore-target.ts';
import { manualJob } from './trigger-backup.ts';

function object(kind: string, more: Readonly<Record<string, unknown>>, created = '2026-01-01T00:00:00Z', name = 'x'): KubeObject {
  return {
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace: 'apps', uid: 'u', resourceVersion: '1', creationTimestamp: created },
    ...more,
  };
}

test.each([
  [{}, { is: 'active' }],
  [{ conditions: [{ type: 'SuccessCriteriaMet', status: 'True' }] }, { is: 'active' }],
  [{ conditions: [{ type: 'Complete', status: 'True' }] }, { is: 'complete' }],
  [{ conditions: [{ type: 'Failed', status: 'False' }] }, { is: 'active' }],
  [
    { conditions: [{ type: 'Failed', status: 'True', reason: 'DeadlineExceeded', message: 'it took too long' }] },
    { is: 'failed', why: 'DeadlineExceeded: it took too long' },
  ],
])('a Job with status %j', (status, state) => {
  expect(jobState(object('Job', { status }))).toEqual(state);
});

test('a pod that is not placed, or whose image cannot be had, says why', () => {
  const unplaced = {
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', message: '0/3 nodes are available' }] },
  };
  const image = { status: { containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff', message: 'no such image' } } }] } };
  expect([unplaced, image, { status: { phase: 'Running' } }, {}].map((pod) => podWords(object('Pod', pod)))).toEqual([
    'its pod is not placed: 0/3 nodes are available',
    'its pod waits: ImagePullBackOff: no such image',
    'its pod is Running',
    'its pod is Pending',
  ]);
});

test('only a pod that is on a node and has not ended holds its volumes', () => {
  const pods = [
    {},
    { spec: { nodeName: 'n' } },
    { spec: { nodeName: 'n' }, status: { phase: 'Succeeded' } },
    { spec: {}, status: { phase: 'Pending' } },
  ];
  expect(pods.map((pod) => holdsVolumes(object('Pod', pod)))).toEqual([false, true, false, false]);
});

test('the pod that succeeded tells, else the newest', () => {
  const failed = object('Pod', { status: { phase: 'Failed' } }, '2026-01-03T00:00:00Z', 'failed');
  const older = object('Pod', { status: { phase: 'Failed' } }, '2026-01-01T00:00:00Z', 'older');
  const good = object('Pod', { status: { phase: 'Succeeded' } }, '2026-01-02T00:00:00Z', 'good');
  expect([tellingPod([older, failed, good]), tellingPod([older, failed])].map((pod) => pod?.metadata.name)).toEqual(['good', 'failed']);
});

test('names fit also for the longest instance', () => {
  const longest = `a${'b'.repeat(44)}`;
  const cronJob = object('CronJob', { spec: { jobTemplate: { spec: { template: {} } } } }, '', `${longest}-backup`);
  const names = [restoreJobName(longest, 'ab12cd', 'clean-back'), manualJob(cronJob, Date.UTC(2100, 0)).metadata.name];
  expect(names.map((name) => name.length <= 63 && /^[a-z][-a-z0-9]*[a-z0-9]$/.test(name))).toEqual([true, true]);
  expect(rehearsalName(longest)).toMatch(/^a[b]{34}-rehearsal$/);
});
