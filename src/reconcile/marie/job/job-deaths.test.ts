import { expect, test } from 'vitest';
import { marieJobScene, type MarieJobScene } from '../../../../test/support/marie-job-scene.ts';
import { seededRandom } from '../../../../test/support/seeded-random.ts';
import type { Fault, FaultMoment } from '../../../../test/support/mortal.ts';

const FAULTS: readonly { readonly when: FaultMoment; readonly fault: Fault }[] = [
  { when: 'before', fault: 'death' },
  { when: 'after', fault: 'death' },
  { when: 'before', fault: 'broken connection' },
  { when: 'after', fault: 'broken connection' },
];

/** Listed as late as a minute after it was submitted, one row after the other. */
async function slowScene(jobs: readonly string[]): Promise<MarieJobScene> {
  const scene = marieJobScene();
  await scene.makeCluster();
  Object.assign(scene.gateway.faults, { listedAfter: 58_000, listedGap: 1_000 });
  for (const name of jobs) await scene.make({}, name);
  return scene;
}

/** Jobs that the gateway got more than once. */
function twice(scene: MarieJobScene): readonly string[] {
  const byUid = Map.groupBy(scene.gateway.submissions, ({ uid }) => uid);
  return [...byUid.values()].flatMap((same) => (same.length > 1 ? [same.map(({ reference }) => reference).join()] : []));
}

/** The calls of a first process with a fault at its `at`-th call; a second process comes `later` ms after it and brings the job to its end. */
async function live(at: number, { fault, when }: (typeof FAULTS)[number], later: number): Promise<readonly string[]> {
  const scene = await slowScene(['scan']);
  const first = await scene.runMortal({ at, when, fault });
  scene.shift(later);
  scene.restart();
  await scene.run(240);
  const label = `${fault} ${when} call ${String(at)} (${first.calls.at(-1) ?? ''}), the next process ${String(later)} ms later`;
  expect(scene.status(), label).toMatchObject({ phase: 'Succeeded', retryCount: 0 });
  expect(scene.gateway.submissions.length, label).toBe(1);
  return first.calls;
}

test.each(FAULTS)('a job is submitted once, whatever call of its first process meets: $fault $when', async (fault) => {
  const calls = await live(Infinity, fault, 0);
  expect(calls).toContain('gateway.submit');
  // Those before and after what is said first of the job, and after it was sent.
  expect(calls.length).toBeGreaterThan(5);
  for (let at = 1; at <= calls.length; at += 1) await live(at, fault, at % 2 === 0 ? 0 : 20_000);
});

test('asked to end at any call, a process that has recorded a submission sends it all the same', async () => {
  const run = async (at: number): Promise<{ readonly scene: MarieJobScene; readonly calls: readonly string[] }> => {
    const scene = await slowScene(['scan']);
    return { scene, calls: await scene.runEnded(at) };
  };
  const whole = await run(Infinity);
  expect(whole.calls).toContain('gateway.submit');
  let recorded = 0;
  for (let at = 1; at <= whole.calls.length; at += 1) {
    const { scene, calls } = await run(at);
    const label = `asked at call ${String(at)} (${calls[at - 1] ?? ''})`;
    const { submission, submissionRef } = scene.status();
    if (submissionRef !== undefined) recorded += 1;
    expect([label, scene.gateway.submissions.length, submission?.state]).toEqual(
      submissionRef === undefined ? [label, 0, undefined] : [label, 1, 'Accepted'],
    );
    scene.restart();
    await scene.run(240);
    expect([label, scene.status().phase, scene.gateway.submissions.length]).toEqual([label, 'Succeeded', 1]);
  }
  expect(recorded).toBeGreaterThan(1);
});

test('200 jobs, one more for each process, which is killed at its first, second, third, … call: none is submitted twice', async () => {
  const names = Array.from({ length: 200 }, (_, index) => `scan-${String(index)}`);
  const scene = await slowScene([]);
  const fatal: string[] = [];
  const random = seededRandom(11);
  for (const [index, name] of names.entries()) {
    await scene.make({}, name);
    // Some jobs are over by then, others sent or only recorded, so that a process has work of every kind.
    const when = random() < 0.5 ? 'before' : 'after';
    const { calls, died } = await scene.runMortal({ at: 1 + (index % 40), when, fault: 'death' });
    if (died) fatal.push(`${when} ${calls.at(-1) ?? ''}`);
    scene.shift(20_000);
  }
  scene.restart();
  for (let round = 0; round < 16; round += 1) {
    await scene.pass();
    scene.shift(30_000);
  }
  expect(fatal.length).toBeGreaterThan(50);
  expect(fatal.some((call) => call.endsWith('gateway.submit'))).toBe(true);
  expect(twice(scene)).toEqual([]);
  expect(names.filter((name) => scene.status(name).phase !== 'Succeeded')).toEqual([]);
  // Deaths of ours are no failures of the job.
  expect(names.filter((name) => scene.status(name).retryCount > 0)).toEqual([]);
  expect(scene.gateway.submissions).toHaveLength(200);
});
