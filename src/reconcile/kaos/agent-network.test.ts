import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kaosFixpoint, type KaosFixpoint } from '../../../test/support/kaos-fixpoint.ts';
import { readyStatus } from '../../../test/support/kaos-cluster.ts';
import { PROJECT_ROOT } from '../../../test/support/project-root.ts';
import { seededRandom } from '../../../test/support/seeded-random.ts';
import { DEPLOYMENT, SERVICE } from '../../kernel/builtin-types.ts';
import { canonicalJson } from '../../kernel/hash.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import { agent } from '../../kinds/kaos/agent.ts';
import { mcpServer } from '../../kinds/kaos/mcp-server.ts';
import { modelApi } from '../../kinds/kaos/model-api.ts';

const KINDS = [agent, modelApi, mcpServer];

function manifest(kind: string, name: string, spec: object): Manifest {
  return { apiVersion: 'kaos.tools/v1alpha1', kind, metadata: { name, namespace: 'demo' }, spec };
}

const LLM = manifest('ModelAPI', 'llm', { mode: 'Hosted', serverConfig: { model: 'tiny' } });

function agentOf(name: string, access: readonly string[] = [], more: object = {}): Manifest {
  return manifest('Agent', name, { modelAPI: 'llm', agentNetwork: { expose: true, access }, ...more });
}

/** `phase reason` of an agent. */
function standing(net: KaosFixpoint, name: string): string {
  const status = net.at(agent, name)?.['status'] as { phase: string; ready: boolean; conditions: { type: string; reason: string }[] };
  const ready = status.conditions.find(({ type }) => type === 'Ready');
  return `${status.phase}${status.ready ? ' ready' : ''} ${ready?.reason ?? ''}`;
}

function shuffled<T>(items: readonly T[], random: () => number): readonly T[] {
  const all = [...items];
  for (let last = all.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const [left, right] = [all[last], all[other]];
    if (left === undefined || right === undefined) continue;
    all[last] = right;
    all[other] = left;
  }
  return all;
}

test.each(['quick-start.yaml', 'production.yaml'])('%s: all Ready, and the same in every one of 20 orders of creation', async (file) => {
  const text = await readFile(path.join(PROJECT_ROOT, 'examples', 'kaos', file), 'utf8');
  const all = parseAllDocuments(text)
    .map((document): Manifest => document.toJS() as Manifest)
    .filter(({ apiVersion }) => apiVersion.startsWith('kaos.tools/'));
  const random = seededRandom(7);
  const results = new Set<string>();
  for (let round = 0; round < 20; round += 1) {
    const net = kaosFixpoint();
    for (const item of shuffled(all, random)) {
      net.put(item);
      // Sometimes the one before is done first, sometimes all come at once.
      if (random() < 0.5) await net.settle();
    }
    await net.settle();
    const objects = [...KINDS, DEPLOYMENT, SERVICE].flatMap((type) => net.all(type));
    const phases = KINDS.flatMap((type) => net.all(type)).map(
      ({ metadata, status }) => `${metadata.name} ${(status as { phase: string }).phase}`,
    );
    expect(phases.filter((line) => !line.endsWith(' Ready'))).toEqual([]);
    results.add(
      canonicalJson(
        objects
          .map(({ kind, metadata, spec, status }) => ({ kind, name: metadata.name, spec, status }))
          .toSorted((left, right) => (`${left.kind} ${left.name}` < `${right.kind} ${right.name}` ? -1 : 1)),
      ),
    );
  }
  expect(results.size).toBe(1);
});

test('two agents that call each other become Ready, and say that they do', async () => {
  const net = kaosFixpoint();
  for (const item of [agentOf('a', ['b']), agentOf('b', ['a']), LLM]) net.put(item);
  await net.settle();
  expect([standing(net, 'a'), standing(net, 'b')]).toEqual(['Ready ready Available', 'Ready ready Available']);
  expect(canonicalJson(net.at(agent, 'a')?.['status'])).toContain('these agents can call each other in a circle: a, b');
});

test('a change far away in a cycle reaches all its members', async () => {
  const net = kaosFixpoint();
  for (const item of [LLM, agentOf('a', ['b']), agentOf('b', ['c']), agentOf('c', ['d']), agentOf('d', ['a'])]) net.put(item);
  await net.settle();
  const cycle = (name: string): string | undefined =>
    (net.at(agent, name)?.['status'] as { conditions: { type: string; reason: string }[] } | undefined)?.conditions.find(
      ({ type }) => type === 'PeerCycle',
    )?.reason;
  expect(['a', 'b', 'c', 'd'].map(cycle)).toEqual(Array(4).fill('CycleDetected'));
  net.put(agentOf('d'));
  await net.settle();
  expect(['a', 'b', 'c', 'd'].map(cycle)).toEqual(Array(4).fill('Acyclic'));
  net.setWorkload('agent-d', { ...(readyStatus() as object), readyReplicas: 0, availableReplicas: 0 });
  await net.settle();
  expect(['a', 'b', 'c', 'd'].map((name) => standing(net, name))).toEqual([
    'Pending PeerNotReady',
    'Pending PeerNotReady',
    'Pending PeerNotReady',
    'Pending Unavailable',
  ]);
  expect([...net.rollouts]).toEqual([['agent-d', 1]]);
});

