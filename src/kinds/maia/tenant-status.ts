import { z } from 'zod';
import { boundedList } from '../shared/collections.ts';
import { dateTime } from '../shared/date-time.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32, int64 } from '../shared/integers.ts';
import { conditions, observedGeneration } from '../shared/status.ts';
import { boundedString } from '../shared/text.ts';

/** Those of the spec, and those that earlier specs named and that still hold a key. */
const SECRETS_MAX = 256;

const percentage = (what: string): z.ZodExactOptional<z.ZodNumber> =>
  z.number().min(0).describe(`${what} in per cent of its quota.`).exactOptional();

/** `MaiaTenant.status`. Counters have the default 0, so that they are shown as 0 and never blank. */
export const maiaTenantStatus = z.object({
  phase: z.enum(['Pending', 'Active', 'Suspended', 'Failed']).default('Pending').describe('Where the tenant is in its life.'),
  conditions: conditions.default([]),
  tenantId: boundedString(253).describe('Id that the server gave the tenant.').exactOptional(),
  memoryCount: int64().default(0).describe('Memories of the tenant.'),
  namespaceCount: int32().default(0).describe('Namespaces of the tenant on the server.'),
  storageUsed: int64().default(0).describe('Bytes that the tenant takes, as the server estimates them.'),
  quotaUsage: z
    .object({
      memories: percentage('Memories'),
      storage: percentage('Storage'),
      requestsPerMinute: percentage('Requests of a minute'),
      requestsPerDay: percentage('Requests of a day'),
    })
    .prefault({})
    .describe('How much of each quota is used; absent where there is no limit.'),
  apiKeyCount: int32().default(0).describe('API keys that the server lists for the tenant.'),
  apiKeySecrets: boundedList(boundedString(253), SECRETS_MAX)
    .describe('Names of the Secrets that hold API keys of the tenant, or are about to.')
    .exactOptional(),
  lastActivity: dateTime().describe('When the tenant was last used.').exactOptional(),
  createdAt: dateTime().describe('When the server made the tenant.').exactOptional(),
  observedGeneration: observedGeneration.default(0),
});

export type MaiaTenantStatus = Immutable<z.output<typeof maiaTenantStatus>>;
