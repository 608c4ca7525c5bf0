import { expect, test } from 'vitest';
import { specChecks } from '../../../test/support/spec-checks.ts';
import { agent, agentName } from './agent.ts';

const { accepted, issuesOf } = specChecks(agent.spec);

test('an agent needs a ModelAPI and gets one replica', () => {
  expect(accepted({ modelAPI: 'llm' })).toEqual({ modelAPI: 'llm', replicas: 1, waitForDependencies: true });
  expect(issuesOf({})).toEqual(['modelAPI']);
  expect(issuesOf({ modelAPI: '' })).toEqual(['modelAPI']);
});

test('the loop block has defaults only where it is written', () => {
  expect(accepted({ modelAPI: 'llm', config: {} })).toMatchObject({ config: {} });
  expect(accepted({ modelAPI: 'llm', config: { agenticLoop: {} } })).toMatchObject({
    config: { agenticLoop: { maxSteps: 5, enableTools: true, enableDelegation: true } },
  });
  expect(issuesOf({ modelAPI: 'llm', config: { agenticLoop: { maxSteps: 21 } } })).toEqual(['config.agenticLoop.maxSteps']);
  expect(issuesOf({ modelAPI: 'llm', config: { agenticLoop: { maxSteps: 0 } } })).toEqual(['config.agenticLoop.maxSteps']);
});

test('expose stays absent where the user left it out', () => {
  expect(accepted({ modelAPI: 'llm', agentNetwork: { access: ['writer'] } })).toMatchObject({ agentNetwork: { access: ['writer'] } });
  expect(accepted({ modelAPI: 'llm', agentNetwork: {} })).not.toHaveProperty('agentNetwork.expose');
});

test('an agent with tools, loop, environment and limits is taken as written', () => {
  const spec = {
    modelAPI: 'llm',
    mcpServers: ['echo-tools'],
    config: {
      description: 'Repeats what it is told',
      instructions: 'Use the echo tool for every message.',
      agenticLoop: { maxSteps: 3, enableTools: true, enableDelegation: false },
      env: [{ name: 'MODEL_NAME', value: 'smollm2:135m' }],
    },
    agentNetwork: { expose: true },
    resources: { limits: { cpu: '500m', memory: '256Mi' } },
  };
  expect(accepted(spec)).toEqual({ ...spec, replicas: 1, waitForDependencies: true });
});

test('a supervisor names its workers', () => {
  const access = ['worker-1', 'worker-2', 'worker-3', 'worker-4'];
  expect(accepted({ modelAPI: 'gateway', agentNetwork: { expose: true, access } })).toMatchObject({ agentNetwork: { access } });
});

test('a reference stays in its namespace', () => {
  expect(issuesOf({ modelAPI: 'other/llm' })).toEqual(['modelAPI']);
  expect(issuesOf({ modelAPI: 'llm', mcpServers: ['tools', 'other/tools'] })).toEqual(['mcpServers.1']);
  expect(issuesOf({ modelAPI: 'llm', agentNetwork: { access: ['other/agent'] } })).toEqual(['agentNetwork.access.0']);
  const result = agent.spec.safeParse({ modelAPI: 'other/llm' });
  expect(result.success ? '' : result.error.issues[0]?.message).toContain('same namespace');
});

test('the newer names are taken beside the guide’s', () => {
  const spec = {
    modelAPI: 'llm',
    model: 'openai/gpt-4o',
    waitForDependencies: false,
    config: {
      reasoningLoopMaxSteps: 7,
      memory: {},
      telemetry: { enabled: true, endpoint: 'http://otel:4317' },
    },
    container: { image: 'registry.example/agent:1', command: ['serve'], env: [{ name: 'LOG_LEVEL', value: 'DEBUG' }] },
    podSpec: { nodeSelector: { disk: 'ssd' } },
    gatewayRoute: { timeout: '1m30s' },
  };
  expect(accepted(spec)).toEqual({
    ...spec,
    replicas: 1,
    config: { ...spec.config, memory: { enabled: true, type: 'local', contextLimit: 6, maxSessions: 1000, maxSessionEvents: 500 } },
  });
  expect(issuesOf({ modelAPI: 'llm', gatewayRoute: { timeout: '90' } })).toEqual(['gatewayRoute.timeout']);
  expect(issuesOf({ modelAPI: 'llm', config: { memory: { contextLimit: 101 } } })).toEqual(['config.memory.contextLimit']);
});

test('bounds of lists and numbers hold', () => {
  expect(issuesOf({ modelAPI: 'llm', replicas: 0 })).toEqual(['replicas']);
  const names = Array.from({ length: 65 }, (_, index) => `peer-${index}`);
  expect(issuesOf({ modelAPI: 'llm', agentNetwork: { access: names } })).toEqual(['agentNetwork.access']);
  expect(issuesOf({ modelAPI: 'llm', agentNetwork: { access: names.slice(1) } })).toEqual([]);
});

test('identity, columns and scale are those of the CRD that users know', () => {
  expect(agent).toMatchObject({
    group: 'kaos.tools',
    version: 'v1alpha1',
    kind: 'Agent',
    listKind: 'AgentList',
    plural: 'agents',
    singular: 'agent',
    scope: 'Namespaced',
    shortNames: ['agent', 'agents'],
    categories: ['kaos'],
    scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.observedReplicas' },
  });
  expect(agent.columns.map(({ name, jsonPath, priority = 0 }) => [name, jsonPath, priority])).toEqual([
    ['ModelAPI', '.spec.modelAPI', 0],
    ['Replicas', '.status.observedReplicas', 0],
    ['Ready', '.status.ready', 0],
    ['Phase', '.status.phase', 0],
    ['Endpoint', '.status.endpoint', 1],
    ['Age', '.metadata.creationTimestamp', 0],
  ]);
});

test('a status as the operator writes it is taken', () => {
  const status = {
    phase: 'Waiting',
    ready: false,
    message: 'ModelAPI llm is not ready',
    linkedResources: { modelapi: 'llm', mcpservers: 'echo-tools' },
    observedReplicas: 0,
    observedGeneration: 3,
    deployment: {
      replicas: 1,
      readyReplicas: 0,
      conditions: [{ type: 'Available', status: 'False', reason: 'MinimumReplicasUnavailable' }],
    },
    conditions: [
      {
        type: 'Ready',
        status: 'False',
        reason: 'ModelAPINotReady',
        message: '',
        lastTransitionTime: '2026-01-31T10:00:00Z',
        observedGeneration: 3,
      },
    ],
  };
  expect(agent.status.safeParse(status)).toMatchObject({ success: true });
  expect(agent.status.safeParse({ phase: 'Running' }).success).toBe(false);
});

test('a name is at most 57 characters long', () => {
  expect(agentName.problem('a'.repeat(57))).toBeUndefined();
  expect(agentName.problem('a'.repeat(58))).toContain('57');
  expect(agentName.problem('my.name')).toContain('without dots');
  expect(agent.rules).toEqual(expect.arrayContaining([...agentName.rules]));
});
