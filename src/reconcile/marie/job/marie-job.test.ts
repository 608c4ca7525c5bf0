import { expect, test } from 'vitest';
import { marieJobScene, type MarieJobScene } from '../../../../test/support/marie-job-scene.ts';
import { CONFIG_MAP } from '../../../kernel/builtin-types.ts';
import { marieCluster } from '../../../kinds/marie/marie-cluster.ts';
import { marieJob } from '../../../kinds/marie/marie-job.ts';

async function scene(spec = {}): Promise<MarieJobScene> {
  const made = marieJobScene();
  await made.makeCluster();
  await made.make(spec);
  return made;
}

test('without the key Secret: AuthNotConfigured, nothing submitted; with it the job goes on', async () => {
  const one = marieJobScene();
  await one.makeCluster('docs', { key: false });
  await one.make();
  await one.run(60);
  expect(one.status()).toMatchObject({ phase: 'Pending', clusterName: 'docs' });
  expect([one.condition('AuthConfigured'), one.condition('JobSubmitted')]).toEqual(['False/AuthNotConfigured', 'False/AuthNotConfigured']);
  expect(one.message('JobSubmitted')).toContain('Secret/apps/docs-api-key');
  expect(one.gateway.submissions).toEqual([]);
  await one.makeKey();
  await one.run(15);
  expect(one.status().phase).toBe('Succeeded');
});

test('a cluster that comes later, and one that is not ready: the job waits in Pending', async () => {
  const one = marieJobScene();
  await one.make();
  await one.pass();
  expect(one.condition('JobSubmitted')).toBe('False/ClusterNotFound');
  await one.makeCluster('docs', { ready: false });
  await one.pass();
  expect(one.condition('JobSubmitted')).toBe('False/ClusterNotReady');
  expect(one.status()).toMatchObject({ phase: 'Pending', clusterName: 'docs' });
});

test('a cluster that leaves readiness does not send a submitted job back', async () => {
  const one = await scene();
  await one.pass();
  await one.kube.api.patch(
    marieCluster,
    { namespace: 'apps', name: 'docs' },
    { type: 'merge', body: { status: { serverReady: false } } },
    { subresource: 'status' },
  );
  await one.run(20);
  expect(one.status().phase).toBe('Succeeded');
});

test('a selector takes the cluster that serves, and the job stays with it', async () => {
  const one = marieJobScene();
  await one.makeCluster('a', { labels: { tier: 'gpu' }, ready: false });
  await one.makeCluster('b', { labels: { tier: 'gpu' } });
  await one.makeCluster('c', { labels: { tier: 'cpu' } });
  await one.make({ clusterRef: null, clusterSelector: { tier: 'gpu' } });
  await one.pass();
  expect(one.status().clusterName).toBe('b');
  one.kube.edit(marieCluster, { namespace: 'apps', name: 'b' }, { metadata: { labels: { tier: 'none' } } });
  await one.run(20);
  expect(one.status()).toMatchObject({ phase: 'Succeeded', clusterName: 'b' });
});

test('no cluster named: the only one of the namespace, else ValidationFailed', async () => {
  const one = marieJobScene();
  await one.makeCluster('a');
  await one.make({ clusterRef: null });
  await one.pass();
  expect(one.status().clusterName).toBe('a');
  await one.makeCluster('b');
  await one.make({ clusterRef: null }, 'other');
  await one.pass();
  expect(one.status('other')).toMatchObject({ phase: 'Failed', error: { code: 'ValidationFailed' } });
  expect(one.status('other').message).toContain('a, b');
});

test('a selector without labels selects nothing: it is as if there were none', async () => {
  const one = marieJobScene();
  await one.makeCluster('a');
  await one.makeCluster('b');
  await one.make({ clusterRef: null, clusterSelector: {} });
  await one.pass();
  expect(one.status()).toMatchObject({ phase: 'Failed', error: { code: 'ValidationFailed' } });
  expect(one.status().message).toContain('a, b');
  expect(one.gateway.submissions).toEqual([]);
});

test('deadlines go to the gateway as moments, both of them; the soft one is told and stops nothing', async () => {
  const one = await scene({ sla: { softDeadline: '10s' } });
  one.gateway.faults.hasExecutor = false;
  await one.run(20);
  expect(one.gateway.submissions[0]?.metadata).toMatchObject({
    soft_sla: '2026-03-01T12:00:10+00:00',
    hard_sla: '2026-03-01T16:00:00+00:00',
  });
  expect(one.condition('SoftDeadlineMet')).toBe('False/SoftDeadlineExceeded');
  expect(one.events().filter((text) => text.startsWith('SoftDeadlineExceeded'))).toHaveLength(1);
  expect(one.status().phase).toBe('Initializing');
});

test('the hard deadline cancels, without a retry, and says that the gateway may go on', async () => {
  const one = await scene({ sla: { hardDeadline: '30s' } });
  one.gateway.faults.hasExecutor = false;
  await one.run(40);
  expect(one.status()).toMatchObject({ phase: 'Cancelled', error: { code: 'HardDeadlineExceeded' }, retryCount: 0 });
  expect(one.status().message).toContain('may still run');
  expect(one.status().completionTime).toBeDefined();
  expect(one.gateway.stops).toEqual(['job-0001']);
});

