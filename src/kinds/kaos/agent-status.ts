import { z } from 'zod';
import { stringMap } from '../shared/collections.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { workloadStatus } from './workload-status.ts';

/** `Agent.status`. */
export const agentStatus = z.object({
  phase: z
    .enum(['Pending', 'Ready', 'Failed', 'Waiting'])
    .default('Pending')
    .describe('Where the agent stands; Waiting is for its ModelAPI or an MCPServer.'),
  ...workloadStatus,
  observedReplicas: int32().default(0).describe('Ready pods.'),
  linkedResources: stringMap(64, 32_768).default({}).describe('What the agent uses, by kind in lower case; names are joined by commas.'),
});

export type AgentStatus = Immutable<z.output<typeof agentStatus>>;
