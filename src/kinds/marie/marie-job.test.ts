import { expect, test } from 'vitest';
import { specChecks } from '../../../test/support/spec-checks.ts';
import { marieJob, marieJobName } from './marie-job.ts';

const clusterSpec = { serverSpec: { template: { spec: { containers: [{ name: 'marie', image: 'marieai/marie-gateway:4.0.0-cpu' }] } } } };

const { accepted, issuesOf } = specChecks(marieJob.spec);

test('no field is required', () => {
  expect(accepted({})).toEqual({
    submissionMode: 'HTTPSubmission',
    jobType: 'pipeline',
    priority: 0,
    backoffLimit: 3,
    stallTimeoutSeconds: 1800,
  });
  expect(marieJob.specPresence).toBe('defaulted');
});

test('the guide’s job is taken as written', () => {
  const spec = {
    clusterRef: 'my-cluster',
    jobType: 'ocr',
    input: { uri: 's3://bucket/documents/' },
    output: { uri: 's3://bucket/results/' },
    sla: { softDeadline: '30m' },
  };
  expect(accepted(spec)).toMatchObject(spec);
  expect(accepted(spec)).toMatchObject({ input: { contentType: 'application/pdf' }, output: { format: 'json' } });
});

test('a job may bring its own cluster, with the defaults of one', () => {
  expect(accepted({ clusterSpec, shutdownAfterJobFinishes: true, activeDeadlineSeconds: 3600 })).toMatchObject({
    clusterSpec: { serverSpec: { replicas: 1 }, serviceType: 'ClusterIP', executorGroupSpecs: [] },
  });
  expect(issuesOf({ clusterSpec: {} })).toEqual(['clusterSpec.serverSpec']);
});

test('a job names its cluster in one way at most', () => {
  expect(issuesOf({ clusterSelector: { tier: 'gpu' } })).toEqual([]);
  expect(issuesOf({ clusterRef: 'a', clusterSelector: { tier: 'gpu' } })).toEqual(['']);
  expect(issuesOf({ clusterRef: 'a', clusterSpec })).toEqual(['']);
});

test('only a cluster of its own is shut down', () => {
  expect(issuesOf({ clusterRef: 'a', shutdownAfterJobFinishes: true })).toEqual(['shutdownAfterJobFinishes']);
  expect(issuesOf({ clusterRef: 'a', shutdownAfterJobFinishes: false })).toEqual([]);
});

test('an input has one source', () => {
  expect(issuesOf({ input: { data: 'aGVsbG8=', contentType: 'text/plain' } })).toEqual([]);
  expect(issuesOf({ input: { uri: 's3://a', data: 'b' } })).toEqual(['input']);
  expect(issuesOf({ input: { configMapRef: { name: 'a' }, secretRef: { name: 'a' } } })).toEqual(['input']);
  expect(issuesOf({ input: { data: 'x'.repeat(524_288) } })).toEqual([]);
  expect(issuesOf({ input: { data: 'x'.repeat(524_289) } })).toEqual(['input.data']);
});

test('deadlines are durations of more than 0, the soft one first', () => {
  for (const softDeadline of ['30m', '1h30m', '1.5h', '500ms']) expect(issuesOf({ sla: { softDeadline } })).toEqual([]);
  for (const softDeadline of ['0s', '0h0m', '-5m', '5', '1d', '', '1h 5m', '99999999999h']) {
    expect(issuesOf({ sla: { softDeadline } })).toContain('sla.softDeadline');
  }
  expect(issuesOf({ sla: { softDeadline: '2h', hardDeadline: '90m' } })).toEqual(['sla.softDeadline']);
  expect(issuesOf({ sla: { softDeadline: '90m', hardDeadline: '1.5h' } })).toEqual([]);
});

test('numbers and choices keep to their bounds', () => {
  expect(issuesOf({ priority: 101 })).toEqual(['priority']);
  expect(issuesOf({ priority: -100 })).toEqual([]);
  expect(issuesOf({ jobType: 'index' })).toEqual(['jobType']);
  expect(issuesOf({ submissionMode: 'SidecarMode' })).toEqual(['submissionMode']);
  expect(issuesOf({ output: { format: 'pdf' } })).toEqual(['output.format']);
  expect(issuesOf({ backoffLimit: -1 })).toEqual(['backoffLimit']);
  expect(issuesOf({ activeDeadlineSeconds: 0 })).toEqual(['activeDeadlineSeconds']);
  expect(issuesOf({ ttlSecondsAfterFinished: 0 })).toEqual([]);
});

test('what was submitted cannot be changed, what steers it can', () => {
  const frozen = (marieJob.rules ?? []).flatMap((rule) => (rule.fieldPath === undefined ? [] : [rule.fieldPath]));
  expect(frozen).toContain('.spec.input');
  expect(frozen).toContain('.spec.clusterSpec');
  for (const open of ['suspend', 'ttlSecondsAfterFinished', 'activeDeadlineSeconds', 'auth']) expect(frozen).not.toContain(`.spec.${open}`);
});

test('identity and columns are those of the CRD that users know', () => {
  expect(marieJob).toMatchObject({
    group: 'marie.ai',
    version: 'v1alpha1',
    kind: 'MarieJob',
    listKind: 'MarieJobList',
    plural: 'mariejobs',
    singular: 'mariejob',
    scope: 'Namespaced',
    shortNames: ['mj'],
    categories: ['marie'],
  });
  expect(marieJob.columns.map(({ name, jsonPath, priority = 0 }) => [name, jsonPath, priority])).toEqual([
    ['Cluster', '.status.clusterName', 0],
    ['Type', '.spec.jobType', 0],
    ['Phase', '.status.phase', 0],
    ['Progress', '.status.progress', 0],
    ['Duration', '.status.duration', 0],
    ['Age', '.metadata.creationTimestamp', 0],
  ]);
});

test('a status as the operator writes it is taken', () => {
  const status = {
    phase: 'Failed',
    clusterName: 'docs-gpu',
    submissionRef: 'docproc-ocr-march-1a2b3c4d-a0',
    jobId: '0198d6a0-0000-7000-8000-000000000000',
    lastAttemptTime: '2026-01-31T10:00:00Z',
    completionTime: '2026-01-31T10:01:00Z',
    duration: '1m0s',
    progress: 33,
    error: { code: 'AppFailed', message: 'a task failed' },
  };
  expect(marieJob.status.safeParse(status)).toMatchObject({ success: true, data: { ...status, retryCount: 0 } });
  expect(marieJob.status.safeParse({ phase: 'Completed' }).success).toBe(false);
});

test('a name is at most 53 characters long', () => {
  expect(marieJobName.problem('a'.repeat(53))).toBeUndefined();
  expect(marieJobName.problem('a'.repeat(54))).toContain('53');
  expect(marieJobName.problem('my.name')).toBeUndefined();
  expect(marieJob.rules).toEqual(expect.arrayContaining([...marieJobName.rules]));
});
