import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { createMarieGateway } from '../../src/adapters/marie/marie-gateway.ts';
import { isApiError } from '../../src/cluster/api-error.ts';
import type { Connection } from '../../src/cluster/connect.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { endpointCaller } from '../../src/commands/marie/shared/job/endpoint-caller.ts';
import { CONFIG_MAP, CUSTOM_RESOURCE_DEFINITION, JOB, SECRET } from '../../src/kernel/builtin-types.ts';
import { findCondition } from '../../src/kernel/condition.ts';
import { isJsonObject, type JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { marieCluster } from '../../src/kinds/marie/marie-cluster.ts';
import type { MarieJobStatus } from '../../src/kinds/marie/job-status.ts';
import { marieJob } from '../../src/kinds/marie/marie-job.ts';
import { crdOf } from '../../src/manifests/crd.ts';
import { marieJobReconciler } from '../../src/reconcile/marie/marie-job.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { asLoop, connectTo, erased, startManager, type RunningManager } from '../support/engine-rig.ts';
import { MARIE_KEY, startMarie, type MarieStandIn } from '../support/marie-stand-in.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const CONTAINERS = { spec: { containers: [{ name: 'marie', image: 'marieai/marie-gateway:4.0.0-cpu' }] } };
const PATIENCE = { timeout: 60_000, interval: 200 };

describeCluster('MarieJob over a stand-in gateway', (plane) => {
  let connection: Connection;
  let namespace = '';
  let marie: MarieStandIn;
  let caller: ReturnType<typeof endpointCaller>;
  let running: RunningManager | undefined;

  const at = async (type: ResourceType, name: string): Promise<KubeObject> => connection.api.get(type, { namespace, name });
  const isGone = async (type: ResourceType, name: string): Promise<boolean> =>
    at(type, name).then(
      () => false,
      (error: unknown) => isApiError(error, 'NotFound'),
    );
  const status = async (name: string): Promise<MarieJobStatus> => ((await at(marieJob, name))['status'] ?? {}) as MarieJobStatus;
  const phase = async (name: string): Promise<string | undefined> => (await status(name)).phase;
  const make = async (name: string, spec: JsonObject): Promise<void> => {
    const metadata = { namespace, name };
    await connection.api.create(marieJob, { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieJob', metadata, spec });
  };
  const serve = async (name: string): Promise<void> => {
    const body = { metadata: { annotations: { 'marie.ai/gateway-url': marie.url } } };
    await connection.api.patch(marieCluster, { namespace, name }, { type: 'merge', body });
    const ready = { status: { serverReady: true } };
    await connection.api.patch(marieCluster, { namespace, name }, { type: 'merge', body: ready }, { subresource: 'status' });
  };
  const makeKey = async (name: string): Promise<void> => {
    const data = { api_key: Buffer.from(MARIE_KEY).toString('base64') };
    await connection.api.create(SECRET, { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name }, data });
  };

  beforeAll(async () => {
    connection = await connectTo(plane.kubeconfig);
    for (const kind of [marieCluster, marieJob]) {
      await connection.api.apply(CUSTOM_RESOURCE_DEFINITION, crdOf(kind), { fieldManager: 'marie-cli', force: true });
      await vi.waitFor(async () => connection.api.list(kind, { limit: 1 }), PATIENCE);
    }
  });
  beforeEach(async () => {
    namespace = await uniqueNamespace(connection.api, 'job');
    marie = await startMarie();
    marie.register();
    marie.site.switches.workMs = 500;
    const clock = createSystemClock({ holdsProcess: true });
    caller = endpointCaller(marie.url, clock, 'test');
    const gateway = createMarieGateway({
      services: caller,
      clock,
      readSecret: async (key, dataKey) => {
        const { data } = await asLoop(connection).api.get(SECRET, key);
        const text = isJsonObject(data) ? data[dataKey] : undefined;
        return typeof text === 'string' ? Buffer.from(text, 'base64') : undefined;
      },
    });
    const spec = { serverSpec: { template: CONTAINERS } };
    const metadata = { namespace, name: 'my-cluster' };
    await connection.api.create(marieCluster, { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieCluster', metadata, spec });
    await serve('my-cluster');
    running = await startManager(connection, { reconcilers: [erased(marieJobReconciler(gateway))], namespace });
  });
  afterEach(async () => {
    await running?.stop();
    caller.close();
    await marie.close();
  });
  afterAll(() => connection.close());

  test('the guide’s job waits for the API key, then goes to its end; a job that is deleted goes; a TTL of 0 takes the job away', async () => {
    await make('guide', {
      clusterRef: 'my-cluster',
      jobType: 'ocr',
      input: { uri: 's3://bucket/documents/' },
      output: { uri: 's3://bucket/results/', configMapRef: { name: 'account' } },
      sla: { softDeadline: '30m' },
    });
    const reason = async (): Promise<string | undefined> => findCondition((await status('guide')).conditions, 'AuthConfigured')?.reason;
    await expect.poll(reason, PATIENCE).toBe('AuthNotConfigured');
    await makeKey('my-cluster-api-key');
    await make('brief', { clusterRef: 'my-cluster', jobType: 'extract', input: { data: 'hello' }, ttlSecondsAfterFinished: 0 });
    await make('unwanted', { clusterRef: 'my-cluster', jobType: 'ocr', options: { on: 'nobody://here' } });
    await expect.poll(async () => phase('guide'), PATIENCE).toBe('Succeeded');
    const { jobId, result, submissionRef = '' } = await status('guide');
    expect(submissionRef).toMatch(new RegExp(`^${namespace}-guide-[0-9a-f]{8}-a0$`));
    expect(jobId).toBeDefined();
    expect(result).toMatchObject({ outputUri: `s3://marie/ocr/${submissionRef}/`, summary: { requestedUri: 's3://bucket/results/' } });
    await expect.poll(async () => isGone(marieJob, 'brief'), PATIENCE).toBe(true);
    await connection.api.remove(marieJob, { namespace, name: 'unwanted' });
    await expect.poll(async () => isGone(marieJob, 'unwanted'), PATIENCE).toBe(true);
    const account = async (): Promise<unknown> => {
      const { data } = await at(CONFIG_MAP, 'account');
      return isJsonObject(data) ? JSON.parse(String(data['result.json'])) : undefined;
    };
    await expect.poll(account, PATIENCE).toMatchObject({ job: 'guide', phase: 'Succeeded', jobId });
  });

  test('a job brings its own cluster along, and it goes with shutdownAfterJobFinishes; a Kubernetes Job submits without a shell', async () => {
    await makeKey('my-cluster-api-key');
    await makeKey('one-off-api-key');
    await make('one-off', {
      jobType: 'extract',
      input: { uri: 's3://inbox/one.pdf' },
      shutdownAfterJobFinishes: true,
      clusterSpec: { serverSpec: { template: CONTAINERS } },
    });
    const nasty = `s3://in/'; rm -rf "$HOME"; echo '.pdf`;
    await make('by-job', { clusterRef: 'my-cluster', jobType: 'ocr', submissionMode: 'K8sJobSubmission', input: { uri: nasty } });
    await expect.poll(async () => isGone(marieCluster, 'one-off'), PATIENCE).toBe(false);
    await serve('one-off');
    await expect.poll(async () => isGone(JOB, 'by-job-submitter'), PATIENCE).toBe(false);
    const job = await at(JOB, 'by-job-submitter');
    const { data } = await at(CONFIG_MAP, 'by-job-submitter');
    const file = JSON.parse(String(isJsonObject(data) ? data['submission.json'] : '')) as {
      readonly metadata: JsonObject;
      readonly reference: string;
    };
    expect(file.metadata['uri']).toBe(nasty);
    await expect.poll(async () => (await status('by-job')).submissionRef, PATIENCE).toBe(file.reference);
    expect(JSON.stringify(job['spec'])).not.toContain('rm -rf');
    expect(JSON.stringify([job, data])).not.toContain(MARIE_KEY);
    expect(JSON.stringify(job['spec'])).toContain('"command":["kubectl-marie","job","deliver"');
    await expect.poll(async () => phase('one-off'), PATIENCE).toBe('Succeeded');
    await expect.poll(async () => isGone(marieCluster, 'one-off'), PATIENCE).toBe(true);
  });
});
