import type { KubeObject } from '../../src/kernel/kube-object.ts';
import type { StepFailure } from '../../src/reconcile/engine/contract.ts';
import type { FakeCluster } from './fake-world.ts';
import { kaosObject, kaosPlan, readyObject, readyStatus, settledChildren, type KaosPlan } from './kaos-cluster.ts';

/** A hosted model that is ready. */
export const LLM = readyObject('modelapi', 'llm', { mode: 'Hosted', serverConfig: { model: 'tiny' } });
/** The same, not ready yet. */
export const WAITING_LLM = kaosObject(
  'modelapi',
  'llm',
  { mode: 'Hosted', serverConfig: { model: 'tiny' } },
  { status: { phase: 'Pending', ready: false } },
);

/** Another agent, ready unless `status` says otherwise. */
export function peer(name: string, expose: boolean, status: object = {}): KubeObject {
  return readyObject('agent', name, { modelAPI: 'llm', agentNetwork: { expose } }, status);
}

/** The agent `boss`. */
export function agentObject(spec: object = {}, more: object = {}): KubeObject {
  return kaosObject('agent', 'boss', { modelAPI: 'llm', ...spec }, more);
}

/** The plan for it. */
export async function agentPlan(spec: object = {}, cluster: FakeCluster = { others: [LLM] }, more: object = {}): Promise<KaosPlan> {
  return kaosPlan('agent', agentObject(spec), cluster, more);
}

/** The objects of the agent with everything that its plan asks for in place. */
export async function runningAgent(
  spec: object = {},
  others: readonly KubeObject[] = [LLM],
  status: unknown = readyStatus(),
): Promise<readonly KubeObject[]> {
  return settledChildren(await agentPlan(spec, { others }), status);
}

/** A step that failed, as the engine tells it. */
export function failure(kind: string, reason: string, code: number, stuck: boolean): StepFailure {
  return { step: 'apply', subject: `${kind}/demo/agent-boss`, kind, name: 'agent-boss', reason, code, message: 'no', causes: [], stuck };
}
