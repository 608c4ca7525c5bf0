import { keyOf, parseKey } from '../../../kernel/kube-object.ts';
import type { NanoUnits } from '../../../kernel/quantity.ts';
import type { Controller, Enqueue } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import type { EventText } from '../framework/event-recorder.ts';
import type { Pod } from '../framework/pod.ts';
import { isTerminal, isTerminating } from '../framework/pod-facts.ts';
import { conditionOf, withCondition } from '../framework/workload-condition.ts';
import { bindPod } from './bind-pod.ts';
import { claimGate } from './claim-gate.ts';
import type { Node } from './node.ts';
import type { Neighbourhood, NodeRoom } from './node-fit.ts';
import { misfitOf, termTakes, unschedulableMessage } from './node-fit.ts';
import { createNodeUsage } from './node-usage.ts';
import type { ResourceAmounts } from './resource-amounts.ts';
import { podRequests } from './resource-amounts.ts';

const MANAGER = 'kube-scheduler';
const COMPONENT = 'default-scheduler';
const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

function share(room: NodeRoom, requests: ResourceAmounts): number {
  const of = (name: string): number => {
    const total = room.allocatable.get(name) ?? 0n;
    const taken: NanoUnits = (room.used.get(name) ?? 0n) + (requests.get(name) ?? 0n);
    return total === 0n ? 1 : Number(taken) / Number(total);
  };
  return Math.max(of('cpu'), of('memory'), of('pods'));
}

/** Gives pods their nodes: the emptiest that fits. A pod that fits nowhere says why, and is tried again when something changes. */
export function scheduler(hands: Hands): Controller {
  const usage = createNodeUsage();
  const writer = hands.as({ manager: MANAGER, component: COMPONENT });
  const stuck = new Set<string>();

  const tell = (pod: Pod, action: 'Scheduling' | 'Binding', text: EventText): void => {
    hands.events.record(pod, { manager: MANAGER, component: COMPONENT, action }, text);
  };
  const podAt = (id: string): Pod | undefined => {
    const { namespace, name } = parseKey(id);
    return hands.read('pods', namespace, name);
  };
  const neighboursAmong = (nodes: readonly Node[]): Neighbourhood => ({
    nodesWith: (pod, term) => {
      return nodes.filter((node) =>
        [...usage.podsOn(node.metadata.name)].some((id) => {
          const other = podAt(id);
          return other !== undefined && termTakes(pod, term, other);
        }),
      );
    },
    unwelcome: (pod, node) => {
      for (const id of usage.shy) {
        const other = podAt(id);
        const home = nodes.find(({ metadata }) => metadata.name === other?.spec.nodeName);
        if (other === undefined || home === undefined) continue;
        for (const term of other.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
          const domain = node.metadata.labels?.[term.topologyKey];
          if (domain !== undefined && home.metadata.labels?.[term.topologyKey] === domain && termTakes(other, term, pod)) return true;
        }
      }
      return false;
    },
  });
  const refuse = (key: string, pod: Pod, message: string): void => {
    stuck.add(key);
    const { generation } = pod.metadata;
    const condition = { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastProbeTime: null };
    const next = generation === undefined ? condition : { ...condition, observedGeneration: generation };
    const before = pod.status?.conditions ?? [];
    const conditions = withCondition(before, next, hands.clock.now());
    if (conditions === before) return;
    tell(pod, 'Scheduling', { type: 'Warning', reason: 'FailedScheduling', message });
    writer.updateStatus('pods', pod, { ...pod.status, conditions });
  };
  const schedule = (key: string, pod: Pod): void => {
    const { namespace } = pod.metadata;
    const nodes = hands.list('nodes');
    const gate = claimGate(pod, {
      claim: (name) => hands.read('persistentvolumeclaims', namespace, name),
      storageClass: (name) => hands.read('storageclasses.storage.k8s.io', undefined, name),
    });
    if ('problem' in gate) return refuse(key, pod, `0/${String(nodes.length)} nodes are available: ${gate.problem}. not found`);
    const requests = podRequests(pod);
    const neighbours = neighboursAmong(nodes);
    const rooms = nodes.map((node) => usage.roomOf(node));
    const misfits = rooms.map((room) => misfitOf(pod, requests, room, neighbours));
    const fitting = rooms.filter((_, at) => misfits[at] === undefined);
    let best: NodeRoom | undefined;
    for (const room of fitting) if (best === undefined || share(room, requests) < share(best, requests)) best = room;
    if (best === undefined) {
      const why = misfits.filter((misfit) => misfit !== undefined);
      return refuse(key, pod, unschedulableMessage(why));
    }
    const node = best.node.metadata.name;
    for (const claim of gate.waiting) {
      const annotations = { ...claim.metadata.annotations, [SELECTED_NODE]: node };
      if (claim.metadata.annotations?.[SELECTED_NODE] === undefined)
        writer.update('persistentvolumeclaims', { ...claim, metadata: { ...claim.metadata, annotations } });
    }
    // The volume comes first; its change brings the pod back here.
    if (gate.waiting.length > 0) {
      stuck.add(key);
      return;
    }
    stuck.delete(key);
    const bound = bindPod(hands.storage, pod, node, hands.clock.now());
    const message = `Successfully assigned ${namespace ?? ''}/${pod.metadata.name} to ${node}`;
    tell(bound, 'Binding', { type: 'Normal', reason: 'Scheduled', message });
  };
  const wake = (enqueue: Enqueue): void => {
    for (const key of stuck) enqueue(key);
  };

  return {
    name: 'scheduler',
    watches: ['pods', 'nodes', 'persistentvolumeclaims', 'storageclasses.storage.k8s.io'],
    observe: (change, enqueue) => {
      const freed = usage.apply(change);
      const { resource, object, type } = change;
      if (resource !== 'pods' || freed) wake(enqueue);
      if (resource !== 'pods') return;
      const pod = object as Pod;
      const { namespace = '', name } = pod.metadata;
      const key = keyOf({ namespace, name });
      if (type === 'DELETED') stuck.delete(key);
      const mine = (pod.spec.schedulerName ?? COMPONENT) === COMPONENT;
      if (type === 'ADDED' && pod.spec.nodeName === undefined && mine) enqueue(key, hands.timing.schedule);
      // A pod that came to a node may be the company that another waits for.
      else if (stuck.size > 0 && pod.spec.nodeName !== undefined && (change.previous as Pod | undefined)?.spec.nodeName === undefined)
        wake(enqueue);
    },
    work: (key) => {
      const pod = podAt(key);
      const done = pod === undefined || pod.spec.nodeName !== undefined || isTerminating(pod) || isTerminal(pod);
      if (done) stuck.delete(key);
      else if (conditionOf(pod.status?.conditions, 'PodScheduled')?.status !== 'True') schedule(key, pod);
      return undefined;
    },
  };
}
