import { expect, test } from 'vitest';
import { specChecks } from '../../../test/support/spec-checks.ts';
import { marieCluster, marieClusterNameProblem } from './marie-cluster.ts';

const template = {
  spec: { containers: [{ name: 'marie', image: 'marieai/marie:3.0-cuda', resources: { limits: { 'nvidia.com/gpu': '1' } } }] },
};

const { accepted, issuesOf } = specChecks(marieCluster.spec);

const withGroup = (group: object): unknown => ({
  serverSpec: { template },
  executorGroupSpecs: [{ groupName: 'ocr', template, ...group }],
});

test('a server with a template is a whole cluster', () => {
  expect(accepted({ serverSpec: { template } })).toEqual({
    serverSpec: { replicas: 1, template, configFile: '/config/marie.yml' },
    executorGroupSpecs: [],
    serviceType: 'ClusterIP',
  });
  expect(issuesOf({})).toEqual(['serverSpec']);
  expect(issuesOf({ serverSpec: {} })).toEqual(['serverSpec.template']);
});

test('the guide’s cluster is taken as written, pod templates untouched', () => {
  const spec = {
    serverSpec: { replicas: 1, template },
    executorGroupSpecs: [{ groupName: 'ocr-gpu', replicas: 2, gpu: true, template }],
  };
  expect(accepted(spec)).toMatchObject(spec);
  expect(accepted(spec)).toMatchObject({ executorGroupSpecs: [{ idleTimeoutSeconds: 300 }] });
});

test('pools that sleep, their demand, and the gateway’s key are taken', () => {
  expect(
    accepted({
      auth: { secretRef: { name: 'docs-gpu-api-key' } },
      enableIngress: true,
      ingress: { host: 'marie.example', className: 'nginx', annotations: { a: 'b' } },
      serverSpec: { template, serviceType: 'NodePort', serverStartParams: { 'log-level': 'debug' }, configFile: '/config/gateway.yml' },
      executorGroupSpecs: [
        {
          groupName: 'ocr-gpu',
          replicas: 0,
          minReplicas: 0,
          maxReplicas: 4,
          executorType: 'ocr',
          executorNames: ['extract_executor'],
          scaleStrategy: { workersToDelete: ['docs-gpu-executor-ocr-gpu-abc'] },
          template,
        },
      ],
    }),
  ).toMatchObject({
    auth: { secretRef: { name: 'docs-gpu-api-key', key: 'api_key' } },
    ingress: { tls: false },
    executorGroupSpecs: [{ minReplicas: 0, maxReplicas: 4, gpu: false }],
  });
});

test('a group has one name, a template and sensible bounds', () => {
  expect(issuesOf(withGroup({ groupName: 'OCR' }))).toEqual(['executorGroupSpecs.0.groupName']);
  expect(issuesOf(withGroup({ template: undefined }))).toEqual(['executorGroupSpecs.0.template']);
  expect(issuesOf(withGroup({ minReplicas: 3, maxReplicas: 2 }))).toEqual(['executorGroupSpecs.0.minReplicas']);
  expect(issuesOf(withGroup({ minReplicas: -1 }))).toEqual(['executorGroupSpecs.0.minReplicas']);
  expect(issuesOf(withGroup({ replicas: 5, minReplicas: 1, maxReplicas: 3 }))).toEqual([]);
  const group = { groupName: 'ocr', template };
  expect(issuesOf({ serverSpec: { template }, executorGroupSpecs: [group, group] })).toEqual(['executorGroupSpecs']);
});

test('service types and ingress are checked', () => {
  expect(issuesOf({ serverSpec: { template }, serviceType: 'ExternalName' })).toEqual(['serviceType']);
  expect(issuesOf({ serverSpec: { template, serviceType: 'None' } })).toEqual(['serverSpec.serviceType']);
  expect(issuesOf({ serverSpec: { template }, ingress: { tls: true } })).toEqual(['ingress.host']);
  expect(issuesOf({ serverSpec: { template, replicas: 0 } })).toEqual(['serverSpec.replicas']);
});

test('names of cluster and groups leave room for the names of their Services', () => {
  const none = { executorGroupSpecs: [] };
  const parsed = marieCluster.spec.safeParse(withGroup({ groupName: 'abc' }));
  if (!parsed.success) throw new Error('the group is valid');
  expect(marieClusterNameProblem('a'.repeat(47), none)).toBeUndefined();
  expect(marieClusterNameProblem('a'.repeat(48), none)).toContain('47');
  expect(marieClusterNameProblem('my.cluster', none)).toContain('letters');
  expect(marieClusterNameProblem('1st', none)).toContain('letter');
  expect(marieClusterNameProblem('a'.repeat(46), parsed.data)).toBeUndefined();
  expect(marieClusterNameProblem('a'.repeat(47), parsed.data)).toContain('49');
  expect(marieCluster.rules?.map((rule) => rule.rule).join()).toContain('size(self.metadata.name) + size(g.groupName) <= 49');
});

test('identity and columns are those of the CRD that users know', () => {
  expect(marieCluster).toMatchObject({
    group: 'marie.ai',
    version: 'v1alpha1',
    kind: 'MarieCluster',
    listKind: 'MarieClusterList',
    plural: 'marieclusters',
    singular: 'mariecluster',
    scope: 'Namespaced',
    shortNames: ['mc', 'marie'],
    categories: ['marie'],
  });
  expect(marieCluster.scale).toBeUndefined();
  expect(marieCluster.columns.map(({ name, jsonPath, priority = 0 }) => [name, jsonPath, priority])).toEqual([
    ['Phase', '.status.phase', 0],
    ['Server', '.status.serverReady', 0],
    ['Executors', '.status.readyExecutorReplicas', 0],
    ['Age', '.metadata.creationTimestamp', 0],
  ]);
});

test('a status as the operator writes it is taken', () => {
  const status = {
    phase: 'Running',
    serverReady: true,
    executorGroupStatuses: { 'ocr-gpu': { replicas: 2, readyReplicas: 2, availableReplicas: 1 } },
    desiredCPU: '4500m',
    desiredGPU: 2,
    endpoints: { grpc: 'my-cluster-server-svc.default.svc.cluster.local:52000' },
    serverInfo: { podName: 'my-cluster-server-0', podIP: '10.0.0.1', serviceName: 'my-cluster-server-svc' },
  };
  const result = marieCluster.status.safeParse(status);
  expect(result).toMatchObject({ success: true, data: { ...status, readyExecutorReplicas: 0, conditions: [] } });
  expect(marieCluster.status.safeParse({ phase: 'Updating' }).success).toBe(false);
});