test('activeDeadlineSeconds fails the job; a job that is done in time has succeeded even if nobody looked', async () => {
  const late = await scene({ activeDeadlineSeconds: 30 });
  late.gateway.faults.hasExecutor = false;
  await late.run(40);
  expect(late.status()).toMatchObject({ phase: 'Failed', error: { code: 'DeadlineExceeded' }, duration: expect.stringMatching(/^3\d/) });
  const done = await scene({ activeDeadlineSeconds: 30 });
  await done.pass();
  done.shift(100_000);
  await done.pass();
  expect(done.status().phase).toBe('Succeeded');
});

test('suspend stops a job and forgets its submission; resume begins anew under another reference', async () => {
  const one = await scene();
  one.gateway.faults.hasExecutor = false;
  await one.run(10);
  one.edit({ spec: { suspend: true } });
  await one.run(10);
  expect(one.status()).toMatchObject({ phase: 'Pending' });
  expect(one.status().jobId).toBeUndefined();
  expect(one.condition('Suspended')).toBe('True/Suspended');
  expect(one.gateway.stops).toEqual(['job-0001']);
  one.gateway.faults.hasExecutor = true;
  one.edit({ spec: { suspend: false } });
  await one.run(20);
  expect(one.status()).toMatchObject({ phase: 'Succeeded', retryCount: 0 });
  expect(one.gateway.submissions.map(({ reference }) => reference.slice(-3))).toEqual(['-a0', '-a1']);
});

test('a cancelled job is Cancelled at once; a deleted one asks its gateway once and goes', async () => {
  const one = await scene();
  one.gateway.faults.hasExecutor = false;
  await one.run(5);
  one.edit({ metadata: { annotations: { 'marie.ai/cancel': 'true', 'marie.ai/cancel-reason': 'wrong folder' } } });
  await one.pass();
  expect(one.status()).toMatchObject({ phase: 'Cancelled', error: { code: 'CancelRequested' } });
  expect([one.status().message, one.message('JobComplete')]).toEqual([
    expect.stringMatching(/^the job was cancelled: wrong folder; the gateway was asked to stop it/) as string,
    expect.stringMatching(/^the job was cancelled: wrong folder; /) as string,
  ]);
  expect(one.gateway.stops).toEqual(['job-0001']);
  const other = await scene();
  other.gateway.faults.hasExecutor = false;
  await other.run(5);
  other.gateway.faults.isDown = true;
  expect(other.job()?.metadata).toMatchObject({ finalizers: ['marie.ai/mariejob-finalizer'] });
  await other.kube.api.remove(marieJob, { namespace: 'apps', name: 'scan' });
  await other.run(5);
  expect(other.job()).toBeUndefined();
});

test('ttlSecondsAfterFinished deletes the job, of every end', async () => {
  const one = await scene({ ttlSecondsAfterFinished: 30, sla: { hardDeadline: '5s' } });
  one.gateway.faults.hasExecutor = false;
  await one.run(10);
  expect(one.status().phase).toBe('Cancelled');
  await one.run(40);
  expect(one.job()).toBeUndefined();
});

test('a document in a ConfigMap is carried along; with two keys the job waits and says so', async () => {
  const one = marieJobScene();
  await one.makeCluster();
  await one.make({ input: { uri: null, configMapRef: { name: 'doc' } } });
  await one.pass();
  expect(one.condition('JobSubmitted')).toBe('False/InputNotFound');
  await one.kube.api.create(CONFIG_MAP, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'apps', name: 'doc' },
    data: { 'a.txt': 'hello', 'b.txt': 'there' },
  });
  await one.pass();
  expect(one.message('JobSubmitted')).toContain('ConfigMap/apps/doc must have one key, or one called data, and has 2');
  one.kube.edit(CONFIG_MAP, { namespace: 'apps', name: 'doc' }, { data: { 'b.txt': null } });
  await one.run(15);
  expect(one.gateway.submissions[0]?.metadata).toMatchObject({ data: 'hello', content_type: 'application/pdf', policy: 'allow_all' });
});

test('an entrypoint that is a chain is refused before anything is submitted', async () => {
  const one = await scene({ jobType: 'pipeline', entrypoint: 'classify -> ocr' });
  await one.pass();
  expect(one.status()).toMatchObject({ phase: 'Failed', error: { code: 'ValidationFailed' } });
  expect(one.gateway.submissions).toEqual([]);
});

test('a job whose status stands still writes nothing', async () => {
  const one = await scene();
  one.gateway.faults.hasExecutor = false;
  await one.run(15);
  const { resourceVersion } = one.job()?.metadata ?? { resourceVersion: '' };
  await one.run(120);
  expect(one.job()?.metadata.resourceVersion).toBe(resourceVersion);
});
