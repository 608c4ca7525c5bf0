import fc from 'fast-check';
import { expect, test } from 'vitest';
import { marieJobScene } from '../../../../test/support/marie-job-scene.ts';
import { parseGoDuration } from '../../../kernel/duration.ts';
import { marieJobSpec } from '../../../kinds/marie/job-spec.ts';
import { marieJobStatus } from '../../../kinds/marie/job-status.ts';
import type { GatewayRow } from '../gateway.ts';
import { gatewayDeadlines } from './job-deadlines.ts';
import { jobProgress, jobVerdict } from './job-verdict.ts';
import { jobSubmission, submissionProblem } from './job-submission.ts';
import type { MarieJobObserved, MarieJobPrimary } from './observe-job.ts';
import { planJob } from './plan-job.ts';
import { referencesOf, secondReference, submissionReference } from './submission-reference.ts';

const STATES = ['created', 'active', 'retry', 'completed', 'failed', 'cancelled', 'expired', 'skipped'] as const;
const NOW = Date.UTC(2026, 2, 1, 12);

const rows = fc.array(fc.constantFrom(...STATES), { minLength: 1, maxLength: 6 }).map((states) =>
  states.map((state, k): GatewayRow => ({
    id: k === 0 ? 'd' : `d+${String(k)}`,
    dagId: 'd',
    queue: 'extract',
    state,
    jobLevel: states.length - 1 - k,
    metadata: { ref_id: 'apps-scan-1-a0', k8s_uid: 'u1' },
  })),
);

