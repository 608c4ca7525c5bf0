import { z } from 'zod';
import { compareQuantities } from '../../kernel/quantity.ts';
import { quantity } from '../shared/quantity.ts';
import { withRule } from '../shared/rule.ts';

const amounts = z.object({
  limits: z
    .object({
      cpu: quantity().default('1000m').describe('CPU that the pod may use at most.'),
      memory: quantity().default('1Gi').describe('Memory that the pod may use at most.'),
    })
    .prefault({})
    .describe('What the pod may use at most.'),
  requests: z
    .object({
      cpu: quantity().default('100m').describe('CPU that the pod is guaranteed.'),
      memory: quantity().default('256Mi').describe('Memory that the pod is guaranteed.'),
    })
    .prefault({})
    .describe('What the pod is guaranteed.'),
});

function withinLimit(schema: typeof amounts, name: 'cpu' | 'memory', defaultLimit: string): typeof amounts {
  const request = `string(self.requests.${name})`;
  const limit = `string(self.limits.${name})`;
  return withRule(schema, {
    rule: `!isQuantity(${request}) || !isQuantity(${limit}) || quantity(${request}).compareTo(quantity(${limit})) <= 0`,
    message: `requests.${name} must not be more than limits.${name} (default ${defaultLimit})`,
    fieldPath: `.requests.${name}`,
    check: (value) => (compareQuantities(value.requests[name], value.limits[name]) ?? 0) <= 0,
  });
}

/** CPU and memory of the server. A pod whose request is over its limit can never be made, so such a spec is refused at once. */
export const instanceResources = withinLimit(withinLimit(amounts, 'cpu', '1000m'), 'memory', '1Gi');
