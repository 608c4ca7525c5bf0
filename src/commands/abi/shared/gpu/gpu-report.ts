import type { NanoUnits } from '../../../../kernel/quantity.ts';
import { gpuDemand } from '../../../../templates/abi/gpu-demand.ts';
import { fitInstance } from '../fit/fit-instance.ts';
import { requestedOn, type NodeState } from '../fit/node-state.ts';
import type { Obstacle } from '../fit/place-pods.ts';
import type { InstanceModel } from '../instance-model.ts';

/** The GPUs of one kind on a node. */
export interface NodeGpus {
  readonly node: string;
  readonly resource: string;
  readonly allocatable: number;
  /** What the pods on it have asked for. */
  readonly requested: number;
  readonly free: number;
  /** Taints that keep pods away which do not tolerate them: `nvidia.com/gpu:NoSchedule`. */
  readonly taints: readonly string[];
}

/** How the pods of an instance find GPUs. */
export interface InstanceGpus {
  readonly namespace: string;
  readonly name: string;
  /** Absent where it asks for none. */
  readonly resource?: string;
  readonly perPod: number;
  readonly wanted: number;
  readonly running: number;
  /** Nodes that the pods which do not run yet would go to. */
  readonly wouldGoTo: readonly string[];
  readonly missing: number;
  readonly fits: boolean;
  readonly obstacles: readonly Obstacle[];
  /** Where an autoscaler may ask for more pods: how many there would be room for. */
  readonly most?: { readonly wanted: number; readonly room: number };
}

export interface GpuReport {
  readonly nodes: readonly NodeGpus[];
  readonly instances: readonly InstanceGpus[];
}

const ONE = 1_000_000_000n;

function whole(amount: NanoUnits | undefined): number {
  return Number((amount ?? 0n) / ONE);
}

/** Resources that are GPUs by their name: extended resources such as `nvidia.com/gpu`, `nvidia.com/mig-1g.5gb`, `gpu.intel.com/i915`. */
function isGpu(resource: string): boolean {
  return resource.includes('/') && (/gpu/i.test(resource) || resource.startsWith('nvidia.com/mig-'));
}

function gpusOf(node: NodeState, asked: ReadonlySet<string>): readonly NodeGpus[] {
  const requested = requestedOn(node);
  const taints = node.taints.map(({ key, value, effect }) => `${key}${value === undefined || value === '' ? '' : `=${value}`}:${effect}`);
  return Object.keys(node.allocatable)
    .filter((resource) => isGpu(resource) || asked.has(resource))
    .toSorted()
    .map((resource) => {
      const [all, used] = [whole(node.allocatable[resource]), whole(requested[resource])];
      return { node: node.name, resource, allocatable: all, requested: used, free: Math.max(0, all - used), taints };
    });
}

function ageOf({ primary }: InstanceModel): string {
  return primary.metadata.creationTimestamp;
}

/**
 * The GPUs of the nodes, and which instances would find theirs: the oldest first, each in the room that those before it have left.
 */
export function gpuReport(models: readonly InstanceModel[], nodes: readonly NodeState[]): GpuReport {
  const asked = new Set(models.flatMap(({ values }) => gpuDemand(values.spec)?.resourceName ?? []));
  let state = nodes;
  const instances = models
    .toSorted((left, right) => ageOf(left).localeCompare(ageOf(right)) || left.values.name.localeCompare(right.values.name))
    .map((model): InstanceGpus => {
      const { name, namespace, spec } = model.values;
      const demand = gpuDemand(spec);
      if (demand === undefined) {
        const none = { perPod: 0, wanted: model.replicas, running: 0, wouldGoTo: [], missing: 0, fits: true, obstacles: [] };
        return { namespace, name, ...none };
      }
      const most = model.mostReplicas > model.replicas ? fitInstance(model, model.mostReplicas, state) : undefined;
      const fit = fitInstance(model, model.replicas, state);
      state = fit.nodes;
      return {
        namespace,
        name,
        resource: demand.resourceName,
        perPod: demand.count,
        wanted: fit.wanted,
        running: fit.running,
        wouldGoTo: fit.placed,
        missing: fit.missing,
        fits: fit.missing === 0,
        obstacles: fit.obstacles,
        ...(most !== undefined && { most: { wanted: most.wanted, room: most.wanted - most.missing } }),
      };
    });
  return { nodes: nodes.flatMap((node) => gpusOf(node, asked)), instances };
}
