import { expect, test } from 'vitest';
import { abiInstanceSpec, type AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { liveForm } from '../../../test/support/fake-world.ts';
import { containerPortNumbers } from './container-ports.ts';
import { endpoints } from './endpoints.ts';
import { gpuEnv } from './gpu-env.ts';
import { shortVersion } from './image-version.ts';
import type { InstanceValues } from './instance-values.ts';
import { podResources } from './pod-resources.ts';
import { probes } from './probes.ts';
import { serverConfiguration } from './server-configuration.ts';

const spec = (value: unknown): AbiInstanceSpec => abiInstanceSpec.parse(value);

function values(value: unknown): InstanceValues {
  const overrides = { livenessPath: '/health', readinessPath: '/ready' };
  return {
    name: 'brain',
    namespace: 'apps',
    spec: spec(value),
    workload: 'Deployment',
    replicas: 1,
    ownerPath: '',
    secretChecksums: {},
    overrides,
  };
}

test.each([
  [{}, { http: 8080, metrics: 9090, grpc: 50_051 }],
  [
    { httpPort: 80, metricsPort: 81, grpcPort: 443 },
    { http: 8080, metrics: 9090, grpc: 50_051 },
  ],
  [
    { httpPort: 80, metricsPort: 8080 },
    { http: 18_080, metrics: 8080, grpc: 50_051 },
  ],
  [
    { httpPort: 80, metricsPort: 8080, grpcPort: 18_080 },
    { http: 18_081, metrics: 8080, grpc: 18_080 },
  ],
])('with the ports %j the container listens on %j, never below 1024', (networking, ports) => {
  expect(containerPortNumbers(spec({ networking }))).toEqual(ports);
});

test('the configuration is text, sorted, and says what only some features need', () => {
  const all = serverConfiguration(
    spec({ config: { tracing: true, jaegerEndpoint: 'http://j' }, features: { gpu: true }, gpu: { backend: 'vulkan' } }),
  );
  expect(Object.keys(all)).toEqual(Object.keys(all).toSorted());
  expect(all).toMatchObject({
    ABBEY_ENABLE_TRACING: 'true',
    ABBEY_JAEGER_ENDPOINT: 'http://j',
    ABI_GPU_BACKEND: 'vulkan',
    ABBEY_PORT: '8080',
    ABI_ENABLE_GPU: 'true',
  });
  const few = serverConfiguration(spec({ features: { ai: false, web: false, database: false } }));
  for (const name of ['ABI_LLM_PROVIDER', 'ABI_ABBEY_SERVER_PORT', 'ABI_DB_PATH', 'ABI_GPU_BACKEND']) expect(few).not.toHaveProperty(name);
});

test.each([
  [undefined, { ABI_LLM_PROVIDER: 'ollama', ABI_OLLAMA_HOST: 'http://ollama-service:11434', ABI_OLLAMA_MODEL: 'llama3' }],
  [{ provider: 'openai' }, { ABI_LLM_PROVIDER: 'openai' }],
  [
    { provider: 'anthropic', model: 'm' },
    { ABI_LLM_PROVIDER: 'anthropic', ABI_ANTHROPIC_MODEL: 'm' },
  ],
  [
    { provider: 'local', model: 'llama-7b' },
    { ABI_LLM_PROVIDER: 'local', ABI_LLM_MODEL: 'llama-7b' },
  ],
  [
    { provider: 'local', model: '/m/x.gguf' },
    { ABI_LLM_PROVIDER: 'local', ABI_LLM_MODEL: '/m/x.gguf', ABI_LLM_MODEL_PATH: '/m/x.gguf' },
  ],
])('the model %j is told to its provider and no other', (llm, told) => {
  const configuration = serverConfiguration(spec(llm === undefined ? {} : { llm }));
  const about = Object.entries(configuration).filter(([name]) => /_(LLM|OLLAMA|OPENAI|ANTHROPIC|HF)_/.test(name));
  expect(Object.fromEntries(about)).toEqual(told);
});

test('what cannot be divided has its request as limit, and what an autoscaler measures has a request', () => {
  expect(
    podResources(
      spec({
        resources: { requests: { 'amd.com/gpu': 1 }, limits: { 'example.org/fpga': '2', cpu: 1 } },
        autoscaling: { enabled: true, targetMemoryUtilization: 50 },
      }),
    ),
  ).toEqual({
    requests: { 'amd.com/gpu': '1', 'example.org/fpga': '2', memory: '256Mi' },
    limits: { 'amd.com/gpu': '1', cpu: '1', 'example.org/fpga': '2' },
  });
  expect(podResources(spec({ resources: {} }))).toEqual({});
});

test('graphics of an NVIDIA GPU are asked for where the backend needs them', () => {
  const gpu = (backend: string, resourceName = 'nvidia.com/gpu'): unknown =>
    gpuEnv(spec({ features: { gpu: true }, gpu: { backend, resourceName } }));
  expect(gpu('vulkan')).toEqual([{ name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility,graphics' }]);
  expect(gpu('vulkan', 'amd.com/gpu')).toEqual([]);
  expect(gpu('cuda')).toEqual([]);
  expect(gpu('none')).toEqual([{ name: 'NVIDIA_VISIBLE_DEVICES', value: 'void' }]);
});

test('the probes ask a port that is open', () => {
  expect(probes(values({})).readinessProbe).toMatchObject({ httpGet: { path: '/ready', port: 'http' } });
  expect(probes(values({ features: { web: false } })).livenessProbe).toMatchObject({ tcpSocket: { port: 'grpc' } });
  expect(probes(values({ features: { web: false, network: false } })).startupProbe).toMatchObject({
    httpGet: { path: '/metrics', port: 'metrics' },
  });
});

test('endpoints are empty where a port is closed, and a load balancer is named once it has an address', () => {
  expect(endpoints(values({ features: { network: false } }), undefined)).toEqual({
    http: 'http://brain.apps.svc:8080',
    grpc: '',
    metrics: 'http://brain-metrics.apps.svc:9090/metrics',
  });
  const service = (ingress: unknown): ReturnType<typeof liveForm> =>
    liveForm({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'brain' } }, { status: { loadBalancer: { ingress } } });
  const balanced = values({ networking: { serviceType: 'LoadBalancer', httpPort: 80 } });
  expect(endpoints(balanced, service([{ ip: '192.0.2.1' }])).http).toBe('http://192.0.2.1:80');
  expect(endpoints(balanced, service([{ ip: '2001:db8::1' }])).http).toBe('http://[2001:db8::1]:80');
  expect(endpoints(balanced, service([{ hostname: 'lb.example.org' }])).http).toBe('http://lb.example.org:80');
  expect(endpoints(balanced, service(undefined)).http).toBe('http://brain.apps.svc:80');
});

test.each([
  ['ghcr.io/abi/abi:v1.0.0', 'v1.0.0'],
  ['host:5000/abi', 'latest'],
  [`abi@sha256:${'ab'.repeat(32)}`, `sha256:${'ab'.repeat(6)}`],
  [`abi:v2@sha256:${'ab'.repeat(32)}`, 'v2'],
])('%s is the version %s', (reference, version) => {
  expect(shortVersion(reference)).toBe(version);
});
