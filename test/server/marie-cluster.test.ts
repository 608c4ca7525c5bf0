import { expect, test } from 'vitest';
import { isApiError } from '../../src/cluster/api-error.ts';
import { DEPLOYMENT, INGRESS, POD, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { JsonObject } from '../../src/kernel/json.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { marieCluster } from '../../src/kinds/marie/marie-cluster.ts';
import { marieJob } from '../../src/kinds/marie/marie-job.ts';
import { marieClusterReconciler } from '../../src/reconcile/marie/marie-cluster.ts';
import { marieJobReconciler } from '../../src/reconcile/marie/marie-job.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { asLoop, erased, startManager } from '../support/engine-rig.ts';
import { marieScene, podMarker, silentGateway } from '../support/marie-scene.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';

describeCluster(
  'MarieCluster on a cluster',
  (plane) => {
    const { connection, example, fresh, kubectl, patch, settled } = marieScene(plane);

    test("the guide's manifest runs with its GPUs, rolls out a new image, sleeps, wakes, and gives up a group with its Service", async () => {
      const ns = await fresh();
      await example(ns, 'quick-start.yaml');
      const first = await settled(ns, 'my-cluster');
      expect(first.status).toMatchObject({
        phase: 'Running',
        serverReady: true,
        readyExecutorReplicas: 2,
        desiredGPU: '2',
        executorGroupStatuses: { 'ocr-gpu': { replicas: 2, readyReplicas: 2, availableReplicas: 2 } },
        version: '3.0-cuda',
      });
      expect(await kubectl(`get mariecluster -n ${ns}`)).toMatch(
        /^NAME +PHASE +SERVER +EXECUTORS +AGE\nmy-cluster +Running +true +2 +\S+\n$/,
      );
      expect(await kubectl(`get deploy,svc -n ${ns} -o name`)).toBe(
        [
          'deployment.apps/my-cluster-executor-ocr-gpu',
          'deployment.apps/my-cluster-server',
          'service/my-cluster-executor-ocr-gpu-svc',
          'service/my-cluster-server-headless',
          'service/my-cluster-server-svc',
          '',
        ].join('\n'),
      );
      expect((await settled(ns, 'my-cluster')).did).toEqual([]);

      const path = 'jsonpath={.spec.template.spec.containers[0].image}';
      const containers = [{ name: 'marie', image: 'marieai/marie:3.1-cuda' }];
      await patch(ns, 'my-cluster', { spec: { serverSpec: { template: { spec: { containers } } } } });
      expect((await settled(ns, 'my-cluster')).status).toMatchObject({ phase: 'Running', version: '3.1-cuda' });
      expect(await kubectl(`get deploy my-cluster-server -n ${ns} -o ${path}`)).toBe('marieai/marie:3.1-cuda');

      await patch(ns, 'my-cluster', { spec: { suspend: true } });
      expect((await settled(ns, 'my-cluster')).status).toMatchObject({ phase: 'Suspended', serverReady: false });
      await expect.poll(() => kubectl(`get pods -n ${ns} -o name`)).toBe('');
      await patch(ns, 'my-cluster', { spec: { suspend: null, executorGroupSpecs: [] } });
      expect((await settled(ns, 'my-cluster')).status).toMatchObject({ phase: 'Running', executorGroupStatuses: {} });
      const { api } = connection();
      const left = async (type: ResourceType): Promise<readonly string[]> =>
        (await api.list(type, { namespace: ns })).items.map(({ metadata }) => metadata.name);
      await expect.poll(() => left(DEPLOYMENT)).toEqual(['my-cluster-server']);
      await expect.poll(() => left(SERVICE)).toEqual(['my-cluster-server-headless', 'my-cluster-server-svc']);
    });

    test('a pool at zero wakes for a MarieJob and for a row, and sleeps again after the idle time', async () => {
      const ns = await fresh();
      await example(ns, 'scale-to-zero.yaml');
      await kubectl(`create configmap docs-config -n ${ns} --from-literal=gateway.yml=x --from-literal=extract.yml=x`);
      const noon = Date.now();
      expect((await settled(ns, 'docs-gpu', { now: () => noon })).status).toMatchObject({ phase: 'Running', desiredExecutorReplicas: 0 });
      const job = { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieJob', metadata: { namespace: ns, name: 'one' } };
      const spec = { clusterRef: 'docs-gpu', jobType: 'ocr', input: { uri: 's3://inbox/a.pdf' } };
      await connection().api.create(marieJob, { ...job, spec });
      expect((await settled(ns, 'docs-gpu', { now: () => noon })).status).toMatchObject({
        phase: 'Running',
        readyExecutorReplicas: 1,
        desiredGPU: '1',
      });
      await connection().api.remove(marieJob, { namespace: ns, name: 'one' });
      const active = { extract_executor: 1 };
      const later = (): number => noon + 600_000;
      expect((await settled(ns, 'docs-gpu', { now: later, work: { active } })).status).toMatchObject({ readyExecutorReplicas: 1 });
      expect((await settled(ns, 'docs-gpu', { now: later })).status).toMatchObject({ readyExecutorReplicas: 1 });
      const asleep = await settled(ns, 'docs-gpu', { now: () => noon + 901_000 });
      expect(asleep.status).toMatchObject({ phase: 'Running', desiredExecutorReplicas: 0 });
    });

    test('in a loop beside the reconciler of jobs, a job wakes the pool at once, not only when the gateway is asked again', async () => {
      const ns = await fresh();
      await example(ns, 'scale-to-zero.yaml');
      await kubectl(`create configmap docs-config -n ${ns} --from-literal=gateway.yml=x --from-literal=extract.yml=x`);
      const gateway = silentGateway();
      const reconcilers = [erased(marieClusterReconciler(gateway, podMarker(asLoop(connection())))), erased(marieJobReconciler(gateway))];
      const { stop } = await startManager(connection(), { reconcilers, namespace: ns });
      const phase = async (): Promise<string> => kubectl(`get mariecluster docs-gpu -n ${ns} -o jsonpath={.status.phase}`);
      await expect.poll(phase).toBe('Running');
      const metadata = { namespace: ns, name: 'one' };
      const spec = { clusterRef: 'docs-gpu', jobType: 'ocr', input: { uri: 's3://inbox/a.pdf' } };
      await connection().api.create(marieJob, { apiVersion: 'marie.ai/v1alpha1', kind: 'MarieJob', metadata, spec });
      const size = async (): Promise<string> => kubectl(`get deployment docs-gpu-executor-ocr-gpu -n ${ns} -o jsonpath={.spec.replicas}`);
      await expect.poll(size).toBe('1');
      await stop();
      // Its GPU is needed by others.
      await connection().api.remove(marieCluster, { namespace: ns, name: 'docs-gpu' });
    });

    test('the pods that are named go first when a group shrinks, and one that is no longer named is like the others', async () => {
      const ns = await fresh();
      const { api } = connection();
      const group = (more: JsonObject): JsonObject => ({
        spec: {
          executorGroupSpecs: [
            { groupName: 'ner', template: { spec: { containers: [{ name: 'm', image: 'm:1', args: ['x'] }] } }, ...more },
          ],
        },
      });
      const metadata = { namespace: ns, name: 'docs' };
      const template = { spec: { containers: [{ name: 'marie', image: 'marieai/marie-gateway:4.0.0' }] } };
      await api.create(marieCluster, {
        apiVersion: 'marie.ai/v1alpha1',
        kind: 'MarieCluster',
        metadata,
        spec: { serverSpec: { template }, ...(group({ replicas: 3 })['spec'] as JsonObject) },
      });
      await settled(ns, 'docs');
      const pods = async (): Promise<readonly KubeObject[]> =>
        (await api.list(POD, { namespace: ns, labelSelector: 'marie.ai/group=ner' })).items.filter(
          ({ metadata: pod }) => pod.deletionTimestamp === undefined,
        );
      const all = (await pods()).map(({ metadata: pod }) => pod.name).toSorted();
      // The oldest is the last that Kubernetes itself would choose; of these any may be it.
      const [kept = '', ...going] = all;
      await patch(ns, 'docs', group({ replicas: 3, scaleStrategy: { workersToDelete: [kept] } }));
      // Told again where the watch is slower than the next pass: it does no harm.
      expect(new Set((await settled(ns, 'docs')).did)).toEqual(new Set(['ran mark-pods ner']));
      await patch(ns, 'docs', group({ replicas: 1, scaleStrategy: { workersToDelete: going } }));
      const { did } = await settled(ns, 'docs');
      expect(did).toContain('ran mark-pods ner');
      await expect.poll(async () => (await pods()).map(({ metadata: pod }) => pod.name)).toEqual([kept]);
      const [left] = await pods();
      expect(left?.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost']).toBeUndefined();
      expect((await settled(ns, 'docs')).did).toEqual([]);
    });

    test('an Ingress of somebody else survives, and our own comes and goes', async () => {
      const ns = await fresh();
      const backend = { service: { name: 'web', port: { number: 80 } } };
      const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }];
      const { api } = connection();
      await api.create(INGRESS, {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: { namespace: ns, name: 'my-cluster-ingress' },
        spec: { rules },
      });
      await example(ns, 'quick-start.yaml');
      await patch(ns, 'my-cluster', { spec: { executorGroupSpecs: [] } });
      await settled(ns, 'my-cluster');
      await patch(ns, 'my-cluster', { spec: { enableIngress: true } });
      const { status } = await settled(ns, 'my-cluster');
      expect(status['conditions']).toContainEqual(
        expect.objectContaining({ type: 'IngressReady', status: 'False', reason: 'NameConflict' }),
      );
      const key = { namespace: ns, name: 'my-cluster-ingress' };
      expect((await api.get(INGRESS, key))['spec']).toMatchObject({ rules });
      await api.remove(INGRESS, key);
      await settled(ns, 'my-cluster');
      expect((await api.get(INGRESS, key)).metadata.ownerReferences).toHaveLength(1);
      await patch(ns, 'my-cluster', { spec: { enableIngress: null } });
      await settled(ns, 'my-cluster');
      const gone = await api.get(INGRESS, key).catch((error: unknown) => isApiError(error, 'NotFound'));
      expect(gone).toBe(true);
    });
  },
  { needs: 'controllers' },
);
