import type { V1NodeSpec, V1NodeStatus, V1PodSpec, V1PodStatus, V1Taint } from '@kubernetes/client-node';
import type { KubeObject } from '../../../../kernel/kube-object.ts';
import { addAmounts, amountsOf, podRequests, type Amounts } from './pod-requests.ts';

/** A pod that takes room on a node. */
export interface PlacedPod {
  readonly name: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: V1PodSpec;
  readonly requests: Amounts;
}

/** A node, and what is on it. */
export interface NodeState {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Those that keep pods away. */
  readonly taints: readonly V1Taint[];
  readonly allocatable: Amounts;
  readonly pods: readonly PlacedPod[];
}

const UNSCHEDULABLE: V1Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

function taintsOf({ taints = [], unschedulable }: V1NodeSpec): readonly V1Taint[] {
  const keeping = taints.filter(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute');
  return unschedulable === true && !keeping.some(({ key }) => key === UNSCHEDULABLE.key) ? [...keeping, UNSCHEDULABLE] : keeping;
}

function placed(pod: KubeObject): PlacedPod {
  const { name, namespace = '', labels = {} } = pod.metadata;
  const spec = pod['spec'] as V1PodSpec;
  return { name, namespace, labels, spec, requests: podRequests(spec) };
}

/** What a node's pods ask for together. */
export function requestedOn({ pods }: NodeState): Amounts {
  return pods.reduce<Amounts>((sum, { requests }) => addAmounts(sum, requests), {});
}

function hasEnded(pod: KubeObject): boolean {
  const phase = (pod['status'] as V1PodStatus | undefined)?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
}

/** Pods that have not ended, also those without a node. */
export function placedPods(pods: readonly KubeObject[]): readonly PlacedPod[] {
  return pods.filter((pod) => !hasEnded(pod)).map(placed);
}

/** Nodes with the pods on them, by name. Pods that have ended take no room. */
export function nodeStates(nodes: readonly KubeObject[], pods: readonly KubeObject[]): readonly NodeState[] {
  const byNode = new Map<string, PlacedPod[]>();
  for (const pod of pods) {
    const node = (pod['spec'] as V1PodSpec | undefined)?.nodeName;
    if (node === undefined || node === '' || hasEnded(pod)) continue;
    byNode.set(node, [...(byNode.get(node) ?? []), placed(pod)]);
  }
  return nodes
    .map((node): NodeState => {
      const { name, labels = {} } = node.metadata;
      const { allocatable, capacity } = (node['status'] as V1NodeStatus | undefined) ?? {};
      const taints = taintsOf((node['spec'] as V1NodeSpec | undefined) ?? {});
      return { name, labels, taints, allocatable: amountsOf(allocatable ?? capacity), pods: byNode.get(name) ?? [] };
    })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}