test('the readiness of a worker or of a ModelAPI never replaces the pods of a supervisor', async () => {
  const net = kaosFixpoint();
  for (const item of [LLM, agentOf('boss', ['worker']), agentOf('worker')]) net.put(item);
  await net.settle();
  for (const name of ['agent-worker', 'modelapi-llm']) {
    net.setWorkload(name, { ...(readyStatus() as object), readyReplicas: 0, availableReplicas: 0 });
    await net.settle();
    expect(standing(net, 'boss')).toBe(name === 'agent-worker' ? 'Pending PeerNotReady' : 'Waiting ModelAPINotReady');
    net.setWorkload(name, readyStatus());
    await net.settle();
    expect(standing(net, 'boss')).toBe('Ready ready Available');
  }
  expect(net.rollouts.size).toBe(0);
});

test('a worker goes, stops being exposed, comes back: the right phases, one roll-out each, and its Service goes', async () => {
  const net = kaosFixpoint();
  for (const item of [LLM, agentOf('boss', ['w1', 'w2']), agentOf('w1'), agentOf('w2')]) net.put(item);
  await net.settle();
  net.delete(agent, 'w1');
  await net.settle();
  expect(standing(net, 'boss')).toBe('Pending PeerNotFound');
  expect(net.rollouts.get('agent-boss')).toBe(1);
  expect(net.at(SERVICE, 'agent-w1')).toBeUndefined();
  net.put(agentOf('w1'));
  await net.settle();
  expect([standing(net, 'boss'), net.rollouts.get('agent-boss')]).toEqual(['Ready ready Available', 2]);
  net.put(manifest('Agent', 'w2', { modelAPI: 'llm', agentNetwork: { expose: false } }));
  await net.settle();
  expect(net.at(SERVICE, 'agent-w2')).toBeUndefined();
  expect(net.at(agent, 'w2')?.['status']).not.toHaveProperty('endpoint');
  expect([standing(net, 'boss'), net.rollouts.get('agent-boss'), net.rollouts.get('agent-w2')]).toEqual([
    'Pending PeerNotExposed',
    3,
    undefined,
  ]);
});

test('the ModelAPI goes: Waiting, and not one pod is replaced, also when it comes back', async () => {
  const net = kaosFixpoint();
  for (const item of [LLM, agentOf('a')]) net.put(item);
  await net.settle();
  net.delete(modelApi, 'llm');
  await net.settle();
  expect(standing(net, 'a')).toBe('Waiting ModelAPINotFound');
  expect(net.at(DEPLOYMENT, 'agent-a')).toBeDefined();
  net.put(LLM);
  await net.settle();
  expect([standing(net, 'a'), net.rollouts.size]).toEqual(['Ready ready Available', 0]);
});

test('the first pods wait for ModelAPI and servers, unless the spec says otherwise; peers are never waited for', async () => {
  const net = kaosFixpoint();
  for (const item of [agentOf('a'), agentOf('b', [], { waitForDependencies: false }), agentOf('c', ['nobody'])]) net.put(item);
  await net.settle();
  expect([net.at(DEPLOYMENT, 'agent-a'), net.at(DEPLOYMENT, 'agent-b') !== undefined]).toEqual([undefined, true]);
  net.put(LLM);
  await net.settle();
  expect(net.at(DEPLOYMENT, 'agent-c')).toBeDefined();
  expect([standing(net, 'a'), standing(net, 'b'), standing(net, 'c')]).toEqual([
    'Ready ready Available',
    'Ready ready Available',
    'Pending PeerNotFound',
  ]);
});

test('300 agents with 1000 edges: an edit wakes those that depend on the agent, and nobody else', async () => {
  const random = seededRandom(3);
  const names = Array.from({ length: 300 }, (_, index) => `agent-${index}`);
  const access = new Map<string, Set<string>>(names.map((name) => [name, new Set<string>()]));
  for (let edges = 0; edges < 1000;) {
    // A later one calls earlier ones, but for a few: a graph with some cycles.
    const [one, two] = [Math.floor(random() * 300), Math.floor(random() * 300)];
    const [from, to] = random() < 0.01 ? [one, two] : [Math.max(one, two), Math.min(one, two)];
    const peers = access.get(`agent-${from}`);
    if (from === to || peers === undefined || peers.has(`agent-${to}`)) continue;
    peers.add(`agent-${to}`);
    edges += 1;
  }
  const net = kaosFixpoint();
  net.put(LLM);
  for (const name of names) net.put(agentOf(name, [...(access.get(name) ?? [])]));
  await net.settle();
  expect(names.filter((name) => standing(net, name) !== 'Ready ready Available')).toEqual([]);
  const edited = 'agent-40';
  const dependants = names.filter((name) => access.get(name)?.has(edited));
  expect(dependants.length).toBeGreaterThan(2);
  net.put(agentOf(edited, [...(access.get(edited) ?? [])], { config: { description: 'new' } }));
  const passes = await net.settle();
  const allowed = new Set([edited, ...dependants].map((name) => `Agent/${name}`));
  expect([...passes.keys()].filter((name) => !allowed.has(name))).toEqual([]);
  // Its own Deployment and status bring it back once or twice; those who name it look once at each status.
  expect(Math.max(...passes.values())).toBeLessThanOrEqual(4);
  expect([...net.rollouts.keys()]).toEqual([`agent-${edited}`]);
});
