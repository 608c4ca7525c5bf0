import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';

/** The resource by which NVIDIA's device plugin offers GPUs. */
export const NVIDIA_GPU = 'nvidia.com/gpu';

/** The GPUs that each pod asks for. */
export interface GpuDemand {
  readonly resourceName: string;
  readonly count: number;
  /** Memory in MiB that a node's GPU should have. */
  readonly memoryMib?: bigint;
}

function mebibytes(memory: string): bigint {
  const amount = BigInt(memory.slice(0, -2));
  return memory.endsWith('Gi') ? amount * 1024n : amount;
}

/** What each pod asks for; undefined where it needs no device. The block `gpu` counts only with the feature. */
export function gpuDemand({ features, gpu }: AbiInstanceSpec): GpuDemand | undefined {
  const { backend = 'auto', count = 1, memory, resourceName = NVIDIA_GPU } = gpu ?? {};
  // No node of Kubernetes offers metal; such a spec is refused before anything is made.
  if (!features.gpu || count === 0 || backend === 'none' || backend === 'metal') return undefined;
  return { resourceName, count, ...(memory === undefined ? {} : { memoryMib: mebibytes(memory) }) };
}
