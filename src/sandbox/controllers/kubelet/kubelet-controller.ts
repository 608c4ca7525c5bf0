import { keyOf, parseKey } from '../../../kernel/kube-object.ts';
import type { PodRuntime } from '../../programs/pod-runtime.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import type { Pod } from '../framework/pod.ts';
import { isTerminal, isTerminating } from '../framework/pod-facts.ts';
import type { Machinery } from './container-run.ts';
import type { PodAgent } from './pod-agent.ts';
import { createPodAgent } from './pod-agent.ts';
import { podStatus } from './pod-status.ts';
import { volumeProblem } from './volume-problem.ts';

/** A controller that also tells what runs. */
export interface KubeletController extends Controller {
  readonly pods: PodRuntime;
}

/** The addresses of pods: 10.64.0.1 and up, each once. */
function createAddresses(): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `10.${String(64 + ((last >> 16) & 63))}.${String((last >> 8) & 255)}.${String(last & 255)}`;
  };
}

const HOST_IP = '127.0.0.1';

/** Plays the kubelets of all nodes: runs pods, writes their status, and removes them when they are to go. */
export function kubeletController(hands: Hands, machinery: Machinery): KubeletController {
  const agents = new Map<string, PodAgent>();
  const takeAddress = createAddresses();
  /** Pods that wait for a Secret or ConfigMap, by namespace. */
  const waiting = new Map<string, Set<string>>();
  let enqueueLater: (key: string) => void = () => {};

  const createAgent = (key: string, pod: Pod): PodAgent => {
    const { namespace } = pod.metadata;
    const writer = hands.as({ manager: 'kubelet', component: 'kubelet', host: pod.spec.nodeName ?? '' });
    return createPodAgent(pod, {
      machinery,
      timing: hands.timing,
      hostIP: HOST_IP,
      takeAddress,
      find: (resource, name) => hands.read(resource, namespace, name),
      volumeProblem: (of) => volumeProblem(of, (resource, name) => hands.read(resource, namespace, name)),
      tell: (type, reason, message, fieldPath) => {
        const about = hands.read(`pods`, namespace, pod.metadata.name) ?? pod;
        writer.event(about, { type, reason, message }, fieldPath);
      },
      poke: () => enqueueLater(key),
    });
  };
  const forget = (key: string): void => {
    const agent = agents.get(key);
    if (agent === undefined) return;
    agent.stop();
    machinery.forgetPod(agent.uid);
    agents.delete(key);
    const { namespace = '' } = parseKey(key);
    waiting.get(namespace)?.delete(key);
  };
  const remove = (pod: Pod): void => {
    hands.as({ manager: 'kubelet', component: 'kubelet' }).delete('pods', pod, { gracePeriodSeconds: 0 });
  };
  const note = (key: string, agent: PodAgent): void => {
    const { namespace = '' } = parseKey(key);
    const waits = agent.facts().containers.some(({ state }) => state.phase === 'unconfigured' || state.phase === 'waiting');
    if (!waits) {
      waiting.get(namespace)?.delete(key);
      return;
    }
    const keys = waiting.get(namespace);
    if (keys === undefined) waiting.set(namespace, new Set([key]));
    else keys.add(key);
  };
  const run = (key: string, pod: Pod): number | undefined => {
    const { namespace, name } = pod.metadata;
    const agent = agents.get(key) ?? createAgent(key, pod);
    agents.set(key, agent);
    if (agent.finished) {
      if ((pod.metadata.finalizers ?? []).length === 0) remove(pod);
      return undefined;
    }
    const next = agent.sync(pod);
    note(key, agent);
    const writer = hands.as({ manager: 'kubelet', component: 'kubelet' });
    const status = podStatus(pod, agent.facts(), hands.clock.now());
    const written = writer.updateStatus('pods', hands.read('pods', namespace, name) ?? pod, status);
    if (agent.finished) remove(written as Pod);
    return next;
  };

  return {
    name: 'kubelet',
    watches: ['pods', 'secrets', 'configmaps'],
    observe: ({ resource, object }, enqueue) => {
      enqueueLater = enqueue;
      const { namespace = '', name } = object.metadata;
      if (resource === 'pods') enqueue(keyOf({ namespace, name }));
      else for (const key of waiting.get(namespace) ?? []) enqueue(key);
    },
    work: (key) => {
      const { namespace, name } = parseKey(key);
      const pod = hands.read('pods', namespace, name);
      const agent = agents.get(key);
      if (agent !== undefined && agent.uid !== pod?.metadata.uid) forget(key);
      if (pod === undefined) return undefined;
      const idle = pod.spec.nodeName === undefined || (isTerminal(pod) && !agents.has(key));
      if (!idle && !(isTerminal(pod) && !isTerminating(pod))) return run(key, pod);
      if (isTerminating(pod) && (pod.metadata.finalizers ?? []).length === 0) remove(pod);
      return undefined;
    },
    stop: () => {
      for (const key of agents.keys()) forget(key);
    },
    pods: { containers: (namespace, pod) => agents.get(keyOf({ namespace, name: pod }))?.started() ?? [] },
  };
}