const spec = fc
  .record(
    {
      jobType: fc.constantFrom('ocr', 'extract', 'pipeline', 'ner'),
      backoffLimit: fc.integer({ min: 0, max: 3 }),
      activeDeadlineSeconds: fc.integer({ min: 1, max: 7_200 }),
      suspend: fc.boolean(),
      stallTimeoutSeconds: fc.integer({ min: 1, max: 3_600 }),
      options: fc.dictionary(fc.constantFrom('planner', 'queue', 'on', 'a.b', 'a', 'language', 'ref_id'), fc.constantFrom('x', 'y y')),
      sla: fc.record({ softDeadline: fc.constantFrom('10s', '30m'), hardDeadline: fc.constantFrom('30m', '1.5h') }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  )
  .map((value) => marieJobSpec.parse({ clusterRef: 'docs', ...value }));

const status = fc
  .record(
    {
      phase: fc.constantFrom('Pending', 'Initializing', 'Running', 'Succeeded', 'Failed', 'Cancelled'),
      startTime: fc.constantFrom('2026-03-01T11:00:00Z', '2026-03-01T11:59:50Z'),
      completionTime: fc.constantFrom('2026-03-01T11:59:55Z'),
      submissionRef: fc.constantFrom('apps-scan-1-a0', 'apps-scan-1-a0-r1'),
      lastAttemptTime: fc.constant('2026-03-01T11:58:00Z'),
      submission: fc.constantFrom(
        { state: 'Recorded' },
        { state: 'Accepted' },
        { state: 'Unknown' },
        { state: 'NotSent' },
        { state: 'Refused', code: 'AuthFailed' },
      ),
      jobId: fc.constant('d'),
      retryCount: fc.integer({ min: 0, max: 3 }),
      notListedSince: fc.constantFrom('2026-03-01T11:58:10Z', '2026-03-01T11:59:50Z'),
      unreadableSince: fc.constantFrom('2026-03-01T11:50:10Z', '2026-03-01T11:59:50Z'),
      lastProgressTime: fc.constantFrom('2026-03-01T11:00:10Z', '2026-03-01T11:59:50Z'),
      tasks: fc.constantFrom('1 active', '3 completed'),
    },
    { requiredKeys: [] },
  )
  .map((value) => marieJobStatus.parse(value));

const listing = fc.oneof(
  fc.constant({ state: 'unasked' as const }),
  fc.constant({ state: 'failed' as const, reason: 'DatabaseError' as const, message: 'down' }),
  fc.record({
    state: fc.constant('answered' as const),
    rows: fc.oneof(fc.constant([]), rows),
    duplicates: fc.constant([]),
    isEmpty: fc.boolean(),
    startedAt: fc.constant(NOW),
  }),
);

const observed = fc
  .record({ listing, isFresh: fc.boolean(), hasKey: fc.boolean(), isReady: fc.boolean() })
  .map(({ hasKey, isFresh, isReady, listing: list }): MarieJobObserved => ({
    cluster: {
      state: 'found',
      name: 'docs',
      uid: 'c1',
      isSuspended: false,
      bucket: 'marie',
      target: {
        cluster: { namespace: 'apps', name: 'docs' },
        port: 8080,
        apiKey: { namespace: 'apps', secret: 'docs-api-key', key: 'api_key' },
      },
      ...(hasKey ? {} : { noKey: 'no key' }),
      ...(isReady ? {} : { notReady: 'not ready' }),
    },
    image: 'aistack:1',
    input: { state: 'plain' },
    listing: list,
    isFresh,
  }));

function primaryOf(jobSpec: MarieJobPrimary['spec'], jobStatus: NonNullable<MarieJobPrimary['status']>): MarieJobPrimary {
  const metadata = {
    namespace: 'apps',
    name: 'scan',
    uid: 'u1',
    resourceVersion: '1',
    creationTimestamp: '2026-03-01T10:00:00Z',
    generation: 1,
  };
  return { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieJob', metadata, spec: jobSpec, status: jobStatus };
}

test('a plan is the same for the same, fits the schema, and sends only what this process recorded', () => {
  fc.assert(
    fc.property(spec, status, observed, (jobSpec, jobStatus, seen) => {
      const primary = primaryOf(jobSpec, jobStatus);
      const plan = planJob(primary, seen, NOW, []);
      expect(planJob(primary, seen, NOW, [])).toEqual(plan);
      expect(marieJobStatus.safeParse(plan.status)).toMatchObject({ success: true });
      const effects = plan.steps.flatMap((step) => (step.do === 'effect' ? [step.effect.type] : []));
      expect(effects.length).toBeLessThanOrEqual(1);
      if (effects.includes('submit-job')) expect(seen.isFresh).toBe(true);
      const mayBeSent = seen.cluster.state === 'found' && seen.cluster.noKey === undefined && seen.cluster.notReady === undefined;
      if (effects.some((type) => type !== 'stop-job')) expect(mayBeSent).toBe(true);
      const isOver = ['Succeeded', 'Failed', 'Cancelled'].includes(jobStatus.phase);
      if (isOver) expect([plan.status.phase, effects]).toEqual([jobStatus.phase, []]);
      const ends = ['Succeeded', 'Failed', 'Cancelled'].includes(plan.status.phase);
      if (ends && !isOver) expect(plan.status.completionTime).toBeDefined();
      if (!ends && jobSpec.suspend !== true) expect(plan.recheckAfter).toBeGreaterThan(0);
    }),
    { numRuns: 1_000 },
  );
});

test('a verdict never contradicts a failed row, and is no success as long as a row is not done', () => {
  fc.assert(
    fc.property(rows, fc.boolean(), (list, isSeenTwice) => {
      const verdict = jobVerdict(list, isSeenTwice);
      const states = new Set(list.map(({ state }) => state));
      expect(verdict.state === 'failed' && verdict.code === 'AppFailed').toBe(states.has('failed'));
      if (verdict.state === 'succeeded') expect([...states].every((state) => state === 'completed' || state === 'skipped')).toBe(true);
      const progress = jobProgress(list, verdict);
      expect(progress === 100).toBe(verdict.state === 'succeeded');
      expect(progress).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('deadlines: both or none, soft not after hard, with an offset and no Z', () => {
  const duration = fc
    .tuple(fc.integer({ min: 1, max: 500 }), fc.constantFrom('ms', 's', 'm', 'h'))
    .map(([n, unit]) => `${String(n)}${unit}`);
  fc.assert(
    fc.property(fc.option(duration, { nil: undefined }), fc.option(duration, { nil: undefined }), (soft, hard) => {
      fc.pre(soft === undefined || hard === undefined || (parseGoDuration(soft) ?? 0) <= (parseGoDuration(hard) ?? 0));
      const sla = { ...(soft === undefined ? {} : { softDeadline: soft }), ...(hard === undefined ? {} : { hardDeadline: hard }) };
      const sent = gatewayDeadlines({ sla }, '2026-03-01T12:00:00Z');
      expect(Object.keys(sent)).toHaveLength(soft === undefined && hard === undefined ? 0 : 2);
      const { hard_sla: hardSla = '', soft_sla: softSla = '' } = sent;
      expect(softSla <= hardSla).toBe(true);
      for (const text of Object.values(sent)) expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    }),
  );
});

test('a submission holds the three ids that are mandatory and what no option may change', () => {
  fc.assert(
    fc.property(spec, (jobSpec) => {
      fc.pre(submissionProblem(jobSpec) === undefined);
      const { metadata } = jobSubmission(jobSpec, {
        namespace: 'apps',
        uid: 'u1',
        reference: 'r',
        attempt: 2,
        startTime: '2026-03-01T12:00:00Z',
      });
      expect(metadata).toMatchObject({
        project_id: 'apps',
        ref_type: jobSpec.jobType,
        ref_id: 'r',
        policy: 'allow_all',
        k8s_uid: 'u1',
        k8s_attempt: 2,
      });
    }),
  );
});

test('references: the same for the same attempt, another for another, nothing that a path would read otherwise', () => {
  const name = fc.stringMatching(/^[a-z0-9]([a-z0-9.-]{0,20}[a-z0-9])?$/);
  fc.assert(
    fc.property(name, fc.uuid(), fc.nat(50), fc.nat(50), (job, uid, a, b) => {
      const metadata = { namespace: 'apps', name: job, uid };
      const reference = submissionReference(metadata, a);
      expect(reference).toMatch(/^[a-z0-9-]+$/);
      expect(submissionReference(metadata, b) === reference).toBe(a === b);
      expect(referencesOf(reference)).toEqual(referencesOf(secondReference(reference)));
    }),
  );
});

test('whatever the delays of its rows within a minute, a job is submitted once and succeeds', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 50_000 }),
      fc.integer({ min: 0, max: 5_000 }),
      fc.boolean(),
      async (listedAfter, listedGap, restarts) => {
        const scene = marieJobScene();
        await scene.makeCluster();
        Object.assign(scene.gateway.faults, { listedAfter, listedGap });
        await scene.make();
        await scene.pass();
        if (restarts) scene.restart();
        await scene.run(90);
        expect(scene.gateway.submissions).toHaveLength(1);
        expect(scene.status()).toMatchObject({ phase: 'Succeeded', retryCount: 0 });
      },
    ),
    { numRuns: 20 },
  );
});
