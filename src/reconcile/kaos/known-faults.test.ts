// Where a simple operator for KAOS goes wrong: each test fails with that fault. The numbers are those of the list of faults.
import { expect, test } from 'vitest';
import { agentObject, agentPlan, failure, LLM, peer, runningAgent, WAITING_LLM } from '../../../test/support/kaos-agent-plans.ts';
import {
  conditionIn,
  envOf,
  kaosPlan,
  manifestOf,
  manifestsOf,
  messageIn,
  NOON,
  readyObject,
  removedBy,
  settingsMap,
  standing,
  toolsOf,
} from '../../../test/support/kaos-cluster.ts';
import { liveForm } from '../../../test/support/fake-world.ts';
import { DEPLOYMENT, SERVICE } from '../../kernel/builtin-types.ts';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { agentReconciler } from './agent.ts';
import { mcpServerReconciler } from './mcp-server.ts';
import { modelApiReconciler } from './model-api.ts';

test('1: peers and servers are sorted and joined by commas, in whatever order the spec has them', async () => {
  const others = [
    LLM,
    peer('b', true),
    peer('a', true),
    readyObject('mcpserver', 'y', { type: 'python-runtime' }),
    readyObject('mcpserver', 'x', { type: 'python-runtime' }),
  ];
  const one = await agentPlan({ mcpServers: ['y', 'x'], agentNetwork: { access: ['b', 'a'] } }, { others });
  const two = await agentPlan({ mcpServers: ['x', 'y'], agentNetwork: { access: ['a', 'b'] } }, { others });
  expect(envOf(one)).toMatchObject({ PEER_AGENTS: 'a,b', MCP_SERVERS: 'x,y' });
  expect(manifestOf(two, DEPLOYMENT)).toEqual(manifestOf(one, DEPLOYMENT));
});

test('2, 6, 38: whatever an agent names wakes it, and so do the settings', () => {
  const spec = agentReconciler.kind.spec.safeParse({ modelAPI: 'llm', mcpServers: ['m'], agentNetwork: { access: ['a', 'boss'] } });
  if (!spec.success) throw new Error('the spec is fine');
  const primary = Object.assign({}, agentObject(), { spec: spec.data });
  const named = agentReconciler.wakes.flatMap(({ references, type }) =>
    references(primary).map(({ name, namespace = '' }) => `${type.kind}/${namespace}/${name}`),
  );
  expect(named).toEqual(['ModelAPI/demo/llm', 'MCPServer/demo/m', 'Agent/demo/a', 'ConfigMap/kaos-system/kaos-operator-config']);
});

test('3: a peer that is not there, not exposed, or not ready keeps the agent from Ready, and is named', async () => {
  const spec = { agentNetwork: { access: ['w'] } };
  const states: readonly (readonly [readonly KubeObject[], string])[] = [
    [[LLM], 'Pending not PeerNotFound'],
    [[LLM, peer('w', false)], 'Pending not PeerNotExposed'],
    [[LLM, peer('w', true, { ready: false, phase: 'Pending' })], 'Pending not PeerNotReady'],
    [[LLM, peer('w', true)], 'Ready ready -'],
  ];
  for (const [others, expected] of states) {
    const plan = await agentPlan(spec, { others, children: await runningAgent(spec, others) });
    expect(standing(plan)).toBe(expected);
    expect(manifestOf(plan, DEPLOYMENT)).toBeDefined();
  }
});

test('4: expose switched off takes the Service and the endpoint away; absent means off, unless the operator is set so', async () => {
  const children = await runningAgent({ agentNetwork: { expose: true } });
  const off = await agentPlan({ agentNetwork: { expose: false } }, { others: [LLM], children });
  expect([removedBy(off), off.status.endpoint]).toEqual([['Service/demo/agent-boss'], undefined]);
  const absent = await agentPlan();
  expect(manifestOf(absent, SERVICE)).toBeUndefined();
  const set = await agentPlan({}, { others: [LLM, settingsMap({ EXPOSE_BY_DEFAULT: 'true', KUBERNETES_CLUSTER_DOMAIN: 'corp.example' })] });
  expect(manifestOf(set, SERVICE)?.['spec']).toMatchObject({ ports: [{ port: 80, targetPort: 8000 }] });
  expect(set.status.endpoint).toBe('http://agent-boss.demo.svc.corp.example');
});

