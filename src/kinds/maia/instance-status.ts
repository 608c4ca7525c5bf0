import { z } from 'zod';
import { dateTime } from '../shared/date-time.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32, int64 } from '../shared/integers.ts';
import { conditions, observedGeneration } from '../shared/status.ts';
import { boundedString } from '../shared/text.ts';

/** `MaiaInstance.status`. Counters have the default 0, so that they are shown as 0 and never blank. */
export const maiaInstanceStatus = z.object({
  phase: z.enum(['Pending', 'Running', 'Failed', 'Updating']).default('Pending').describe('Where the instance is in its life.'),
  conditions: conditions.default([]),
  replicas: int32().default(0).describe('Server pods.'),
  readyReplicas: int32().default(0).describe('Server pods that are ready.'),
  tenantCount: int32().default(0).describe('Tenants on the server.'),
  totalMemories: int64().default(0).describe('Memories on the server.'),
  storageUsed: boundedString(64).describe('Bytes that the store takes, as a decimal number.').exactOptional(),
  lastBackup: dateTime().describe('When a backup last succeeded.').exactOptional(),
  version: boundedString(256).describe('Tag or digest of the image that is rolled out.').exactOptional(),
  endpoint: boundedString().describe('URL of the server inside the cluster.').exactOptional(),
  observedGeneration: observedGeneration.default(0),
});

export type MaiaInstanceStatus = Immutable<z.output<typeof maiaInstanceStatus>>;
