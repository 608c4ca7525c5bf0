import { z } from 'zod';
import { boundedList } from '../shared/collections.ts';
import { envList } from '../shared/environment.ts';
import type { Immutable } from '../shared/immutable.ts';
import { int32 } from '../shared/integers.ts';
import { resourceRequirements } from '../shared/resources.ts';
import { boundedString, longText } from '../shared/text.ts';
import { neighbour } from './neighbour.ts';
import { podOverrides, telemetry } from './pod-overrides.ts';

const agentNetwork = z.object({
  expose: z
    .boolean()
    .describe(
      'Whether the agent gets a Service (port 80) under which its peers find it. Absent: as the operator is set, which is not exposed.',
    )
    .exactOptional(),
  access: boundedList(neighbour()).describe('Agents that this one may call.').exactOptional(),
});

const agenticLoop = z.object({
  maxSteps: int32(1, 20).default(5).describe('Most steps of reasoning for one request.'),
  enableTools: z.boolean().default(true).describe('Whether the agent may call tools.'),
  enableDelegation: z.boolean().default(true).describe('Whether the agent may hand tasks to its peers.'),
});

const memory = z.object({
  enabled: z.boolean().default(true).describe('Whether the agent remembers its sessions.'),
  type: z.enum(['local']).default('local').describe('Where it remembers them: in its own process.'),
  contextLimit: int32(1, 100).default(6).describe('Messages that a delegated task carries along.'),
  maxSessions: int32(1, 100_000).default(1000).describe('Most sessions that it keeps.'),
  maxSessionEvents: int32(1, 10_000).default(500).describe('Most events that it keeps of one session.'),
});

const config = z.object({
  description: boundedString().describe('What the agent is for, in one line: its card shows it.').exactOptional(),
  instructions: longText().describe('System prompt.').exactOptional(),
  agenticLoop: agenticLoop.describe("How the agent reasons. Absent: the runtime's own defaults.").exactOptional(),
  reasoningLoopMaxSteps: int32(1, 20).describe('Newer name of agenticLoop.maxSteps, which wins where both are set.').exactOptional(),
  memory: memory.describe('What the agent remembers.').exactOptional(),
  telemetry: telemetry.describe('OpenTelemetry.').exactOptional(),
  env: envList().describe('Environment variables of the agent. MODEL_NAME chooses the model and wins over spec.model.').exactOptional(),
});

/** Spec of an Agent: the guide's fields, and beside them the names that newer releases of KAOS use. */
export const agentSpec = z.object({
  modelAPI: neighbour().describe('The ModelAPI that answers the agent.'),
  model: boundedString().describe("Model to ask for. Default: the hosted ModelAPI's own.").exactOptional(),
  mcpServers: boundedList(neighbour()).describe('MCPServers whose tools the agent may call.').exactOptional(),
  agentNetwork: agentNetwork.describe('How the agent talks to other agents.').exactOptional(),
  config: config.describe('What the agent is told.').exactOptional(),
  replicas: int32(1).default(1).describe('Pods of the agent. Each remembers only its own sessions.'),
  resources: resourceRequirements.describe('Resources of its container.').exactOptional(),
  waitForDependencies: z.boolean().default(true).describe('Whether the first Deployment waits until ModelAPI and MCPServers are ready.'),
  ...podOverrides,
});

export type AgentSpec = Immutable<z.output<typeof agentSpec>>;
