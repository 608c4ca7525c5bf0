import { isDeepStrictEqual } from 'node:util';
import { gpuDemand } from '../../../../templates/abi/gpu-demand.ts';
import type { InstanceModel } from '../instance-model.ts';
import type { NodeState, PlacedPod } from './node-state.ts';
import { placePods, type Obstacle } from './place-pods.ts';

/** How an instance finds room. */
export interface InstanceFit {
  readonly wanted: number;
  /** Pods that are on nodes and stay there. */
  readonly running: number;
  /** Nodes that further pods would go to. */
  readonly placed: readonly string[];
  /** Pods for which there is no room. */
  readonly missing: number;
  readonly obstacles: readonly Obstacle[];
  /** The nodes with all these pods on them. */
  readonly nodes: readonly NodeState[];
}

function isOf({ pod }: InstanceModel, { namespace, labels }: PlacedPod): boolean {
  return namespace === pod.namespace && Object.entries(pod.labels).every(([name, value]) => labels[name] === value);
}

function without(nodes: readonly NodeState[], gone: ReadonlySet<PlacedPod>): readonly NodeState[] {
  return nodes.map((node) =>
    node.pods.some((pod) => gone.has(pod)) ? { ...node, pods: node.pods.filter((pod) => !gone.has(pod)) } : node,
  );
}

/**
 * Whether so many pods of an instance find room. Pods that ask for the same as wanted stay where they are; others are replaced, and more than
 * wanted go.
 */
export function fitInstance(model: InstanceModel, wanted: number, nodes: readonly NodeState[]): InstanceFit {
  const own = nodes.flatMap(({ pods }) => pods.filter((pod) => isOf(model, pod)));
  const same = own.filter(({ requests }) => isDeepStrictEqual(requests, model.pod.requests));
  const kept = new Set(same.slice(0, wanted));
  const state = without(nodes, new Set(own.filter((pod) => !kept.has(pod))));
  const tight = gpuDemand(model.values.spec)?.resourceName ?? 'memory';
  const found = placePods(model.pod, wanted - kept.size, state, tight);
  const missing = wanted - kept.size - found.placed.length;
  return { wanted, running: kept.size, placed: found.placed, missing, obstacles: found.obstacles, nodes: found.nodes };
}