test('5: Failed and Waiting are never ready, and Ready always is', async () => {
  const children = await runningAgent();
  const plans = [
    await agentPlan({}, { children, others: [WAITING_LLM] }),
    await agentPlan({}, { children }),
    await agentPlan({}, { children, others: [LLM] }),
    await agentPlan({}, { children, others: [LLM] }, { failures: [failure('Deployment', 'Invalid', 422, true)] }),
  ];
  expect(plans.map(standing)).toEqual([
    'Waiting not ModelAPINotReady',
    'Waiting not ModelAPINotFound',
    'Ready ready -',
    'Failed not ChildRefused',
  ]);
});

test('7: a running agent follows its spec whatever its dependencies do; only the first pods wait', async () => {
  const first = await agentPlan({}, { others: [WAITING_LLM] });
  expect(manifestOf(first, DEPLOYMENT)).toBeUndefined();
  const running = await agentPlan({ config: { description: 'new' } }, { others: [WAITING_LLM], children: await runningAgent() });
  expect(envOf(running)['AGENT_DESCRIPTION']).toBe('new');
});

test('9, 10, 11: every pass applies every child, so that edits and drift are repaired', async () => {
  const spec = { agentNetwork: { expose: true } };
  const plan = await agentPlan(spec, { others: [LLM], children: await runningAgent(spec) });
  expect(
    manifestsOf(plan)
      .map(({ kind }) => kind)
      .toSorted(),
  ).toEqual(['ConfigMap', 'Deployment', 'Service']);
});

test('12: an object of somebody else is named, never written', async () => {
  const plan = await agentPlan({}, { others: [LLM] }, { failures: [failure('Deployment', 'ForeignObject', 409, true)] });
  expect(standing(plan)).toBe('Failed not NameConflict');
  expect(plan.status.message).toBe('Deployment/demo/agent-boss exists and belongs to somebody else');
});

test('15, 16: all linked objects, conditions and the observed generation are in the status', async () => {
  const spec = { mcpServers: ['m'], agentNetwork: { access: ['w'] } };
  const plan = await kaosPlan('agent', agentObject(spec, { metadata: { generation: 4 } }), { others: [LLM] });
  expect(plan.status.linkedResources).toEqual({ modelapi: 'llm', mcpservers: 'm', agents: 'w' });
  expect(plan.status.observedGeneration).toBe(4);
  expect(plan.status.conditions.map(({ type }) => type)).toEqual([
    'Ready',
    'DependenciesReady',
    'PeersReady',
    'PeerCycle',
    'WorkloadAvailable',
  ]);
  expect(plan.status.message).toBe('MCPServer m not found');
});

test('17: an old pod does not hide a broken rollout', async () => {
  const old = { observedGeneration: 1, replicas: 2, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  const plan = await agentPlan({}, { others: [LLM], children: await runningAgent({}, [LLM], old) });
  expect(standing(plan)).toBe('Pending ready RolloutInProgress');
  const edited = await agentPlan({ config: { description: 'new' } }, { others: [LLM], children: await runningAgent() });
  expect(standing(edited)).toBe('Pending ready RolloutInProgress');
});

function crashing(since: number, waiting: object = { reason: 'CrashLoopBackOff' }): KubeObject {
  const status = {
    conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: new Date(since).toISOString() }],
    containerStatuses: [
      {
        name: 'agent',
        image: 'kaos-agent:latest',
        ready: false,
        restartCount: 4,
        state: { waiting },
        lastState: { terminated: { exitCode: 3, message: 'no AGENT_NAME' } },
      },
    ],
  };
  const metadata = { name: 'agent-boss-5f-x', namespace: 'demo', labels: { app: 'agent', agent: 'boss' } };
  return liveForm({ apiVersion: 'v1', kind: 'Pod', metadata }, { status });
}

