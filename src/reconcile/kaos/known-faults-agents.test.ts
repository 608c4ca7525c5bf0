// Where a simple operator for KAOS goes wrong: each test fails with that fault. The numbers are those of the list of faults.
import { expect, test } from 'vitest';
import { agentPlan, failure, LLM } from '../../../test/support/kaos-agent-plans.ts';
import {
  conditionIn,
  envOf,
  kaosObject,
  kaosPlan,
  manifestsOf,
  messageIn,
  readyObject,
  removedBy,
  settingsMap,
  settledChildren,
  standing,
  templateOf,
} from '../../../test/support/kaos-cluster.ts';
import type { StepFailure } from '../engine/contract.ts';

test('22: routes only where the settings ask for them and the cluster has them, with a condition', async () => {
  const spec = { agentNetwork: { expose: true }, gatewayRoute: { timeout: '0s' } };
  const on = settingsMap({ GATEWAY_API_ENABLED: 'true', GATEWAY_NAMESPACE: 'edge' });
  const served = await agentPlan(spec, { others: [LLM, on], notServed: [] });
  const route = manifestsOf(served).find(({ kind }) => kind === 'HTTPRoute');
  expect(route?.['spec']).toMatchObject({
    parentRefs: [{ name: 'kaos-gateway', namespace: 'edge' }],
    rules: [{ matches: [{ path: { value: '/demo/agent/boss' } }], backendRefs: [{ name: 'agent-boss', port: 80 }] }],
  });
  expect(route).not.toHaveProperty('spec.rules.0.timeouts');
  expect(conditionIn(served, 'RouteReady')).toBe('True/Applied');
  expect(conditionIn(await agentPlan(spec, { others: [LLM, on] }), 'RouteReady')).toBe('False/NotServed');
  const off = await agentPlan(spec, { others: [LLM], notServed: [], children: settledChildren(served) });
  expect(removedBy(off)).toEqual(['HTTPRoute/demo/agent-boss']);
  const refused: StepFailure = { ...failure('HTTPRoute', 'Invalid', 422, true), kind: 'HTTPRoute' };
  const failed = await agentPlan(spec, { others: [LLM, on], notServed: [], children: settledChildren(served) }, { failures: [refused] });
  expect([standing(failed), conditionIn(failed, 'RouteReady')]).toEqual(['Ready ready -', 'False/ApplyFailed']);
});

test('23, 24: a podSpec need not list containers, and one that cannot be merged is told', async () => {
  const plan = await agentPlan({ podSpec: { nodeSelector: { disk: 'ssd' } } });
  expect(templateOf(plan).spec).toMatchObject({ nodeSelector: { disk: 'ssd' }, containers: [{ name: 'agent' }] });
  const bad = await agentPlan({ podSpec: { containers: [{ image: 'x' }] } });
  expect([standing(bad), manifestsOf(bad)]).toEqual(['Failed not InvalidPodSpec', []]);
});

test('25: the short form of changes is honoured, podSpec has the last word', async () => {
  const plan = await agentPlan({
    resources: { limits: { cpu: '500m', memory: '256Mi' } },
    container: {
      image: 'mine:1',
      command: ['run'],
      args: ['x'],
      resources: { limits: { memory: '1Gi' } },
      env: [{ name: 'A', value: 'b' }],
    },
    podSpec: { containers: [{ name: 'agent', image: 'last:2' }] },
  });
  expect(templateOf(plan).spec.containers[0]).toMatchObject({
    image: 'last:2',
    command: ['run'],
    args: ['x'],
    resources: { limits: { cpu: '500m', memory: '1Gi' } },
  });
  expect(envOf(plan)['A']).toBe('b');
});

test('32, 35: user entries replace ours by name, once each, with their source; what the operator works out is warned about', async () => {
  const from = { secretKeyRef: { name: 's', key: 'k' } };
  const env = [
    { name: 'MODEL_NAME', valueFrom: from },
    { name: 'AGENT_DEBUG_MEMORY_ENDPOINTS', value: 'false' },
    { name: 'MODEL_API_URL', value: 'http://mine' },
  ];
  const plan = await agentPlan({ config: { env } });
  const entries = templateOf(plan).spec.containers[0].env ?? [];
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  expect(entries.find(({ name }) => name === 'MODEL_NAME')).toEqual({ name: 'MODEL_NAME', valueFrom: from });
  expect(envOf(plan)).toMatchObject({ AGENT_DEBUG_MEMORY_ENDPOINTS: 'false', MODEL_API_URL: 'http://mine' });
  expect(conditionIn(plan, 'SpecWarning')).toBe('True/ReservedVariable');
});

test('33: an agent is told its servers under the names that the runtime reads and those of the documentation', async () => {
  const server = readyObject('mcpserver', 'echo-tools', { type: 'python-runtime' }, { availableTools: ['echo'] });
  const plan = await agentPlan({ mcpServers: ['echo-tools'] }, { others: [LLM, server] });
  const url = 'http://mcpserver-echo-tools.demo.svc.cluster.local';
  expect(envOf(plan)).toMatchObject({ MCP_SERVERS: 'echo-tools', 'MCP_SERVER_echo-tools_URL': url, MCP_SERVER_ECHO_TOOLS_URL: url });
  const card = manifestsOf(plan).find(({ kind }) => kind === 'ConfigMap')?.['data'] as { readonly 'card.json': string };
  expect(JSON.parse(card['card.json'])).toMatchObject({ model: 'tiny', tools: [{ server: 'echo-tools', tools: ['echo'] }] });
});

test('36: names that no Service can have are refused before anything is made', async () => {
  for (const name of ['a'.repeat(58), 'a.b']) {
    const plan = await kaosPlan('agent', kaosObject('agent', name, { modelAPI: 'llm' }), { others: [LLM] });
    expect([standing(plan), manifestsOf(plan)]).toEqual(['Failed not InvalidName', []]);
  }
});

test('40: a model that is not served is warned about; a provider before it and the default tag do not matter; strict is Failed', async () => {
  const named = (model: string): object => ({ config: { env: [{ name: 'MODEL_NAME', value: model }] } });
  expect(conditionIn(await agentPlan(named('ollama/tiny:latest')), 'SpecWarning')).toBeUndefined();
  const wrong = await agentPlan(named('other'));
  expect(messageIn(wrong, 'SpecWarning')).toBe('the agent asks for other, and ModelAPI llm serves tiny');
  expect(standing(await agentPlan(named('other'), { others: [LLM, settingsMap({ STRICT_MODELS: 'true' })] }))).toBe(
    'Failed not ModelNotServed',
  );
});

test('43: a cycle is told; an agent that names itself is left out of its peers', async () => {
  const other = readyObject('agent', 'w', { modelAPI: 'llm', agentNetwork: { expose: true, access: ['boss'] } });
  const cycle = await agentPlan({ agentNetwork: { expose: true, access: ['w'] } }, { others: [LLM, other] });
  expect([conditionIn(cycle, 'PeerCycle'), messageIn(cycle, 'PeerCycle')]).toEqual([
    'True/CycleDetected',
    expect.stringContaining('boss, w'),
  ]);
  const self = await agentPlan({ agentNetwork: { expose: true, access: ['boss'] } });
  expect([envOf(self)['PEER_AGENTS'], conditionIn(self, 'SpecWarning'), conditionIn(self, 'PeersReady')]).toEqual([
    undefined,
    'True/SelfReference',
    'True/NoPeers',
  ]);
});
