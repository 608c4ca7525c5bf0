import fc from 'fast-check';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { marieClusterSpec } from '../../src/kinds/marie/cluster-spec.ts';
import type { MarieClusterStatus } from '../../src/kinds/marie/cluster-status.ts';
import type { MarieClusterPrimary } from '../../src/reconcile/marie/cluster/cluster-key.ts';

/** A MarieCluster as the engine hands it to a planner: defaults filled in. */
export function marieClusterPrimary(
  spec: unknown,
  more: { readonly name?: string; readonly status?: MarieClusterStatus; readonly metadata?: Partial<KubeObject['metadata']> } = {},
): MarieClusterPrimary {
  const { name = 'docs', status, metadata } = more;
  return {
    apiVersion: 'marie.ai/v1alpha1',
    kind: 'MarieCluster',
    metadata: {
      name,
      namespace: 'apps',
      uid: 'uid-of-the-cluster',
      resourceVersion: '7',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    spec: marieClusterSpec.parse(spec),
    ...(status === undefined ? {} : { status }),
  };
}

/** A pod template with one container, as users write it. */
export function podTemplate(container: object = {}, spec: object = {}): object {
  return { spec: { ...spec, containers: [{ name: 'marie', image: 'marieai/marie:3.0-cuda', ...container }] } };
}

/** A spec with executor groups; each gets a template. */
export function clusterSpec(groups: readonly object[], more: object = {}): unknown {
  const executorGroupSpecs = groups.map((group) => ({ template: podTemplate({ args: ['server', '--start'] }), ...group }));
  return { serverSpec: { template: podTemplate() }, executorGroupSpecs, ...more };
}

const some = { requiredKeys: [] };
const text = fc.constantFrom('a', 'x y', '$(HOME)', '$$', 'ü');

const container = fc.record(
  {
    name: fc.constantFrom('marie', 'side', 'other'),
    image: fc.constantFrom('marieai/marie:3.0', 'host:5000/marie', `marieai/marie@sha256:${'a'.repeat(64)}`),
    command: fc.array(text, { maxLength: 2 }),
    args: fc.array(text, { maxLength: 3 }),
    env: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('A', 'MARIE_POD_IP', 'MARIE_SLOTS_PER_NODE'), value: fc.constantFrom('2', 'x') }),
      {
        selector: ({ name }) => name,
      },
    ),
    ports: fc.uniqueArray(
      fc.record({ name: fc.constantFrom('http', 'grpc', 'web'), containerPort: fc.constantFrom(8080, 52_000, 52_001, 9000) }),
      { selector: ({ name }) => name },
    ),
    resources: fc.record(
      {
        limits: fc.record(
          { cpu: fc.constantFrom('2', '500m'), memory: fc.constantFrom('1Gi', '100M'), 'nvidia.com/gpu': fc.constant('1') },
          some,
        ),
        requests: fc.record({ cpu: fc.constantFrom(1, '0.1'), memory: fc.constant('512Mi') }, some),
      },
      some,
    ),
    readinessProbe: fc.constant({ httpGet: { path: '/', port: 'http' } }),
  },
  { requiredKeys: ['name', 'image'] },
);

const template = fc.record(
  {
    metadata: fc.record(
      {
        labels: fc.constantFrom({ team: 'docs' }, { 'marie.ai/cluster': 'intruder' }),
        annotations: fc.constantFrom({ note: 'x' }, { 'marie.ai/executor-names': 'extract_executor, ner_executor' }),
      },
      some,
    ),
    spec: fc.record(
      {
        containers: fc.uniqueArray(container, { minLength: 1, maxLength: 3, selector: ({ name }) => name }),
        nodeSelector: fc.constant({ accelerator: 'nvidia-gpu' }),
        tolerations: fc.constantFrom([], [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }]),
      },
      { requiredKeys: ['containers'] },
    ),
  },
  { requiredKeys: ['spec'] },
);

const bounds = fc
  .record({ minReplicas: fc.integer({ min: 0, max: 4 }), maxReplicas: fc.integer({ min: 4, max: 9 }) }, some)
  .map(({ maxReplicas, minReplicas }) => ({
    ...(minReplicas === undefined ? {} : { minReplicas }),
    ...(maxReplicas === undefined ? {} : { maxReplicas }),
  }));

const group = fc
  .record(
    {
      groupName: fc.constantFrom('ocr-gpu', 'ner', 'classify', 'x'),
      replicas: fc.integer({ min: 0, max: 6 }),
      bounds,
      gpu: fc.boolean(),
      suspend: fc.boolean(),
      executorType: fc.constantFrom('ocr', 'ner', 'classifier'),
      executorNames: fc.constantFrom(['extract_executor'], ['ner_executor', 'classify_executor']),
      idleTimeoutSeconds: fc.constantFrom(0, 60, 300),
      template,
    },
    { requiredKeys: ['groupName', 'template'] },
  )
  .map(({ bounds: within, ...rest }) => ({ ...rest, ...within }));

/** Specs as a user may write them, as JSON brings them: any part left out, every field at work. */
export const anyClusterSpec: fc.Arbitrary<unknown> = fc
  .record(
    {
      serverSpec: fc.record(
        {
          replicas: fc.integer({ min: 1, max: 3 }),
          template,
          serviceType: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer'),
          serverStartParams: fc.constantFrom({ 'log-config': 'x', verbose: 'true' }, {}),
          configFile: fc.constantFrom('/config/gateway.yml', '/etc/$(X)/y'),
        },
        { requiredKeys: ['template'] },
      ),
      executorGroupSpecs: fc.uniqueArray(group, { maxLength: 4, selector: ({ groupName }) => groupName }),
      suspend: fc.boolean(),
      enableIngress: fc.boolean(),
      ingress: fc.record(
        { host: fc.constant('marie.example.com'), tls: fc.boolean(), className: fc.constant('nginx') },
        { requiredKeys: ['host'] },
      ),
      serviceType: fc.constantFrom('ClusterIP', 'NodePort'),
      marieVersion: fc.constantFrom('4.0.0', '3.1'),
    },
    { requiredKeys: ['serverSpec'] },
  )
  .map((spec) => JSON.parse(JSON.stringify(spec)) as unknown);
