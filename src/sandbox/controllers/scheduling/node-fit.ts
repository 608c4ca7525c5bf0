import type { NanoUnits } from '../../../kernel/quantity.ts';
import { meetsRequirement, selects } from '../framework/label-selector.ts';
import type { NodeSelectorTerm, Pod, PodAffinityTerm } from '../framework/pod.ts';
import type { Node } from './node.ts';
import type { ResourceAmounts } from './resource-amounts.ts';

/** Why a pod cannot go to a node. `hopeless`: not even if other pods made room. */
export interface Misfit {
  readonly reasons: readonly string[];
  readonly hopeless: boolean;
}

/** What there is of a node and what is taken of it. */
export interface NodeRoom {
  readonly node: Node;
  readonly allocatable: ResourceAmounts;
  readonly used: ReadonlyMap<string, NanoUnits>;
}

function termMatches(term: NodeSelectorTerm, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  const fields = { 'metadata.name': node.metadata.name };
  const { matchExpressions = [], matchFields = [] } = term;
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => meetsRequirement(requirement, labels)) &&
    matchFields.every((requirement) => meetsRequirement(requirement, fields))
  );
}

function selectorMatches(pod: Pod, node: Node): boolean {
  const labels = node.metadata.labels ?? {};
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) if (labels[key] !== value) return false;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return terms === undefined || terms.some((term) => termMatches(term, node));
}

function tolerates(pod: Pod, taint: { readonly key: string; readonly value?: string; readonly effect: string }): boolean {
  return (pod.spec.tolerations ?? []).some(({ key, operator = 'Equal', value = '', effect }) => {
    if (effect !== undefined && effect !== taint.effect) return false;
    if (key !== undefined && key !== taint.key) return false;
    return operator === 'Exists' || (key !== undefined && value === (taint.value ?? ''));
  });
}

/** Where pods of certain labels run, by node name. */
export interface Neighbourhood {
  /** The nodes with a pod that the term takes. */
  nodesWith(pod: Pod, term: PodAffinityTerm): readonly Node[];
  /** Pods at work whose required anti-affinity speaks against this one. */
  unwelcome(pod: Pod, node: Node): boolean;
}

function sharesDomain(term: PodAffinityTerm, node: Node, nodes: readonly Node[]): boolean {
  const domain = node.metadata.labels?.[term.topologyKey];
  return domain !== undefined && nodes.some((other) => other.metadata.labels?.[term.topologyKey] === domain);
}

/** Whether a term of affinity takes a pod, seen from the pod that has the term. */
export function termTakes(owner: Pod, term: PodAffinityTerm, pod: Pod): boolean {
  const namespaces = term.namespaces ?? [owner.metadata.namespace ?? ''];
  return namespaces.includes(pod.metadata.namespace ?? '') && selects(term.labelSelector, pod.metadata.labels);
}

/** Why a pod does not fit a node; undefined: it does. The texts are the scheduler's. */
export function misfitOf(pod: Pod, requests: ResourceAmounts, room: NodeRoom, neighbours: Neighbourhood): Misfit | undefined {
  const { node } = room;
  if (node.spec?.unschedulable === true && !tolerates(pod, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }))
    return { reasons: ['node(s) were unschedulable'], hopeless: true };
  const taints = (node.spec?.taints ?? []).filter(({ effect }) => effect !== 'PreferNoSchedule');
  if (taints.some((taint) => !tolerates(pod, taint))) return { reasons: ['node(s) had untolerated taint(s)'], hopeless: true };
  if (!selectorMatches(pod, node)) return { reasons: ["node(s) didn't match Pod's node affinity/selector"], hopeless: true };
  const short = [...requests].filter(([name, amount]) => (room.used.get(name) ?? 0n) + amount > (room.allocatable.get(name) ?? 0n));
  if (short.length > 0) {
    return {
      reasons: short.map(([name]) => (name === 'pods' ? 'Too many pods' : `Insufficient ${name}`)),
      hopeless: short.some(([name, amount]) => amount > (room.allocatable.get(name) ?? 0n)),
    };
  }
  const { podAffinity, podAntiAffinity } = pod.spec.affinity ?? {};
  for (const term of podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
    const nodes = neighbours.nodesWith(pod, term);
    // The first of a group that asks for its own company may go anywhere.
    if (nodes.length === 0 && termTakes(pod, term, pod) && node.metadata.labels?.[term.topologyKey] !== undefined) continue;
    if (!sharesDomain(term, node, nodes)) return { reasons: ["node(s) didn't match pod affinity rules"], hopeless: true };
  }
  for (const term of podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
    if (sharesDomain(term, node, neighbours.nodesWith(pod, term)))
      return { reasons: ["node(s) didn't match pod anti-affinity rules"], hopeless: false };
  if (neighbours.unwelcome(pod, node)) return { reasons: ["node(s) didn't satisfy existing pods anti-affinity rules"], hopeless: false };
  return undefined;
}

function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${String(count)} ${reason}`)
    .toSorted()
    .join(', ');
}

/** The scheduler's message about a pod that fits nowhere. */
export function unschedulableMessage(misfits: readonly Misfit[]): string {
  if (misfits.length === 0) return 'no nodes available to schedule pods';
  const total = `0/${String(misfits.length)} nodes are available: `;
  const preemption = misfits.map(({ hopeless }) =>
    hopeless ? 'Preemption is not helpful for scheduling' : 'No preemption victims found for incoming pod',
  );
  const why = histogram(misfits.flatMap(({ reasons }) => reasons));
  return `${total}${why}. no new claims to deallocate, preemption: ${total}${histogram(preemption)}.`;
}
