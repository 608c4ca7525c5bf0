import { expect, test } from 'vitest';
import { specChecks } from '../../../test/support/spec-checks.ts';
import { modelApi, modelApiName } from './model-api.ts';

const { accepted, issuesOf } = specChecks(modelApi.spec);

const ROUTES = `model_list:
- model_name: small
  litellm_params: {model: ollama/smollm2:135m, api_base: "http://ollama.models:11434"}
`;

test('the mode is required and one of two', () => {
  expect(issuesOf({})).toEqual(['mode']);
  expect(issuesOf({ mode: 'Remote' })).toEqual(['mode']);
});

test('a hosted model with environment and resources is taken as written', () => {
  const spec = {
    mode: 'Hosted',
    serverConfig: {
      model: 'smollm2:135m',
      env: [{ name: 'OLLAMA_KEEP_ALIVE', value: '10m' }],
      resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { memory: '4Gi' } },
    },
  };
  expect(accepted(spec)).toEqual(spec);
  expect(accepted({ mode: 'Hosted', hostedConfig: spec.serverConfig })).toEqual({ mode: 'Hosted', hostedConfig: spec.serverConfig });
  expect(issuesOf({ mode: 'Hosted', serverConfig: {} })).toEqual(['serverConfig.model']);
});

test('a proxy with a key from a Secret is taken as written', () => {
  const spec = {
    mode: 'Proxy',
    proxyConfig: {
      apiBase: 'http://ollama.models.svc.cluster.local:11434',
      env: [{ name: 'OPENAI_API_KEY', valueFrom: { secretKeyRef: { name: 'llm-keys', key: 'openai' } } }],
    },
  };
  expect(accepted(spec)).toEqual(spec);
});

test('LiteLLM’s file is a text or an object that says where it comes from', () => {
  expect(accepted({ mode: 'Proxy', proxyConfig: { configYaml: ROUTES } })).toEqual({ mode: 'Proxy', proxyConfig: { configYaml: ROUTES } });
  for (const configYaml of [{ fromString: ROUTES }, { fromSecretKeyRef: { name: 'routes', key: 'config.yaml', optional: true } }]) {
    expect(accepted({ mode: 'Proxy', proxyConfig: { configYaml } })).toEqual({ mode: 'Proxy', proxyConfig: { configYaml } });
  }
  for (const configYaml of [5, [], { fromSecretKeyRef: { name: 'routes' } }, { fromString: 1 }]) {
    expect(issuesOf({ mode: 'Proxy', proxyConfig: { configYaml } })).not.toEqual([]);
  }
});

test('the newer fields of a proxy are taken', () => {
  const spec = {
    mode: 'Proxy',
    proxyConfig: {
      provider: 'openai',
      models: ['gpt-4o', 'openai/*'],
      apiKey: { valueFrom: { secretKeyRef: { name: 'llm-keys', key: 'openai' } } },
    },
    container: { resources: { limits: { memory: '1Gi' } } },
    podSpec: { serviceAccountName: 'models' },
    telemetry: { endpoint: 'http://otel:4317' },
  };
  expect(accepted(spec)).toEqual({ ...spec, telemetry: { ...spec.telemetry, enabled: false } });
  expect(issuesOf({ mode: 'Proxy', proxyConfig: { models: [] } })).toEqual(['proxyConfig.models']);
});

test('an API key has one source', () => {
  const secretKeyRef = { name: 'llm-keys', key: 'openai' };
  expect(issuesOf({ mode: 'Proxy', proxyConfig: { apiKey: { value: 'x' } } })).toEqual([]);
  expect(issuesOf({ mode: 'Proxy', proxyConfig: { apiKey: { value: 'x', valueFrom: { secretKeyRef } } } })).toEqual(['proxyConfig.apiKey']);
  expect(issuesOf({ mode: 'Proxy', proxyConfig: { apiKey: { valueFrom: { secretKeyRef, configMapKeyRef: secretKeyRef } } } })).toEqual([
    'proxyConfig.apiKey.valueFrom',
  ]);
  expect(issuesOf({ mode: 'Proxy', proxyConfig: { apiKey: { valueFrom: {} } } })).toEqual(['proxyConfig.apiKey.valueFrom']);
});

test('a mode needs its block, and an empty proxy block is left to the operator', () => {
  expect(issuesOf({ mode: 'Proxy' })).toEqual(['']);
  expect(issuesOf({ mode: 'Hosted' })).toEqual(['']);
  expect(issuesOf({ mode: 'Hosted', proxyConfig: {} })).toEqual(['']);
  expect(issuesOf({ mode: 'Proxy', hostedConfig: { model: 'm' } })).toEqual(['']);
  expect(issuesOf({ mode: 'Proxy', proxyConfig: {} })).toEqual([]);
});

test('identity and columns are those of the CRD that users know', () => {
  expect(modelApi).toMatchObject({
    group: 'kaos.tools',
    version: 'v1alpha1',
    kind: 'ModelAPI',
    listKind: 'ModelAPIList',
    plural: 'modelapis',
    singular: 'modelapi',
    scope: 'Namespaced',
    shortNames: ['api', 'apis'],
    categories: ['kaos'],
  });
  expect(modelApi.scale).toBeUndefined();
  expect(modelApi.columns.map(({ name, jsonPath, priority = 0 }) => [name, jsonPath, priority])).toEqual([
    ['Mode', '.spec.mode', 0],
    ['Ready', '.status.ready', 0],
    ['Phase', '.status.phase', 0],
    ['Endpoint', '.status.endpoint', 1],
    ['Age', '.metadata.creationTimestamp', 0],
  ]);
});

test('a ModelAPI is never Waiting', () => {
  expect(modelApi.status.safeParse({ phase: 'Ready', ready: true }).success).toBe(true);
  expect(modelApi.status.safeParse({ phase: 'Waiting' }).success).toBe(false);
});

test('a name is at most 54 characters long', () => {
  expect(modelApiName.problem('a'.repeat(54))).toBeUndefined();
  expect(modelApiName.problem('a'.repeat(55))).toContain('54');
  expect(modelApiName.problem('my.name')).toContain('without dots');
  expect(modelApi.rules).toEqual(expect.arrayContaining([...modelApiName.rules]));
});
