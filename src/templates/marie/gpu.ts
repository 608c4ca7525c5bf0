import { isJsonObject, type JsonObject } from '../../kernel/json.ts';
import { objectsIn } from './main-container.ts';

/** The resource by which NVIDIA's device plugin offers GPUs. */
export const NVIDIA_GPU = 'nvidia.com/gpu';

/** Whether a resource stands for GPUs, of whichever vendor (`amd.com/gpu`, `nvidia.com/mig-1g.10gb`). */
export function isGpuResource(name: string): boolean {
  return name.includes('/') && (name.startsWith('nvidia.com/') || /gpu/i.test(name.slice(name.indexOf('/'))));
}

function resourcesOf(container: JsonObject, part: 'limits' | 'requests'): JsonObject {
  const resources = isJsonObject(container['resources']) ? container['resources'] : {};
  return isJsonObject(resources[part]) ? resources[part] : {};
}

/** Whether a container asks for GPUs by itself: by a resource, or by claims of dynamic resource allocation. */
export function asksForGpu(container: JsonObject): boolean {
  const resources = isJsonObject(container['resources']) ? container['resources'] : {};
  const names = [...Object.keys(resourcesOf(container, 'limits')), ...Object.keys(resourcesOf(container, 'requests'))];
  return names.some(isGpuResource) || (Array.isArray(resources['claims']) && resources['claims'].length > 0);
}

/** A container with one GPU, where it does not say itself what it needs. */
export function withGpu(container: JsonObject): JsonObject {
  if (asksForGpu(container)) return container;
  const resources = isJsonObject(container['resources']) ? container['resources'] : {};
  return { ...container, resources: { ...resources, limits: { ...resourcesOf(container, 'limits'), [NVIDIA_GPU]: '1' } } };
}

/** The user's tolerations, and the one that lets pods onto nodes that are kept for GPU work. */
export function withGpuToleration(tolerations: unknown): readonly unknown[] {
  const given: readonly unknown[] = Array.isArray(tolerations) ? tolerations : [];
  const isThere = objectsIn(given).some(({ key, operator }) => key === NVIDIA_GPU || (key === undefined && operator === 'Exists'));
  return isThere ? given : [...given, { key: NVIDIA_GPU, operator: 'Exists', effect: 'NoSchedule' }];
}
