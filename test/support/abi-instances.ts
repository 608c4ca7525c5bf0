import fc from 'fast-check';
import type { KubeObject, Primary } from '../../src/kernel/kube-object.ts';
import { abiInstanceSpec, type AbiInstanceSpec } from '../../src/kinds/abi/instance-spec.ts';
import type { AbiInstanceStatus } from '../../src/kinds/abi/instance-status.ts';

/** An AbiInstance as the engine hands it to a planner: defaults filled in. */
export function abiInstancePrimary(
  spec: unknown,
  more: {
    readonly name?: string;
    readonly namespace?: string;
    readonly status?: AbiInstanceStatus;
    readonly metadata?: Partial<KubeObject['metadata']>;
  } = {},
): Primary<AbiInstanceSpec, AbiInstanceStatus> {
  const { name = 'brain', namespace = 'apps', status, metadata } = more;
  return {
    apiVersion: 'abi.io/v1',
    kind: 'AbiInstance',
    metadata: {
      name,
      namespace,
      uid: 'uid-of-the-instance',
      resourceVersion: '7',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    spec: abiInstanceSpec.parse(spec),
    ...(status === undefined ? {} : { status }),
  };
}

const some: { requiredKeys: [] } = { requiredKeys: [] };
const amount = (units: readonly string[], max: number): fc.Arbitrary<string> =>
  fc.tuple(fc.integer({ min: 1, max }), fc.constantFrom(...units)).map(([n, unit]) => `${n}${unit}`);

const port = fc.oneof(fc.constantFrom(80, 443, 8080, 9090, 50_051, 18_080), fc.integer({ min: 1, max: 65_535 }));
const percentOrCount = fc.oneof(
  fc.integer({ min: 0, max: 12 }),
  fc.integer({ min: 0, max: 100 }).map((n) => `${n}%`),
);
const secretRef = fc.record(
  { name: fc.constantFrom('one', 'two', 'three.dotted'), key: fc.constantFrom('api-key', 'token', '.odd_Key') },
  { requiredKeys: ['name'] },
);

/** Requests at most as big as the limits, and resources that are not divisible. */
const resources = fc.record(
  {
    requests: fc.record(
      {
        cpu: fc.constantFrom('100m', '0.5', 1),
        memory: amount(['Mi'], 512),
        'ephemeral-storage': amount(['Mi'], 100),
        'amd.com/gpu': fc.integer({ min: 0, max: 4 }),
      },
      some,
    ),
    limits: fc.record(
      {
        cpu: fc.constantFrom('1000m', 2, '4'),
        memory: amount(['Gi'], 64),
        'example.org/fpga': fc.constantFrom('1', 2),
        'ephemeral-storage': amount(['Gi'], 4),
      },
      some,
    ),
  },
  some,
);

/** Specs as a user may write them: any part left out, every field at work, also odd values that are allowed. */
export const anyAbiSpec: fc.Arbitrary<unknown> = fc
  .record(
    {
      replicas: fc.integer({ min: 0, max: 100 }),
      image: fc.record(
        {
          repository: fc.constantFrom('ghcr.io/abi/abi', 'host:5000/abi', `example.org/abi@sha256:${'b'.repeat(64)}`),
          tag: fc.constantFrom(
            'latest',
            'v1.0.0',
            '1.4.2-rc.1_build',
            `sha256:${'a'.repeat(64)}`,
            `v2@sha256:${'c'.repeat(64)}`,
            'T'.repeat(128),
          ),
          pullPolicy: fc.constantFrom('Always', 'IfNotPresent', 'Never'),
          pullSecrets: fc.array(fc.record({ name: fc.constantFrom('regcred', 'other') }), { maxLength: 3 }),
        },
        some,
      ),
      features: fc.record(
        { ai: fc.boolean(), gpu: fc.boolean(), database: fc.boolean(), network: fc.boolean(), web: fc.boolean(), profiling: fc.boolean() },
        some,
      ),
      gpu: fc.record(
        {
          backend: fc.constantFrom('auto', 'cuda', 'vulkan', 'webgpu', 'none'),
          count: fc.integer({ min: 0, max: 8 }),
          memory: amount(['Mi', 'Gi'], 999_999),
          resourceName: fc.constantFrom('nvidia.com/gpu', 'amd.com/gpu', 'nvidia.com/mig-1g.10gb'),
        },
        some,
      ),
      resources,
      storage: fc.record(
        {
          enabled: fc.boolean(),
          size: fc.oneof(amount(['Mi', 'Gi', 'Ti'], 900), fc.integer({ min: 1, max: 9_000_000_000_000 })),
          storageClassName: fc.constantFrom('standard', 'fast.ssd', ''),
          accessModes: fc.oneof(
            fc.uniqueArray(fc.constantFrom('ReadWriteOnce', 'ReadOnlyMany', 'ReadWriteMany'), { minLength: 1 }),
            fc.constant(['ReadWriteOncePod']),
          ),
          retentionPolicy: fc.constantFrom('Retain', 'Delete'),
        },
        some,
      ),
      networking: fc.record(
        { httpPort: port, metricsPort: port, grpcPort: port, serviceType: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer') },
        some,
      ),
      config: fc.record(
        {
          logLevel: fc.constantFrom('debug', 'info', 'warn', 'error'),
          logFormat: fc.constantFrom('json', 'text'),
          tracing: fc.boolean(),
          jaegerEndpoint: fc.constantFrom('http://otel.telemetry:14268/api/traces', 'http://$(HOME)/$$'),
        },
        some,
      ),
      llm: fc.record(
        {
          provider: fc.constantFrom('ollama', 'openai', 'anthropic', 'huggingface', 'local'),
          ollamaHost: fc.constantFrom('http://ollama:11434', 'https://example.org/o?x=1'),
          model: fc.oneof(
            fc.constantFrom('llama-7b', '/app/data/models/vision.gguf', 'yes', '0x1f', 'a: b # c'),
            fc.string({ minLength: 1, maxLength: 40 }),
          ),
        },
        some,
      ),
      secrets: fc.record({ openaiApiKeySecret: secretRef, anthropicApiKeySecret: secretRef, huggingfaceTokenSecret: secretRef }, some),
      highAvailability: fc.record(
        {
          enabled: fc.boolean(),
          antiAffinity: fc.constantFrom('soft', 'hard'),
          podDisruptionBudget: fc.oneof(
            fc.record({ minAvailable: percentOrCount }, some),
            fc.record({ maxUnavailable: percentOrCount }, some),
          ),
        },
        some,
      ),
      autoscaling: fc.record(
        {
          enabled: fc.boolean(),
          minReplicas: fc.integer({ min: 1, max: 12 }),
          maxReplicas: fc.integer({ min: 1, max: 100 }),
          targetCPUUtilization: fc.integer({ min: 1, max: 100 }),
          targetMemoryUtilization: fc.integer({ min: 1, max: 100 }),
        },
        some,
      ),
    },
    some,
  )
  .filter((spec) => abiInstanceSpec.safeParse(spec).success);

/** Valid names, also of the greatest length. */
export const anyAbiName: fc.Arbitrary<string> = fc.constantFrom('abi', 'a', 'n'.repeat(52), 'a-b-c');
