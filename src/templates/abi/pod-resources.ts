import type { V1ResourceRequirements } from '@kubernetes/client-node';
import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';
import { compareText } from '../shared/compare-text.ts';
import { gpuDemand } from './gpu-demand.ts';

type Amounts = Record<string, string>;

/** What a pod is given so that its use can be measured against something. */
const REQUESTS_FOR_AUTOSCALING = { cpu: '100m', memory: '256Mi' } as const;

/** Resources of which a container gets exactly what it asks for: the request is the limit. */
export function isExact(resource: string): boolean {
  return resource.startsWith('hugepages-') || (resource.includes('/') && !resource.includes('kubernetes.io/'));
}

function asTexts(amounts: Readonly<Record<string, string | number>> = {}): Amounts {
  return Object.fromEntries(Object.entries(amounts).map(([name, amount]) => [name, String(amount)]));
}

/** The same spec gives the same text, whatever the order in which it names the resources. */
function sorted(amounts: Amounts): Amounts {
  return Object.fromEntries(Object.entries(amounts).toSorted(([a], [b]) => compareText(a, b)));
}

/** The resources that an autoscaler compares with and that the spec gives no request for (a limit is taken for one). */
export function missingForAutoscaling({ autoscaling, resources }: AbiInstanceSpec): readonly ('cpu' | 'memory')[] {
  if (autoscaling?.enabled !== true) return [];
  const measured = autoscaling.targetMemoryUtilization === undefined ? (['cpu'] as const) : (['cpu', 'memory'] as const);
  return measured.filter((name) => resources.requests?.[name] === undefined && resources.limits?.[name] === undefined);
}

/**
 * The resources of the container: those of the spec, the GPUs, and the requests without which an autoscaler could not measure. The API
 * server wants a limit that equals the request for whatever is no CPU, memory or disk.
 */
export function podResources(spec: AbiInstanceSpec): V1ResourceRequirements {
  const requests = asTexts(spec.resources.requests);
  const limits = asTexts(spec.resources.limits);
  for (const [name, amount] of Object.entries(requests)) if (isExact(name)) limits[name] ??= amount;
  for (const [name, amount] of Object.entries(limits)) if (isExact(name)) requests[name] ??= amount;
  for (const name of missingForAutoscaling(spec)) requests[name] = REQUESTS_FOR_AUTOSCALING[name];
  const gpu = gpuDemand(spec);
  if (gpu !== undefined) {
    requests[gpu.resourceName] = String(gpu.count);
    limits[gpu.resourceName] = String(gpu.count);
  }
  return {
    ...(Object.keys(requests).length === 0 ? {} : { requests: sorted(requests) }),
    ...(Object.keys(limits).length === 0 ? {} : { limits: sorted(limits) }),
  };
}
