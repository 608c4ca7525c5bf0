import type { JsonObject } from '../../../kernel/json.ts';
import { parseQuantity, sameQuantity } from '../../../kernel/quantity.ts';
import { labelsIn, listIn, objectIn } from '../../values/read-values.ts';

const COUNTED = ['cpu', 'memory'];

function isPositive(value: string | undefined): boolean {
  return value !== undefined && (parseQuantity(value) ?? 0n) > 0n;
}

/** `status.qosClass` of a pod with that spec: by the cpu and memory that its containers ask for. */
export function podQuality(spec: JsonObject): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const containers = [...listIn(spec['containers']), ...listIn(spec['initContainers'])];
  let any = false;
  let guaranteed = true;
  for (const container of containers) {
    const resources = objectIn(container['resources']);
    const limits = labelsIn(resources['limits']);
    const requests = labelsIn(resources['requests']);
    for (const name of COUNTED) {
      const [limit, request] = [limits[name], requests[name]];
      if (isPositive(limit) || isPositive(request)) any = true;
      if (!isPositive(limit) || (request !== undefined && limit !== undefined && !sameQuantity(limit, request))) guaranteed = false;
    }
  }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}
