import { expect, test } from 'vitest';
import { agentGraph, type AgentGraph, type GraphObject } from './agent-graph.ts';
import { graphProblems } from './graph-problems.ts';
import { graphReport } from './graph-report.ts';
import { narrowGraph, type GraphPart } from './narrow-graph.ts';
import { graphChanges } from './watch-graph.ts';

function object(kind: string, name: string, spec: unknown, status?: unknown, namespace = 'team'): GraphObject {
  return { kind, metadata: { name, namespace }, spec, status };
}

function agent(
  name: string,
  spec: object,
  status: unknown = { phase: 'Ready', ready: true, deployment: { replicas: 1, readyReplicas: 1 } },
): GraphObject {
  return object('Agent', name, { modelAPI: 'llm', agentNetwork: { expose: true }, ...spec }, status);
}

const LLM = object('ModelAPI', 'llm', { mode: 'Hosted', serverConfig: { model: 'smollm2:135m' } }, { phase: 'Ready', ready: true });

const live = (...objects: readonly GraphObject[]): AgentGraph => agentGraph(objects, { offline: false, defaultNamespace: 'team' });

const reasons = (graph: AgentGraph): readonly string[] =>
  graph.edges.filter(({ satisfied }) => !satisfied).map(({ from, to, reason }) => `${from} ${to} ${reason}`);

test('nodes and edges as in the data model', () => {
  const graph = live(
    agent(
      'supervisor',
      { agentNetwork: { expose: true, access: ['worker-4'] }, config: { env: [{ name: 'MODEL_NAME', value: 'smollm2:135m' }] } },
      {
        phase: 'Pending',
        ready: false,
        message: 'peer worker-4 not found',
        endpoint: 'http://agent-supervisor.team.svc.cluster.local',
        deployment: { replicas: 1, readyReplicas: 1 },
      },
    ),
    LLM,
  );
  expect(JSON.parse(JSON.stringify(graphReport('kaos.tools', graph)))).toEqual({
    apiVersion: 'cli.kaos.tools/v1',
    kind: 'AgentGraph',
    nodes: [
      {
        id: 'Agent/team/supervisor',
        kind: 'Agent',
        namespace: 'team',
        name: 'supervisor',
        phase: 'Pending',
        ready: false,
        missing: false,
        exposed: true,
        model: 'smollm2:135m',
        note: 'model smollm2:135m',
        replicas: { ready: 1, desired: 1 },
        endpoint: 'http://agent-supervisor.team.svc.cluster.local',
        message: 'peer worker-4 not found',
      },
      { id: 'Agent/team/worker-4', kind: 'Agent', namespace: 'team', name: 'worker-4', ready: false, missing: true },
      {
        id: 'ModelAPI/team/llm',
        kind: 'ModelAPI',
        namespace: 'team',
        name: 'llm',
        phase: 'Ready',
        ready: true,
        missing: false,
        model: 'smollm2:135m',
        note: 'Hosted smollm2:135m',
      },
    ],
    edges: [
      { from: 'Agent/team/supervisor', to: 'ModelAPI/team/llm', type: 'model', satisfied: true, reason: '' },
      { from: 'Agent/team/supervisor', to: 'Agent/team/worker-4', type: 'peer', satisfied: false, reason: 'PeerNotFound' },
    ],
    cycles: [],
    summary: { Agent: { ready: 0, pending: 1, failed: 0, missing: 1 }, ModelAPI: { ready: 1, pending: 0, failed: 0, missing: 0 } },
  });
});

test('why an edge is not satisfied', () => {
  expect(
    reasons(
      live(
        agent('a', { modelAPI: 'gone', mcpServers: ['slow', 'none'], agentNetwork: { access: ['hidden', 'late'] } }),
        agent('hidden', { agentNetwork: {} }),
        agent('late', {}, { phase: 'Pending', ready: false }),
        object('MCPServer', 'slow', {}, { ready: false }),
        LLM,
      ),
    ),
  ).toEqual([
    'Agent/team/a ModelAPI/team/gone ModelAPINotFound',
    'Agent/team/a MCPServer/team/slow MCPServerNotReady',
    'Agent/team/a MCPServer/team/none MCPServerNotFound',
    'Agent/team/a Agent/team/hidden PeerNotExposed',
    'Agent/team/a Agent/team/late PeerNotReady',
  ]);
});

test('an agent that the operator exposes by default has an address, and can be called', () => {
  const endpoint = 'http://agent-quiet.team.svc.cluster.local';
  const graph = live(
    agent('a', { agentNetwork: { access: ['quiet', 'closed'] } }),
    agent('quiet', { agentNetwork: {} }, { phase: 'Ready', ready: true, endpoint }),
    // Its address is still that of yesterday.
    agent('closed', { agentNetwork: { expose: false } }, { phase: 'Ready', ready: true, endpoint }),
    LLM,
  );
  expect(reasons(graph)).toEqual(['Agent/team/a Agent/team/closed PeerNotExposed']);
});

