import type { KindDefinition } from '../kernel/kind-definition.ts';
import { abiInstance } from './abi/abi-instance.ts';
import { agent } from './kaos/agent.ts';
import { mcpServer } from './kaos/mcp-server.ts';
import { modelApi } from './kaos/model-api.ts';
import { maiaInstance } from './maia/maia-instance.ts';
import { maiaTenant } from './maia/maia-tenant.ts';
import { marieCluster } from './marie/marie-cluster.ts';
import { marieJob } from './marie/marie-job.ts';
import { tenant } from './neurallog/tenant.ts';

/** Every kind of the five systems, by system. */
export const allKinds: readonly KindDefinition[] = [
  maiaInstance,
  maiaTenant,
  abiInstance,
  tenant,
  agent,
  modelApi,
  mcpServer,
  marieCluster,
  marieJob,
];
