import { expect, test } from 'vitest';
import { marieJobScene, type MarieJobScene } from '../../../../test/support/marie-job-scene.ts';

async function scene(spec = {}): Promise<MarieJobScene> {
  const made = marieJobScene();
  await made.makeCluster();
  await made.make(spec);
  return made;
}

test('a job is submitted, followed and finished', async () => {
  const one = await scene({ output: { uri: 's3://wish/' } });
  await one.pass();
  expect(one.status()).toMatchObject({ phase: 'Initializing', clusterName: 'docs', jobId: 'job-0001', retryCount: 0 });
  expect(one.condition('AuthConfigured')).toBe('True/AuthConfigured');
  one.shift(7_000);
  await one.pass();
  await one.run(15);
  const { reference } = one.gateway.submissions[0] ?? { reference: '' };
  expect(reference).toMatch(/^apps-scan-[0-9a-z]{1,8}-a0$/);
  expect(one.status()).toMatchObject({
    phase: 'Succeeded',
    progress: 100,
    submissionRef: reference,
    result: { outputUri: `s3://marie/ocr/${reference}/`, summary: { requestedUri: 's3://wish/' } },
  });
  expect(one.status().duration).toMatch(/^\d+s$/);
  expect(one.job()?.metadata.finalizers ?? []).toEqual([]);
  expect(one.gateway.submissions).toHaveLength(1);
  expect(one.events().map((text) => text.split(':')[0])).toEqual(['Submitted', 'Succeeded']);
});

test('rows that appear late and one by one: not over before the last task is', async () => {
  const one = await scene();
  Object.assign(one.gateway.faults, { listedAfter: 12_000, listedGap: 4_000 });
  await one.pass();
  const phases: string[] = [];
  for (let at = 0; at < 60 && one.status().phase !== 'Succeeded'; at += 1) {
    one.shift(1_000);
    await one.pass();
    phases.push(`${one.status().phase} ${one.status().tasks ?? 'none'}`);
  }
  expect(phases.some((text) => text === 'Initializing 1 created')).toBe(true);
  expect(phases.at(-1)).toBe('Succeeded 3 completed');
  expect(one.gateway.submissions).toHaveLength(1);
});

test('only the root is seen, and completed: the job is not over', async () => {
  const one = await scene();
  Object.assign(one.gateway.faults, { listedGap: 30_000 });
  await one.pass();
  one.gateway.hold('job-0001', 0, 'completed');
  one.shift(5_000);
  await one.pass();
  expect(one.status()).toMatchObject({ phase: 'Initializing', tasks: '1 completed' });
});

test('a submission that is lost while the database is down is found out and submitted once more, told in a condition', async () => {
  const one = await scene();
  one.gateway.faults.isDatabaseDown = true;
  await one.run(90);
  expect(one.status()).toMatchObject({ phase: 'Initializing', jobId: 'job-0001' });
  expect(one.condition('GatewayAnswers')).toBe('False/DatabaseError');
  // As long as the lists fail nothing is submitted again.
  expect(one.gateway.submissions).toHaveLength(1);
  one.gateway.faults.isDatabaseDown = false;
  await one.run(60);
  expect(one.gateway.submissions).toHaveLength(1);
  await one.run(60);
  expect(one.gateway.submissions.map(({ reference }) => reference.slice(-5))).toEqual([expect.stringMatching(/-a0$/), 'a0-r1']);
  expect(one.status()).toMatchObject({ phase: 'Succeeded', retryCount: 0 });
  expect(one.condition('Resubmitted')).toBe('True/SubmissionLost');
  expect(one.events().filter((text) => text.startsWith('SubmissionLost'))).toHaveLength(1);
});

test.each([
  ['the first turns up while the second is followed', 1, ['job-0001'], 'job-0002'],
  ['the first turns up before the second is listed', 2, ['job-0002'], 'job-0001'],
])('%s: the one that came later is stopped once, and told', async (_what, lose, stopped, followed) => {
  const one = await scene();
  Object.assign(one.gateway.faults, { lose, hasExecutor: false });
  await one.run(120);
  expect(one.gateway.submissions.map(({ jobId }) => jobId)).toEqual(['job-0001', 'job-0002']);
  one.gateway.turnUp('job-0001');
  await one.run(10);
  if (lose === 2) {
    expect([one.status().jobId, one.gateway.stops]).toEqual(['job-0001', []]);
    one.gateway.turnUp('job-0002');
  }
  await one.run(30);
  expect([one.status().jobId, one.gateway.stops]).toEqual([followed, stopped]);
  expect(one.condition('DuplicateSubmission')).toBe('True/TurnedUpLate');
  expect(one.message('DuplicateSubmission')).toMatch(
    new RegExp(`more than once, and ${stopped[0] ?? ''} \\(apps-.*\\) is not followed; the gateway was asked`),
  );
  one.gateway.faults.hasExecutor = true;
  await one.run(60);
  expect(one.status()).toMatchObject({ phase: 'Succeeded', retryCount: 0 });
  expect(one.condition('DuplicateSubmission')).toBe('True/TurnedUpLate');
  expect([one.gateway.stops, one.gateway.submissions.length]).toEqual([stopped, 2]);
  expect(one.events().filter((text) => text.startsWith('TurnedUpLate'))).toHaveLength(1);
});

