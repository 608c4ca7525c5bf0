import { ABI_INSTANCE_FLAGS } from '../../abi/shared/create/instance-flags.ts';
import { AGENT_FLAGS } from '../../kaos/shared/create/agent-flags.ts';
import { MCP_SERVER_FLAGS } from '../../kaos/shared/create/mcp-server-flags.ts';
import { MODEL_API_FLAGS } from '../../kaos/shared/create/model-api-flags.ts';
import { INSTANCE_FLAGS } from '../../maia/shared/create/instance-flags.ts';
import { TENANT_FLAGS } from '../../maia/shared/create/tenant-flags.ts';
import { CLUSTER_FLAGS } from '../../marie/shared/create/cluster-flags.ts';
import { NEURALLOG_TENANT_FLAGS } from '../../neurallog/shared/create/tenant-flags.ts';
import type { CreateFlag } from './create-flag.ts';

/** The flags of `create` that are no plain copy of a field, by kind (`plural.group`). A system adds a line for each of its kinds. */
export const CURATED_FLAGS: Readonly<Record<string, readonly CreateFlag[]>> = {
  'abiinstances.abi.io': ABI_INSTANCE_FLAGS,
  'agents.kaos.tools': AGENT_FLAGS,
  'mcpservers.kaos.tools': MCP_SERVER_FLAGS,
  'modelapis.kaos.tools': MODEL_API_FLAGS,
  'maiainstances.maia.cuemby.com': INSTANCE_FLAGS,
  'maiatenants.maia.cuemby.com': TENANT_FLAGS,
  'marieclusters.marie.ai': CLUSTER_FLAGS,
  'tenants.neurallog.io': NEURALLOG_TENANT_FLAGS,
};
