import type { V1Affinity, V1PodAffinityTerm, V1Toleration } from '@kubernetes/client-node';
import { gpuDemand, NVIDIA_GPU } from './gpu-demand.ts';
import type { InstanceValues } from './instance-values.ts';
import { workloadLabels } from './metadata.ts';

/** Label of a node, set by NVIDIA's feature discovery: memory of its GPUs in MiB. */
const GPU_MEMORY_LABEL = 'nvidia.com/gpu.memory';

function podAntiAffinity({ name, spec, workload }: InstanceValues): Pick<V1Affinity, 'podAntiAffinity'> {
  const { enabled = false, antiAffinity = 'soft' } = spec.highAvailability ?? {};
  if (!enabled) return {};
  // Of the same workload only: while one replaces the other, both may use all nodes.
  const term: V1PodAffinityTerm = {
    labelSelector: { matchLabels: { ...workloadLabels(name, workload) } },
    topologyKey: 'kubernetes.io/hostname',
  };
  return antiAffinity === 'hard'
    ? { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } }
    : { podAntiAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, podAffinityTerm: term }] } };
}

/** Memory of a GPU is nothing that can be asked for: a node that has it is preferred. */
function gpuNodeAffinity({ spec }: InstanceValues): Pick<V1Affinity, 'nodeAffinity'> {
  const demand = gpuDemand(spec);
  if (demand?.memoryMib === undefined || demand.resourceName !== NVIDIA_GPU) return {};
  const matchExpressions = [{ key: GPU_MEMORY_LABEL, operator: 'Gt', values: [String(demand.memoryMib - 1n)] }];
  return { nodeAffinity: { preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 100, preference: { matchExpressions } }] } };
}

/** Where the pods may and should run. A GPU needs no node selector: only nodes that offer it can give it. */
export function placement(values: InstanceValues): { readonly affinity?: V1Affinity; readonly tolerations?: V1Toleration[] } {
  const affinity: V1Affinity = { ...podAntiAffinity(values), ...gpuNodeAffinity(values) };
  const demand = gpuDemand(values.spec);
  return {
    ...(Object.keys(affinity).length === 0 ? {} : { affinity }),
    ...(demand === undefined ? {} : { tolerations: [{ key: demand.resourceName, operator: 'Exists', effect: 'NoSchedule' }] }),
  };
}

/** Whether a pod more than wanted may find no place: a node for each, or a GPU for each. */
export function isPlaceScarce({ spec }: InstanceValues): boolean {
  const { enabled = false, antiAffinity } = spec.highAvailability ?? {};
  return (enabled && antiAffinity === 'hard') || gpuDemand(spec) !== undefined;
}
