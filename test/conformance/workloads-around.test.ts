import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { deployment, pod, statefulSet } from './support/workloads-bodies.ts';
import type { Seen } from './support/workloads-scene.ts';
import { conditionsOf, pathOf, workloadsScene } from './support/workloads-scene.ts';

const DEPLOYMENTS = 'apps/v1/deployments';
const PODS = 'core/v1/pods';
const SERVICES = 'core/v1/services';
const SLICES = 'discovery.k8s.io/v1/endpointslices';
const ENDPOINTS = 'core/v1/endpoints';
const BUDGETS = 'policy/v1/poddisruptionbudgets';
const SCALERS = 'autoscaling/v2/horizontalpodautoscalers';
const QUOTAS = 'core/v1/resourcequotas';
const NO_METRICS =
  'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';

describeCluster(
  'around workloads',
  (plane) => {
    const scene = workloadsScene(plane, 'around');
    const service = (name: string, spec: object = {}): object => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      spec: { selector: { app: name }, ports: [{ name: 'web', port: 80, targetPort: 'http' }], ...spec },
    });
    const budget = (name: string, spec: object): object => ({
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name },
      spec: { selector: { matchLabels: { app: 'd' } }, ...spec },
    });
    const autoscaler = (spec: object = {}): object => ({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'h' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' },
        maxReplicas: 5,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }],
        ...spec,
      },
    });
    const evict = async (namespace: string, name: string): Promise<unknown> => {
      const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } };
      return (await scene.client.request('POST', `${pathOf(PODS, namespace, name)}/eviction`, { body })).json;
    };
    const available = async (namespace: string, count: number): Promise<void> => {
      await expect.poll(async () => (await scene.get(DEPLOYMENTS, namespace, 'd')).status?.['availableReplicas']).toBe(count);
    };
    const slice = async (namespace: string): Promise<Seen | undefined> => (await scene.list(SLICES, namespace))[0];
    const container = { ports: [{ name: 'http', containerPort: 8080 }] };

    test('a Service without pods: an empty slice, and Endpoints without subsets', async () => {
      const namespace = await scene.namespace();
      const { metadata } = await scene.create(SERVICES, namespace, service('s'));
      await expect.poll(async () => scene.list(SLICES, namespace)).toHaveLength(1);
      const empty = await slice(namespace);
      expect(empty?.metadata).toMatchObject({
        generateName: 's-',
        labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io', 'kubernetes.io/service-name': 's' },
        ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name: 's', uid: metadata.uid, controller: true, blockOwnerDeletion: true }],
      });
      expect([empty?.['addressType'], empty?.['endpoints'], empty?.['ports']]).toEqual(['IPv4', null, null]);
      await expect.poll(async () => scene.find(ENDPOINTS, namespace, 's')).toBeDefined();
      expect((await scene.get(ENDPOINTS, namespace, 's'))['subsets']).toBeUndefined();
    });

    test('ready pods are endpoints at the port that the name means', async () => {
      const namespace = await scene.namespace();
      await scene.create(SERVICES, namespace, service('p'));
      await scene.create(PODS, namespace, pod('p', { container }));
      const ready = async (): Promise<unknown> => {
        const [first] = ((await slice(namespace))?.['endpoints'] ?? []) as readonly { readonly conditions: object }[];
        return first?.conditions;
      };
      await expect.poll(ready).toEqual({ ready: true, serving: true, terminating: false });
      const { metadata, status, spec } = await scene.get(PODS, namespace, 'p');
      const targetRef = { kind: 'Pod', name: 'p', namespace, uid: metadata.uid };
      const found = await slice(namespace);
      expect(found?.['endpoints']).toEqual([
        {
          addresses: [status?.['podIP']],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: spec?.['nodeName'],
          targetRef,
        },
      ]);
      expect(found?.['ports']).toEqual([{ name: 'web', port: 8080, protocol: 'TCP' }]);
      await expect
        .poll(async () => (await scene.get(ENDPOINTS, namespace, 'p'))['subsets'])
        .toEqual([
          {
            addresses: [{ ip: status?.['podIP'], nodeName: spec?.['nodeName'], targetRef }],
            ports: [{ name: 'web', port: 8080, protocol: 'TCP' }],
          },
        ]);
    });

    test('pods that are not ready stand apart, unless their addresses are published', async () => {
      const namespace = await scene.namespace();
      await scene.create(SERVICES, namespace, service('p'));
      await scene.create(SERVICES, namespace, service('open', { selector: { app: 'p' }, publishNotReadyAddresses: true }));
      await scene.create(PODS, namespace, pod('p', { container, behaviour: 'hang' }));
      const conditions = async (): Promise<readonly unknown[]> => {
        const slices = (await scene.list(SLICES, namespace)).toSorted((left, right) =>
          left.metadata.name.localeCompare(right.metadata.name),
        );
        return slices.map(({ endpoints }) => ((endpoints ?? []) as readonly { readonly conditions: object }[])[0]?.conditions);
      };
      await expect.poll(conditions).toEqual([
        { ready: true, serving: false, terminating: false },
        { ready: false, serving: false, terminating: false },
      ]);
      await expect.poll(async () => (await scene.get(ENDPOINTS, namespace, 'p'))['subsets']).toMatchObject([{ notReadyAddresses: [{}] }]);
      await expect.poll(async () => (await scene.get(ENDPOINTS, namespace, 'open'))['subsets']).toMatchObject([{ addresses: [{}] }]);
    });

    test('a headless Service names the pods of its set', async () => {
      const namespace = await scene.namespace();
      await scene.create(SERVICES, namespace, service('s', { clusterIP: 'None', ports: [{ port: 80 }] }));
      await scene.create('apps/v1/statefulsets', namespace, statefulSet('s', { replicas: 1 }));
      const names = async (): Promise<unknown> => {
        const endpoints = ((await slice(namespace))?.['endpoints'] ?? []) as readonly { readonly hostname?: string }[];
        return endpoints.map(({ hostname }) => hostname);
      };
      await expect.poll(names).toEqual(['s-0']);
      expect((await slice(namespace))?.metadata.labels).toMatchObject({ 'service.kubernetes.io/headless': '' });
      expect((await slice(namespace))?.['ports']).toEqual([{ name: '', port: 80, protocol: 'TCP' }]);
    });

    test('with its Service, slices and Endpoints go', async () => {
      const namespace = await scene.namespace();
      await scene.create(SERVICES, namespace, service('s'));
      await expect.poll(async () => scene.find(ENDPOINTS, namespace, 's')).toBeDefined();
      await expect.poll(async () => scene.list(SLICES, namespace)).toHaveLength(1);
      await scene.delete(SERVICES, namespace, 's');
      await expect
        .poll(async () => [await scene.list(SLICES, namespace), await scene.find(ENDPOINTS, namespace, 's')])
        .toEqual([[], undefined]);
    });

    test.each([
      [{ minAvailable: 2 }, { currentHealthy: 2, desiredHealthy: 2, disruptionsAllowed: 0, expectedPods: 2, observedGeneration: 1 }],
      [{ minAvailable: '50%' }, { currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1, expectedPods: 2, observedGeneration: 1 }],
      [{ maxUnavailable: 1 }, { currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1, expectedPods: 2, observedGeneration: 1 }],
      [{ maxUnavailable: '1%' }, { currentHealthy: 2, desiredHealthy: 1, disruptionsAllowed: 1, expectedPods: 2, observedGeneration: 1 }],
    ])('a PodDisruptionBudget of %o over two pods', async (spec, numbers) => {
      const namespace = await scene.namespace();
      await scene.create(BUDGETS, namespace, budget('b', spec));
      await scene.create(DEPLOYMENTS, namespace, deployment('d', { replicas: 2 }));
      await expect
        .poll(async () => ({ ...(await scene.get(BUDGETS, namespace, 'b')).status, conditions: undefined }))
        .toEqual({ ...numbers, conditions: undefined });
      const allowed = numbers.disruptionsAllowed > 0;
      expect(conditionsOf(await scene.get(BUDGETS, namespace, 'b'))).toEqual([
        {
          type: 'DisruptionAllowed',
          status: allowed ? 'True' : 'False',
          reason: allowed ? 'SufficientPods' : 'InsufficientPods',
          message: '',
        },
      ]);
    });

    test('a PodDisruptionBudget over nothing', async () => {
      const namespace = await scene.namespace();
      await scene.create(BUDGETS, namespace, budget('b', { maxUnavailable: 1 }));
      await expect
        .poll(async () => (await scene.get(BUDGETS, namespace, 'b')).status)
        .toMatchObject({ currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 });
      await expect.poll(async () => scene.events(namespace, 'b')).toEqual(['Normal NoPods No matching pods found']);
    });

    test('an eviction against the budget is refused with its numbers', async () => {
      const namespace = await scene.namespace();
      await scene.create(BUDGETS, namespace, budget('b', { minAvailable: 1 }));
      await scene.create(DEPLOYMENTS, namespace, deployment('d'));
      await available(namespace, 1);
      await expect.poll(async () => (await scene.get(BUDGETS, namespace, 'b')).status?.['currentHealthy']).toBe(1);
      const [name = ''] = await scene.names(PODS, namespace);
      expect(await evict(namespace, name)).toEqual({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        message: "Cannot evict pod as it would violate the pod's disruption budget.",
        reason: 'TooManyRequests',
        details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget b needs 1 healthy pods and has 1 currently' }] },
        code: 429,
      });
      expect(await scene.names(PODS, namespace)).toEqual([name]);
    });

    test('an eviction within the budget deletes the pod', async () => {
      const namespace = await scene.namespace();
      await scene.create(BUDGETS, namespace, budget('b', { minAvailable: 1 }));
      await scene.create(DEPLOYMENTS, namespace, deployment('d', { replicas: 2 }));
      await expect.poll(async () => (await scene.get(BUDGETS, namespace, 'b')).status?.['disruptionsAllowed']).toBe(1);
      const [name = ''] = await scene.names(PODS, namespace);
      expect(await evict(namespace, name)).toEqual({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
      await expect.poll(async () => scene.names(PODS, namespace)).not.toContain(name);
      await available(namespace, 2);
    });

    test('an eviction of a pod that is not there', async () => {
      const namespace = await scene.namespace();
      expect(await evict(namespace, 'none')).toMatchObject({ code: 404, reason: 'NotFound', message: 'pods "none" not found' });
    });

    test('an eviction under two budgets', async () => {
      const namespace = await scene.namespace();
      for (const name of ['a', 'b']) await scene.create(BUDGETS, namespace, budget(name, { maxUnavailable: 1 }));
      await scene.create(PODS, namespace, pod('d'));
      await expect.poll(async () => (await scene.get(PODS, namespace, 'd')).status?.['phase']).toBe('Running');
      expect(await evict(namespace, 'd')).toMatchObject({
        code: 500,
        message: 'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      });
    });

    test('an autoscaler without metrics says so', async () => {
      const namespace = await scene.namespace();
      await scene.create(DEPLOYMENTS, namespace, deployment('d'));
      await available(namespace, 1);
      await scene.create(SCALERS, namespace, autoscaler());
      await expect
        .poll(async () => conditionsOf(await scene.get(SCALERS, namespace, 'h')))
        .toEqual([
          {
            type: 'AbleToScale',
            status: 'True',
            reason: 'SucceededGetScale',
            message: "the HPA controller was able to get the target's current scale",
          },
          {
            type: 'ScalingActive',
            status: 'False',
            reason: 'FailedGetResourceMetric',
            message: `the HPA was unable to compute the replica count: failed to get cpu utilization: unable to get metrics for resource cpu: ${NO_METRICS}`,
          },
        ]);
      expect((await scene.get(SCALERS, namespace, 'h')).status).toMatchObject({ currentReplicas: 1, desiredReplicas: 0 });
      await expect
        .poll(async () => scene.events(namespace, 'h'))
        .toContain(`Warning FailedGetResourceMetric failed to get cpu utilization: unable to get metrics for resource cpu: ${NO_METRICS}`);
    });

    test('an autoscaler brings its target up to the minimum', async () => {
      const namespace = await scene.namespace();
      await scene.create(DEPLOYMENTS, namespace, deployment('d'));
      await scene.create(SCALERS, namespace, autoscaler({ minReplicas: 3 }));
      await expect.poll(async () => (await scene.get(DEPLOYMENTS, namespace, 'd')).spec?.['replicas']).toBe(3);
      await expect
        .poll(async () => scene.events(namespace, 'h'))
        .toContain('Normal SuccessfulRescale New size: 3; reason: Current number of replicas below Spec.MinReplicas');
    });

    test('an autoscaler without its target', async () => {
      const namespace = await scene.namespace();
      await scene.create(SCALERS, namespace, autoscaler());
      const why = 'deployments.apps "d" not found';
      await expect
        .poll(async () => conditionsOf(await scene.get(SCALERS, namespace, 'h')))
        .toEqual([
          {
            type: 'AbleToScale',
            status: 'False',
            reason: 'FailedGetScale',
            message: `the HPA controller was unable to get the target's current scale: ${why}`,
          },
        ]);
      await expect.poll(async () => scene.events(namespace, 'h')).toEqual([`Warning FailedGetScale ${why}`]);
    });

    test('the status of a quota follows what is used', async () => {
      const namespace = await scene.namespace();
      const hard = { pods: '2', 'requests.cpu': '1', 'count/secrets': '3' };
      await scene.create(QUOTAS, namespace, { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard } });
      const status = async (): Promise<unknown> => (await scene.get(QUOTAS, namespace, 'q')).status;
      await expect.poll(status).toEqual({ hard, used: { pods: '0', 'requests.cpu': '0', 'count/secrets': '0' } });
      await scene.create(PODS, namespace, pod('p', { container: { resources: { requests: { cpu: '250m' } } } }));
      await scene.create('core/v1/secrets', namespace, { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } });
      await expect.poll(status).toEqual({ hard, used: { pods: '1', 'requests.cpu': '250m', 'count/secrets': '1' } });
      await scene.delete(PODS, namespace, 'p');
      await expect.poll(status).toEqual({ hard, used: { pods: '0', 'requests.cpu': '0', 'count/secrets': '1' } });
    });
  },
  { needs: 'controllers' },
);
