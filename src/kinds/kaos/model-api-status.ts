import { z } from 'zod';
import type { Immutable } from '../shared/immutable.ts';
import { workloadStatus } from './workload-status.ts';

/** `ModelAPI.status`. */
export const modelApiStatus = z.object({
  phase: z.enum(['Pending', 'Ready', 'Failed']).default('Pending').describe('Where it stands.'),
  ...workloadStatus,
});

export type ModelApiStatus = Immutable<z.output<typeof modelApiStatus>>;
