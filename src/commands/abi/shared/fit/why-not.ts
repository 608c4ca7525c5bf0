import type { V1PodSpec, V1Taint, V1Toleration } from '@kubernetes/client-node';
import { matchesLabels, matchesNode } from './matches-selector.ts';
import { requestedOn, type NodeState, type PlacedPod } from './node-state.ts';

function tolerates({ key, operator = 'Equal', value, effect }: V1Toleration, taint: V1Taint): boolean {
  if (effect !== undefined && effect !== '' && effect !== taint.effect) return false;
  if (key === undefined || key === '') return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || (value ?? '') === (taint.value ?? ''));
}

function taintText({ key, value, effect }: V1Taint): string {
  return `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`;
}

function missesNode(spec: V1PodSpec, node: NodeState): string | undefined {
  const wanted = Object.entries(spec.nodeSelector ?? {});
  if (!wanted.every(([name, value]) => node.labels[name] === value)) return 'its labels do not match the node selector';
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => matchesNode(node, term)) ? undefined : 'it does not match the node affinity';
}

/** Whether a pod may not be where the other one is, on nodes that share a label (the domain). */
function avoids(one: PlacedPod, other: PlacedPod, shares: (label: string) => boolean): boolean {
  const terms = one.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms.some((term) => {
    const spaces = term.namespaces ?? [];
    const anywhere = term.namespaceSelector !== undefined && Object.keys(term.namespaceSelector).length === 0;
    const isThere = anywhere || (spaces.length === 0 ? other.namespace === one.namespace : spaces.includes(other.namespace));
    return isThere && shares(term.topologyKey) && matchesLabels(other.labels, term.labelSelector);
  });
}

function neighbour(pod: PlacedPod, node: NodeState, nodes: readonly NodeState[]): string | undefined {
  for (const other of nodes) {
    const shares = (label: string): boolean => {
      if (label === 'kubernetes.io/hostname' && other.name === node.name) return true;
      return Object.hasOwn(node.labels, label) && node.labels[label] === other.labels[label];
    };
    const found = other.pods.find((placed) => avoids(pod, placed, shares) || avoids(placed, pod, shares));
    if (found !== undefined) return 'anti-affinity keeps it apart from pods that are there';
  }
  return undefined;
}

/** Why a pod cannot go to a node; undefined where it can. The order is that of the scheduler's own filters. */
export function whyNot(pod: PlacedPod, node: NodeState, nodes: readonly NodeState[]): string | undefined {
  const taint = node.taints.find((one) => !(pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, one)));
  if (taint !== undefined) return `the taint ${taintText(taint)} is not tolerated`;
  const missed = missesNode(pod.spec, node);
  if (missed !== undefined) return missed;
  const used = requestedOn(node);
  const { pods } = node.allocatable;
  if (pods !== undefined && BigInt(node.pods.length + 1) * 1_000_000_000n > pods) return 'it has as many pods as it may';
  for (const [resource, amount] of Object.entries(pod.requests)) {
    const all = node.allocatable[resource];
    // A node that does not tell how much CPU or memory it has is not judged by them.
    if (all === undefined && Object.keys(node.allocatable).length === 0) continue;
    if (amount > 0n && amount > (all ?? 0n) - (used[resource] ?? 0n))
      return all === undefined ? `no ${resource}` : `too little ${resource}`;
  }
  return neighbour(pod, node, nodes);
}
