import { expect, test } from 'vitest';
import { fakeWorld, liveForm } from '../../../../test/support/fake-world.ts';
import { marieGatewayModel } from '../../../../test/support/marie-gateway-model.ts';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { marieJobSpec } from '../../../kinds/marie/job-spec.ts';
import { marieJobStatus, type MarieJobStatus } from '../../../kinds/marie/job-status.ts';
import { jobSubmitter, submitterConfigMap } from '../../../templates/marie/job-submitter.ts';
import type { Plan } from '../../engine/contract.ts';
import { marieJobReconciler } from '../marie-job.ts';
import type { MarieJobPrimary } from './observe-job.ts';

const NOW = Date.UTC(2026, 2, 1, 12);
const VALUES = {
  job: { namespace: 'apps', name: 'scan' },
  cluster: 'docs',
  serverUrl: 'http://docs-server-svc.apps.svc:8080',
  reference: 'apps-scan-u1-a0',
  image: 'mirror.local/aistack:1',
  submission: { queue: 'extract', metadata: { ref_id: 'apps-scan-u1-a0' } },
  apiKey: { secret: 'docs-api-key', key: 'api_key' },
};
const BEGUN = {
  phase: 'Initializing',
  clusterName: 'docs',
  clusterUid: 'uid-of-MarieCluster-docs',
  startTime: '2026-03-01T11:59:00Z',
  submissionRef: 'apps-scan-u1-a0',
  lastAttemptTime: '2026-03-01T11:59:00Z',
  submission: { state: 'Recorded' },
};

function cluster(): KubeObject {
  const spec = { serverSpec: { template: { spec: { containers: [{ name: 'marie' }] } } } };
  const manifest = { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieCluster', metadata: { namespace: 'apps', name: 'docs' }, spec };
  return liveForm(manifest, { status: { serverReady: true } });
}

async function planned(status: object, condition?: object, more: object = {}): Promise<Plan<MarieJobStatus>> {
  const reconciler = marieJobReconciler(
    marieGatewayModel(() => NOW),
    VALUES.image,
  );
  const metadata = {
    namespace: 'apps',
    name: 'scan',
    uid: 'u1',
    resourceVersion: '1',
    creationTimestamp: '2026-03-01T11:00:00Z',
    generation: 1,
  };
  const spec = marieJobSpec.parse({ clusterRef: 'docs', jobType: 'ocr', submissionMode: 'K8sJobSubmission', backoffLimit: 1, ...more });
  const primary: MarieJobPrimary = {
    apiVersion: 'marie.ai/v1alpha1',
    kind: 'MarieJob',
    metadata,
    spec,
    status: marieJobStatus.parse(status),
  };
  const job = condition === undefined ? [] : [liveForm(jobSubmitter(VALUES), { status: { failed: 1, conditions: [condition] } })];
  const world = fakeWorld({ children: job, others: [cluster()], secrets: { 'apps/docs-api-key': { api_key: 'mas_secret' } } });
  return reconciler.plan(primary, await reconciler.observe(primary, world), NOW, []);
}

test('the attempt is recorded first; then the file and the Job are made, and nothing else is submitted', async () => {
  const first = await planned({});
  expect(first.steps.map((step) => (step.do === 'effect' ? step.effect.type : step.do))).toEqual(['hold', 'record-attempt']);
  const second = await planned(BEGUN);
  const kinds = second.steps.flatMap((step) => (step.do === 'apply' ? step.wave.map(({ manifest }) => manifest.kind) : [step.do]));
  expect(kinds).toEqual(['ConfigMap', 'Job']);
  expect(JSON.stringify(second)).not.toContain('mas_secret');
  expect(JSON.stringify(second)).toContain('"image":"mirror.local/aistack:1","command":["kubectl-marie","job","deliver"');
});

test('the outcome is read from conditions: a pod that failed is no failed Job, a complete Job is success', async () => {
  expect((await planned(BEGUN, { type: 'Suspended', status: 'False' })).status.phase).toBe('Initializing');
  expect((await planned(BEGUN, { type: 'Complete', status: 'True' })).status).toMatchObject({ phase: 'Succeeded', progress: 100 });
});

test('a failed Job is a failed attempt, and its Job goes before the next one is recorded', async () => {
  const failed = { type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded', message: 'it ended with 9' };
  const retried = await planned(BEGUN, failed);
  expect(retried.status).toMatchObject({ phase: 'Initializing', retryCount: 1, error: { code: 'SubmitterFailed' } });
  const { retryAfter: _due, ...later } = retried.status;
  const next = await planned(later, failed);
  expect(next.steps).toMatchObject([{ do: 'remove', refs: [{ name: 'scan-submitter' }] }]);
  expect((await planned({ ...BEGUN, retryCount: 1 }, failed)).status).toMatchObject({
    phase: 'Failed',
    error: { code: 'SubmitterFailed' },
  });
});

test('a template of the user keeps its metadata, image and command, and gets address, key and reference by env', () => {
  const podTemplate = {
    metadata: { labels: { team: 'scan' }, annotations: { note: 'kept' } },
    spec: {
      containers: [{ name: 'mine', image: 'mine:1', command: ['send'], env: [{ name: 'MARIE_SERVER_URL', value: 'http://other' }] }],
    },
  };
  const { spec } = jobSubmitter({ ...VALUES, podTemplate });
  expect(spec).toMatchObject({
    backoffLimit: 0,
    template: {
      metadata: { labels: { team: 'scan', 'marie.ai/job': 'scan' }, annotations: { note: 'kept' } },
      spec: {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'mine',
            image: 'mine:1',
            command: ['send'],
            env: [
              { name: 'MARIE_SERVER_URL', value: 'http://other' },
              { name: 'MARIE_API_KEY', valueFrom: { secretKeyRef: { name: 'docs-api-key', key: 'api_key' } } },
              { name: 'MARIE_JOB_REF_ID', value: 'apps-scan-u1-a0' },
            ],
          },
        ],
      },
    },
  });
});

test('a document in a Secret is mounted, never copied', () => {
  const values = { ...VALUES, input: { secret: 'doc', key: 'a.pdf' } };
  expect(JSON.parse(String((submitterConfigMap(values)['data'] as Record<string, string>)['submission.json']))).toMatchObject({
    document: '/document/a.pdf',
  });
  expect(JSON.stringify(jobSubmitter(values))).toContain('"secretName":"doc"');
});
