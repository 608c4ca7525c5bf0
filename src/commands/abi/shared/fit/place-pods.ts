import type { NodeState, PlacedPod } from './node-state.ts';
import { requestedOn } from './node-state.ts';
import { whyNot } from './why-not.ts';

/** Why nodes do not take a pod. */
export interface Obstacle {
  readonly reason: string;
  readonly nodes: readonly string[];
}

/** Where pods would go. */
export interface Placement {
  /** Names of nodes, one for each pod that finds a place. */
  readonly placed: readonly string[];
  /** What keeps the first pod that finds none away; empty where all find one. */
  readonly obstacles: readonly Obstacle[];
  readonly nodes: readonly NodeState[];
}

function obstaclesOf(pod: PlacedPod, nodes: readonly NodeState[]): readonly Obstacle[] {
  const byReason = new Map<string, string[]>();
  for (const node of nodes) {
    const reason = whyNot(pod, node, nodes) ?? '';
    byReason.set(reason, [...(byReason.get(reason) ?? []), node.name]);
  }
  return [...byReason].map(([reason, names]) => ({ reason, nodes: names })).toSorted((a, b) => b.nodes.length - a.nodes.length);
}

/** What would be left of a resource: the less, the better the pod fits. */
function leftOf(node: NodeState, resource: string): bigint {
  return (node.allocatable[resource] ?? 0n) - (requestedOn(node)[resource] ?? 0n);
}

/**
 * Puts so many copies of a pod on nodes, one after the other, each where least of `tight` is left: what needs much finds a place after it.
 * Copies of one pod have all the places that there are, whatever the order.
 */
export function placePods(pod: PlacedPod, count: number, nodes: readonly NodeState[], tight: string): Placement {
  let state = nodes;
  const placed: string[] = [];
  for (let copy = 0; copy < count; copy += 1) {
    const open = state.filter((node) => whyNot(pod, node, state) === undefined);
    const [first, ...rest] = open;
    if (first === undefined) return { placed, obstacles: obstaclesOf(pod, state), nodes: state };
    const best = rest.reduce((found, node) => (leftOf(node, tight) < leftOf(found, tight) ? node : found), first);
    placed.push(best.name);
    const one = { ...pod, name: `${pod.name}-${copy}` };
    state = state.map((node) => (node === best ? { ...node, pods: [...node.pods, one] } : node));
  }
  return { placed, obstacles: [], nodes: state };
}

/** Obstacles in words: `2 nodes: no nvidia.com/gpu; 1 node: …`. */
export function obstacleText(obstacles: readonly Obstacle[]): string {
  if (obstacles.length === 0) return 'there is no node';
  return obstacles.map(({ reason, nodes }) => `${nodes.length === 1 ? `node ${nodes[0]}` : `${nodes.length} nodes`}: ${reason}`).join('; ');
}
