import { expect, test } from 'vitest';
import { agentSpec } from './agent-spec.ts';
import { mcpServerSpec } from './mcp-server-spec.ts';
import { modelApiSpec } from './model-api-spec.ts';
import { normaliseAgent } from './normalise-agent.ts';
import { normaliseMcpServer } from './normalise-mcp-server.ts';
import { normaliseModelApi } from './normalise-model-api.ts';

const agentOf = (spec: object): ReturnType<typeof normaliseAgent> => normaliseAgent(agentSpec.parse({ modelAPI: 'llm', ...spec }));
const apiOf = (spec: object): ReturnType<typeof normaliseModelApi> => normaliseModelApi(modelApiSpec.parse(spec));
const serverOf = (spec: object): ReturnType<typeof normaliseMcpServer> => normaliseMcpServer(mcpServerSpec.parse(spec));
const words = (warnings: readonly { readonly message: string }[]): string => warnings.map(({ message }) => message).join('; ');

test('an agent: the newer names stand for the guide’s, which win where both are set', () => {
  expect(agentOf({ config: { reasoningLoopMaxSteps: 7 } }).loop).toEqual({ maxSteps: 7 });
  const both = agentOf({
    model: 'new',
    config: { agenticLoop: { maxSteps: 3 }, reasoningLoopMaxSteps: 7, env: [{ name: 'MODEL_NAME', value: 'old' }] },
  });
  expect([both.loop?.maxSteps, both.model]).toEqual([3, 'old']);
  expect(words(both.warnings)).toContain('spec.config.agenticLoop.maxSteps and spec.config.reasoningLoopMaxSteps are both set and differ');
  expect(words(both.warnings)).toContain('spec.config.env[MODEL_NAME] and spec.model');
  expect(agentOf({ model: 'same', config: { env: [{ name: 'MODEL_NAME', value: 'same' }] } }).warnings).toEqual([]);
});

test('an agent: names are sorted and told once; a repeated one is warned about', () => {
  const spec = agentOf({ mcpServers: ['b', 'a', 'b'], agentNetwork: { access: ['y', 'x'] } });
  expect([spec.mcpServers, spec.peers, spec.expose]).toEqual([['a', 'b'], ['x', 'y'], undefined]);
  expect(spec.warnings).toEqual([{ reason: 'DuplicateReference', message: 'spec.mcpServers names b more than once' }]);
});

test('an agent: a model from elsewhere is not known', () => {
  const valueFrom = { secretKeyRef: { name: 's', key: 'k' } };
  const spec = agentOf({ model: 'x', config: { env: [{ name: 'MODEL_NAME', valueFrom }] } });
  expect([spec.model, spec.hasUnknownModel]).toEqual([undefined, true]);
});

test('a model API: a text and an object are the same file; the hosted block has two names', () => {
  const proxy = (configYaml: unknown): unknown => apiOf({ mode: 'Proxy', proxyConfig: { configYaml } }).backend;
  expect(proxy('a: b')).toEqual(proxy({ fromString: 'a: b' }));
  expect(proxy({ fromSecretKeyRef: { name: 's', key: 'k' } })).toMatchObject({
    proxy: { config: { from: 'secret', secret: { name: 's', key: 'k' } } },
  });
  expect(apiOf({ mode: 'Hosted', hostedConfig: { model: 'm' } })).toEqual(apiOf({ mode: 'Hosted', serverConfig: { model: 'm' } }));
  const both = apiOf({ mode: 'Hosted', hostedConfig: { model: 'n' }, serverConfig: { model: 'm' } });
  expect([both.backend, both.warnings[0]?.reason]).toEqual([{ mode: 'Hosted', model: 'm' }, 'ConflictingFields']);
});

test('a model API: what has no effect is named', () => {
  const spec = apiOf({ mode: 'Proxy', serverConfig: { model: 'm' }, proxyConfig: { configYaml: 'a: b', apiBase: 'http://x', model: 'm' } });
  expect(words(spec.warnings)).toBe(
    'spec.serverConfig is not used: spec.mode is Proxy; spec.proxyConfig.apiBase, spec.proxyConfig.model is not used: spec.proxyConfig.configYaml replaces it',
  );
});

test('an MCP server: the order of precedence, under every name', () => {
  const secretRef = { name: 's', key: 'k' };
  expect(serverOf({ type: 'python-runtime', config: { tools: { fromString: 'x', fromSecretKeyRef: secretRef } } }).source).toEqual({
    from: 'string',
    text: 'x',
  });
  expect(serverOf({ type: 'python-runtime', config: { tools: { fromPackage: 'p', fromSecretKeyRef: secretRef } } }).source).toMatchObject({
    from: 'secret',
  });
  expect(serverOf({ type: 'python-runtime', config: { mcp: 'p', tools: { fromPackage: 'q' } } })).toMatchObject({
    source: { from: 'package', package: 'p' },
    warnings: [{ reason: 'ConflictingFields' }],
  });
  expect(serverOf({ type: 'python-runtime', config: { mcp: 'p', toolsString: 'x' } })).toMatchObject({
    source: { from: 'string' },
    warnings: [{ message: 'spec.config.toolsString wins over spec.config.mcp: remove what is not meant' }],
  });
  expect(serverOf({ runtime: 'slack' }).source).toEqual({ from: 'runtime', runtime: 'slack' });
  expect(serverOf({ type: 'node-runtime', container: { image: 'x' } }).source).toEqual({ from: 'image' });
  expect(serverOf({ type: 'python-runtime', config: { toolsString: '' } }).source).toEqual({ from: 'nothing' });
});
