import { expect, test } from 'vitest';
import { abiInstance } from './abi-instance.ts';

test('an empty spec gets the defaults; blocks that are switched on by being there stay absent', () => {
  expect(abiInstance.spec.safeParse({})).toEqual({
    success: true,
    data: {
      replicas: 1,
      image: { repository: 'ghcr.io/abi/abi', tag: 'latest', pullPolicy: 'IfNotPresent' },
      features: { ai: true, gpu: false, database: true, network: true, web: true, profiling: false },
      resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1000m', memory: '1Gi' } },
      networking: { httpPort: 8080, metricsPort: 9090, grpcPort: 50_051, serviceType: 'ClusterIP' },
      config: { logLevel: 'info', logFormat: 'json', tracing: false },
    },
  });
  expect(abiInstance.specPresence).toBe('defaulted');
});

test('an empty block has its own defaults', () => {
  expect(abiInstance.spec.safeParse({ storage: {}, gpu: {}, llm: {}, highAvailability: {}, autoscaling: {} })).toMatchObject({
    data: {
      storage: { enabled: true, size: '10Gi', accessModes: ['ReadWriteOnce'], retentionPolicy: 'Retain' },
      gpu: { backend: 'auto', count: 1 },
      llm: { provider: 'ollama', ollamaHost: 'http://ollama-service:11434' },
      highAvailability: { enabled: false, antiAffinity: 'soft' },
      autoscaling: { enabled: false, minReplicas: 1, maxReplicas: 10, targetCPUUtilization: 80 },
    },
  });
});

test('resources that a user gives stand alone: a default limit could lie below a request', () => {
  const resources = { requests: { memory: '4Gi', 'amd.com/gpu': 1 } };
  expect(abiInstance.spec.safeParse({ resources })).toMatchObject({ data: { resources } });
  expect(abiInstance.spec.safeParse({ resources })).not.toHaveProperty('data.resources.limits');
});

test('the token of Hugging Face has another default key than the rest', () => {
  const secrets = { openaiApiKeySecret: { name: 'a' }, anthropicApiKeySecret: { name: 'b' }, huggingfaceTokenSecret: { name: 'c' } };
  expect(abiInstance.spec.safeParse({ secrets })).toMatchObject({
    data: {
      secrets: {
        openaiApiKeySecret: { key: 'api-key' },
        anthropicApiKeySecret: { key: 'api-key' },
        huggingfaceTokenSecret: { key: 'token' },
      },
    },
  });
});

test('digests are taken as tags', () => {
  expect(abiInstance.spec.safeParse({ image: { tag: `sha256:${'a'.repeat(64)}` } }).success).toBe(true);
  expect(abiInstance.spec.safeParse({ image: { tag: 'sha256:abc' } }).success).toBe(false);
});

test('a volume has a size that the server can hold: more would be stored as another amount', () => {
  const isTaken = (size: unknown): boolean => abiInstance.spec.safeParse({ storage: { size } }).success;
  expect([10, '10Gi', '4095Pi'].map(isTaken)).toEqual([true, true, true]);
  expect(['4Ei', '99999999999999999Ti', '1e30'].map(isTaken)).toEqual([false, false, false]);
});

test('a status shows zeros and empty endpoints', () => {
  expect(abiInstance.status.safeParse({})).toMatchObject({
    data: {
      phase: 'Pending',
      replicas: 0,
      readyReplicas: 0,
      health: { status: 'Unknown' },
      endpoints: { http: '', grpc: '', metrics: '' },
    },
  });
});

test('columns are those of the guide, and more with -o wide', () => {
  expect(abiInstance.columns.map((column) => `${column.name}${column.priority === 1 ? ' (wide)' : ''}`)).toEqual([
    'Replicas',
    'Ready',
    'Phase',
    'Version',
    'Age',
    'Health (wide)',
    'Image (wide)',
    'Workload (wide)',
    'HTTP (wide)',
  ]);
});
