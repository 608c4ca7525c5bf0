import { z } from 'zod';
import { boundedList } from '../shared/collections.ts';
import type { Immutable } from '../shared/immutable.ts';
import { boundedString } from '../shared/text.ts';
import { workloadStatus } from './workload-status.ts';

/** `MCPServer.status`. */
export const mcpServerStatus = z.object({
  phase: z.enum(['Pending', 'Ready', 'Failed']).default('Pending').describe('Where it stands.'),
  ...workloadStatus,
  availableTools: boundedList(boundedString(), 1024).default([]).describe('Names of the tools that the server offers.'),
});

export type McpServerStatus = Immutable<z.output<typeof mcpServerStatus>>;