test('lost twice: the attempt has failed, and the next one has a reference of its own', async () => {
  const one = await scene({ backoffLimit: 1 });
  one.gateway.faults.lose = 4;
  await one.run(600);
  expect(one.gateway.submissions.map(({ reference }) => reference.replace(/^.*-a/, 'a'))).toEqual(['a0', 'a0-r1', 'a1', 'a1-r1']);
  expect(one.status()).toMatchObject({ phase: 'Failed', error: { code: 'SubmissionLost' }, retryCount: 1 });
});

test('an orphan after a restart of the gateway: StalledInGateway, stopped as well as can be, and retried', async () => {
  const one = await scene({ stallTimeoutSeconds: 120 });
  await one.pass();
  one.shift(2_000);
  one.gateway.restart();
  await one.run(110);
  expect(one.status()).toMatchObject({ phase: 'Running', retryCount: 0 });
  await one.run(30);
  expect(one.status().retryCount).toBe(1);
  expect(one.status().error?.code).toBe('StalledInGateway');
  expect(one.gateway.stops).toEqual(['job-0001']);
  await one.run(60);
  expect(one.status()).toMatchObject({ phase: 'Succeeded', retryCount: 1 });
  expect(one.gateway.submissions).toHaveLength(2);
});

test('a job whose tasks wait for executors is no orphan', async () => {
  const one = await scene({ stallTimeoutSeconds: 60 });
  one.gateway.faults.hasExecutor = false;
  await one.run(600);
  expect(one.status()).toMatchObject({ phase: 'Initializing', retryCount: 0, tasks: '3 created' });
  one.gateway.faults.hasExecutor = true;
  await one.run(10);
  expect(one.status().phase).toBe('Succeeded');
});

test('a failed task fails the attempt though its end stays created; backoffLimit bounds the attempts', async () => {
  const one = await scene({ backoffLimit: 1 });
  await one.pass();
  one.gateway.hold('job-0001', 1, 'failed');
  one.gateway.hold('job-0001', 2, 'created');
  one.gateway.hold('job-0002', 1, 'failed');
  // After a restart of the gateway the end of a failed job completes.
  one.gateway.hold('job-0002', 2, 'completed');
  await one.run(10);
  expect(one.status()).toMatchObject({ phase: 'Initializing', retryCount: 1, error: { code: 'AppFailed' } });
  expect(one.gateway.submissions).toHaveLength(1);
  await one.run(30);
  expect(one.gateway.submissions).toHaveLength(2);
  expect(one.status()).toMatchObject({ phase: 'Failed', error: { code: 'AppFailed', details: 'extract_executor://document/extract' } });
  expect(one.status().completionTime).toBeDefined();
});

test('an answer that never came though the job was stored: it is adopted, not submitted again', async () => {
  const one = await scene();
  one.gateway.faults.answers.push({ reason: 'NoAnswer', stored: true });
  Object.assign(one.gateway.faults, { listedAfter: 59_000 });
  await one.pass();
  expect(one.status().submission).toMatchObject({ state: 'Unknown', code: 'NoAnswer' });
  await one.run(120);
  expect(one.gateway.submissions).toHaveLength(1);
  expect(one.status()).toMatchObject({ phase: 'Succeeded', jobId: 'job-0001' });
});

test('nothing was sent: the next attempt after a while, without a minute of looking', async () => {
  const one = await scene();
  one.gateway.faults.answers.push({ reason: 'Unreachable' });
  await one.pass();
  one.shift(1_000);
  await one.pass();
  expect(one.status()).toMatchObject({ retryCount: 1, error: { code: 'SubmissionFailed' } });
  await one.run(30);
  expect(one.status().phase).toBe('Succeeded');
  expect(one.gateway.submissions.map(({ attempt }) => attempt)).toEqual([1]);
});

test('a key that is not taken consumes no attempt and is tried again every minute', async () => {
  const one = await scene({ backoffLimit: 0 });
  one.gateway.faults.answers.push({ reason: 'AuthFailed' }, { reason: 'AuthFailed' });
  await one.run(50);
  expect(one.status()).toMatchObject({ phase: 'Initializing', retryCount: 0 });
  expect(one.condition('JobSubmitted')).toBe('False/AuthFailed');
  await one.run(120);
  expect(one.status()).toMatchObject({ phase: 'Succeeded', retryCount: 0 });
  expect(one.gateway.faults.answers).toEqual([]);
});

test('a refused job has failed for good', async () => {
  const one = await scene();
  one.gateway.faults.answers.push({ reason: 'Refused' });
  await one.run(10);
  expect(one.status()).toMatchObject({ phase: 'Failed', error: { code: 'ValidationFailed' }, retryCount: 0 });
});

test('a gateway that cannot be asked for 300 s: StatusCheckTimeoutExceeded', async () => {
  const one = await scene();
  await one.pass();
  one.gateway.faults.isDown = true;
  await one.run(280);
  expect(one.status().phase).toBe('Initializing');
  await one.run(40);
  expect(one.status()).toMatchObject({ phase: 'Failed', error: { code: 'StatusCheckTimeoutExceeded' } });
});

test('a sweep that is empty after rows were seen proves nothing', async () => {
  const one = await scene();
  one.gateway.faults.hasExecutor = false;
  await one.run(10);
  one.gateway.faults.isEmptied = true;
  await one.run(200);
  expect(one.gateway.submissions).toHaveLength(1);
  expect(one.status().phase).toBe('Initializing');
  Object.assign(one.gateway.faults, { isEmptied: false, hasExecutor: true });
  await one.run(20);
  expect(one.status().phase).toBe('Succeeded');
});
