import type { V1EnvVar } from '@kubernetes/client-node';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { plainEnv } from '../shared/container-env.ts';
import { gpuDemand, NVIDIA_GPU } from './gpu-demand.ts';

/**
 * What NVIDIA's container runtime reads. A pod that has asked for no GPU gets none: the CUDA image says `all`, and a runtime that is the
 * node's default would obey. On pods with a GPU the device plugin sets the variable.
 */
export function gpuEnv(spec: AbiInstanceSpec): V1EnvVar[] {
  const demand = gpuDemand(spec);
  if (demand === undefined) return [plainEnv('NVIDIA_VISIBLE_DEVICES', 'void')];
  const isGraphical = spec.gpu?.backend === 'vulkan' || spec.gpu?.backend === 'webgpu';
  return isGraphical && demand.resourceName === NVIDIA_GPU ? [plainEnv('NVIDIA_DRIVER_CAPABILITIES', 'compute,utility,graphics')] : [];
}