test('18: crash loops and missing images are told, and Failed after five minutes', async () => {
  const down = { observedGeneration: 1, replicas: 1, updatedReplicas: 1, readyReplicas: 0 };
  const children = await runningAgent({}, [LLM], down);
  const young = await agentPlan({}, { others: [LLM], children, derived: [crashing(NOON - 60_000)] });
  expect([standing(young), young.recheckAfter]).toEqual(['Pending not CrashLoop', 240_000]);
  expect(young.status.message).toContain('ends with code 3: no AGENT_NAME');
  const old = await agentPlan({}, { others: [LLM], children, derived: [crashing(NOON - 300_000)] });
  expect(standing(old)).toBe('Failed not CrashLoop');
  const conditions = [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }];
  const late = await agentPlan({}, { others: [LLM], children: await runningAgent({}, [LLM], { ...down, conditions }) });
  expect(standing(late)).toBe('Failed not Unavailable');
});

test('19, 21: events are told on transitions, once', async () => {
  const children = await runningAgent();
  const ready = await agentPlan({}, { others: [LLM], children });
  expect(ready.events.map(({ reason }) => reason)).toEqual(['Ready']);
  const again = await kaosPlan('agent', agentObject({}, { status: ready.status }), { others: [LLM], children });
  expect([again.events, again.status]).toEqual([[], ready.status]);
  const lost = await kaosPlan('agent', agentObject({}, { status: ready.status }), { children });
  expect(lost.events.map(({ reason }) => reason)).toEqual(['ModelAPINotFound']);
});

test('20: no finalizer is held, and those of upstream are taken off, also while it is being deleted', async () => {
  const finalizers = ['kaos.tools/agent-finalizer', 'example.org/theirs'];
  for (const deletionTimestamp of [undefined, '2026-03-01T00:00:00Z']) {
    const metadata = { finalizers, ...(deletionTimestamp === undefined ? {} : { deletionTimestamp }) };
    const plan = await kaosPlan('agent', agentObject({}, { metadata }), { others: [LLM] });
    expect(plan.steps.filter(({ do: what }) => what === 'release' || what === 'hold')).toEqual([
      { do: 'release', finalizer: 'kaos.tools/agent-finalizer' },
    ]);
  }
});

test('20: what takes the finalizers of upstream off has the right to, and owner references may hold back a deletion where that is guarded', () => {
  for (const { kind, rights } of [agentReconciler, modelApiReconciler, mcpServerReconciler(toolsOf([]))]) {
    const verbs = (resource: string): readonly string[] =>
      rights.flatMap((right) => (right.group === kind.group && right.resources.includes(resource) ? right.verbs : []));
    expect([kind.kind, verbs(kind.plural), verbs(`${kind.plural}/finalizers`)]).toEqual([
      kind.kind,
      expect.arrayContaining(['patch']),
      ['update'],
    ]);
  }
});

test('settings that may not be read are told, since what runs goes by the defaults then', async () => {
  const hidden = ['kaos-system/kaos-operator-config'];
  const blind = await agentPlan({}, { others: [LLM], hidden });
  expect(conditionIn(blind, 'SettingsRead')).toBe('False/NotVisible');
  expect(messageIn(blind, 'SettingsRead')).toContain('you may not read ConfigMap/kaos-system/kaos-operator-config');
  expect(blind.events).toContainEqual({ type: 'Warning', reason: 'NotVisible', message: messageIn(blind, 'SettingsRead') });
  const api = await kaosPlan('modelapi', LLM, { hidden });
  expect(conditionIn(api, 'SettingsRead')).toBe('False/NotVisible');
  for (const others of [[LLM], [LLM, settingsMap({})]])
    expect(conditionIn(await agentPlan({}, { others }), 'SettingsRead')).toBeUndefined();
});