test('the note says what counts: the last MODEL_NAME, the one model of a proxy, tools that are known', () => {
  const env = [{ name: 'MODEL_NAME', value: 'small' }];
  const source = { type: 'python-runtime', config: { mcp: 'mcp-server-time' } };
  const listed = { conditions: [{ type: 'ToolsListed', status: 'True' }] };
  const graph = live(
    agent('a', { model: 'tiny', config: { env }, container: { env: [{ name: 'MODEL_NAME', value: 'large' }] } }),
    object('ModelAPI', 'llm', { mode: 'Proxy', proxyConfig: { model: 'one', models: ['two', 'three'] } }),
    object('MCPServer', 'asked', source, { availableTools: [], ...listed }),
    object('MCPServer', 'unasked', source, { availableTools: [] }),
  );
  expect(graph.nodes.map(({ note }) => note)).toEqual(['model large', 'Proxy one', '[]', 'mcp-server-time']);
  expect(graph.nodes.map(({ tools }) => tools)).toEqual([undefined, undefined, [], null]);
});

test('in a ring it is enough that the pods of a peer serve', () => {
  const serves = { phase: 'Pending', ready: false, conditions: [{ type: 'WorkloadAvailable', status: 'True' }] };
  const ring = live(
    agent('a', { agentNetwork: { expose: true, access: ['b'] } }, serves),
    agent('b', { agentNetwork: { expose: true, access: ['a'] } }, serves),
    agent('c', { agentNetwork: { access: ['a'] } }, serves),
    LLM,
  );
  expect(reasons(ring)).toEqual(['Agent/team/c Agent/team/a PeerNotReady']);
  expect(ring.cycles).toEqual([['Agent/team/a', 'Agent/team/b']]);
});

test('equal names in two namespaces are two nodes', () => {
  const graph = live(agent('a', {}), { ...agent('a', {}), metadata: { name: 'a', namespace: 'other' } }, LLM);
  expect(graph.nodes.map(({ id }) => id)).toEqual(['Agent/other/a', 'ModelAPI/other/llm', 'Agent/team/a', 'ModelAPI/team/llm']);
  expect(reasons(graph)).toEqual(['Agent/other/a ModelAPI/other/llm ModelAPINotFound']);
});

test('from files nothing is judged by readiness', () => {
  const files = agentGraph([agent('a', { agentNetwork: { access: ['b', 'c'] } }, undefined), agent('b', {}, undefined), LLM], {
    offline: true,
    defaultNamespace: 'default',
  });
  expect(reasons(files)).toEqual(['Agent/team/a Agent/team/c PeerNotFound']);
});

test('objects that are nothing like the schema do no harm', () => {
  const odd = [7, null, 'x', { modelAPI: 3, mcpServers: 'x', agentNetwork: { access: [1, null, 'b', 'b'] }, config: { env: [null, 'x'] } }];
  const graph = live(...odd.map((spec, index) => object('Agent', `odd-${String(index)}`, spec, spec)));
  expect(graph.edges.map(({ to }) => to)).toEqual(['Agent/team/b']);
});

const ALL: GraphPart = { from: [], depth: Infinity, kinds: [], states: [], text: '' };
const TEAM = live(
  agent('boss', { agentNetwork: { access: ['w1', 'w2'] } }),
  agent('w1', { agentNetwork: { expose: true, access: ['w2'] } }),
  agent('w2', { modelAPI: 'none' }),
  LLM,
);

test.each([
  [{ from: ['w1'] }, ['Agent/team/w1', 'Agent/team/w2', 'ModelAPI/team/llm', 'ModelAPI/team/none']],
  [{ from: ['w1'], depth: 1 }, ['Agent/team/w1', 'Agent/team/w2', 'ModelAPI/team/llm']],
  [{ depth: 0 }, ['Agent/team/boss']],
  [{ kinds: ['ModelAPI'] as const }, ['ModelAPI/team/llm', 'ModelAPI/team/none']],
  [{ states: ['missing'] as const }, ['ModelAPI/team/none']],
  [{ text: 'w' }, ['Agent/team/w1', 'Agent/team/w2']],
])('the part %j', (part, ids) => {
  expect(narrowGraph(TEAM, { ...ALL, ...part }, 'kubectl kaos').nodes.map(({ id }) => id)).toEqual(ids);
});

test('an agent that is not there is told, with the nearest name', () => {
  expect(() => narrowGraph(TEAM, { ...ALL, from: ['bos'] }, 'kubectl kaos')).toThrow(
    expect.objectContaining({ exit: 4, fix: 'did you mean "boss"?' }),
  );
});

test('problems for CI', () => {
  const ring = live(
    agent('a', { agentNetwork: { expose: true, access: ['a'] } }),
    agent('b', { modelAPI: 'none' }, { phase: 'Failed', ready: false }),
    LLM,
  );
  expect(graphProblems(ring, ['missing', 'cycle', 'notready'])).toEqual([
    'missing: Agent/team/b needs ModelAPI/team/none',
    'cycle: Agent/team/a -> Agent/team/a',
    'not ready: Agent/team/b',
  ]);
  expect(graphProblems(ring, [])).toEqual([]);
});

test('changes are told one by one', () => {
  const after = live(
    agent('boss', { agentNetwork: { access: ['w1'] } }, { phase: 'Pending', ready: false, message: 'rolls\nout' }),
    agent('w1', {}),
    LLM,
  );
  expect(graphChanges(TEAM, after)).toEqual([
    'Agent/team/boss Pending: rolls out',
    'Agent/team/w2 gone',
    'ModelAPI/team/none gone',
    'Agent/team/boss -> Agent/team/w2 (peer) gone',
    'Agent/team/w1 -> Agent/team/w2 (peer) gone',
    'Agent/team/w2 -> ModelAPI/team/none (model) gone',
  ]);
  expect(graphChanges(after, after)).toEqual([]);
});
