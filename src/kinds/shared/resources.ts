import { z } from 'zod';
import { boundedMap } from './collections.ts';
import { quantity } from './quantity.ts';

/** The `resources` of a container as core Kubernetes has it. Extended resources (`nvidia.com/gpu`) are as good as `cpu`. */
export const resourceRequirements = z.object({
  requests: boundedMap(quantity()).describe('What a pod is guaranteed, by resource name.').exactOptional(),
  limits: boundedMap(quantity()).describe('What a pod may use at most, by resource name.').exactOptional(),
});
