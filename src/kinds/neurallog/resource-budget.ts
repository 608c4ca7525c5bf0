import { z } from 'zod';
import { compareQuantities } from '../../kernel/quantity.ts';
import { quantity } from '../shared/quantity.ts';
import { withRule } from '../shared/rule.ts';

const request = 'string(self.request)';
const limit = 'string(self.limit)';

/** One resource: what is guaranteed and what may be used at most. A request that the user sets over his own limit can never run. */
const amount = withRule(
  z.object({
    limit: quantity().describe('At most.').exactOptional(),
    request: quantity().describe('Guaranteed.').exactOptional(),
  }),
  {
    rule:
      `!has(self.limit) || !has(self.request) || !isQuantity(${request}) || !isQuantity(${limit}) || ` +
      `quantity(${request}).compareTo(quantity(${limit})) <= 0`,
    message: 'request must not be more than limit',
    fieldPath: '.request',
    check: (value) => value.limit === undefined || value.request === undefined || (compareQuantities(value.request, value.limit) ?? 0) <= 0,
  },
);

/**
 * Resources by resource first (`cpu.limit`), not as core Kubernetes has them. Nothing has a default here: whoever reads them must see
 * which side the user wrote, because the other side gives way.
 */
export const resourceBudget = z.object({
  cpu: amount.describe('CPU.').exactOptional(),
  memory: amount.describe('Memory.').exactOptional(),
  storage: amount.describe('Volumes. It counts for the whole tenant only; server and Redis ignore it.').exactOptional(),
});
