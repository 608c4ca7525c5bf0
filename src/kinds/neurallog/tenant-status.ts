import { z } from 'zod';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { conditions, observedGeneration } from '../shared/status.ts';
import { boundedString } from '../shared/text.ts';

const component = z.object({
  phase: z.enum(['Pending', 'Provisioning', 'Running', 'Degraded', 'Failed']).default('Pending').describe('Where it stands.'),
  message: boundedString(32_768).describe('The same as a sentence.').exactOptional(),
  readyReplicas: int32().default(0).describe('Pods that are ready.'),
  totalReplicas: int32().default(0).describe('Pods that there should be.'),
});

/** `Tenant.status`. Replica counts are always there, so that 0 and unknown differ. */
export const tenantStatus = z.object({
  phase: z
    .enum(['Pending', 'Provisioning', 'Running', 'Failed', 'Terminating', 'Suspended'])
    .default('Pending')
    .describe('Where the tenant stands.'),
  namespace: boundedString(63).describe('Its namespace. Shown only; nothing trusts it.').exactOptional(),
  serverStatus: component.describe('The NeuralLog server.').exactOptional(),
  redisStatus: component.describe('Its Redis.').exactOptional(),
  observedGeneration: observedGeneration.default(0),
  conditions: conditions.default([]),
});

export type TenantStatus = Immutable<z.output<typeof tenantStatus>>;
