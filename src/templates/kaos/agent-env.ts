import type { V1EnvVar } from '@kubernetes/client-node';
import { plainEnv } from '../shared/container-env.ts';
import type { AgentValues } from './agent-values.ts';
import { orderedEnv } from './ordered-env.ts';
import { telemetryEnv, telemetryTarget } from './telemetry-env.ts';

/** `worker-3` → `WORKER_3`: how a peer's name stands in a variable. Dots stay, as upstream has them. */
function variableName(name: string): string {
  return name.toUpperCase().replaceAll('-', '_');
}

function loopEnv({ loop }: AgentValues['spec']): readonly V1EnvVar[] {
  if (loop === undefined) return [];
  const { enableDelegation, enableTools, maxSteps } = loop;
  return [
    plainEnv('AGENTIC_LOOP_MAX_STEPS', String(maxSteps)),
    ...(enableTools === undefined ? [] : [plainEnv('AGENTIC_LOOP_ENABLE_TOOLS', String(enableTools))]),
    ...(enableDelegation === undefined ? [] : [plainEnv('AGENTIC_LOOP_ENABLE_DELEGATION', String(enableDelegation))]),
  ];
}

/** The runtime reads the verbatim name; the documentation promises upper case. Both are there. */
function serverEnv({ servers }: AgentValues): readonly V1EnvVar[] {
  if (servers.length === 0) return [];
  const urls = servers.flatMap(({ name, url }) => {
    const names = new Set([`MCP_SERVER_${name}_URL`, `MCP_SERVER_${variableName(name)}_URL`]);
    return [...names].map((variable) => plainEnv(variable, url));
  });
  return [plainEnv('MCP_SERVERS', servers.map(({ name }) => name).join(',')), ...urls];
}

function peerEnv({ peers }: AgentValues): readonly V1EnvVar[] {
  if (peers.length === 0) return [];
  return [
    plainEnv('PEER_AGENTS', peers.map(({ name }) => name).join(',')),
    ...peers.map(({ name, url }) => plainEnv(`PEER_AGENT_${variableName(name)}_CARD_URL`, url)),
  ];
}

function memoryEnv({ memory }: AgentValues['spec']): readonly V1EnvVar[] {
  if (memory === undefined) return [];
  return [
    plainEnv('MEMORY_ENABLED', String(memory.enabled)),
    plainEnv('MEMORY_TYPE', memory.type),
    plainEnv('MEMORY_CONTEXT_LIMIT', String(memory.contextLimit)),
    plainEnv('MEMORY_MAX_SESSIONS', String(memory.maxSessions)),
    plainEnv('MEMORY_MAX_SESSION_EVENTS', String(memory.maxSessionEvents)),
  ];
}

/** The environment of an agent's container. Every value of the operator's arrives as written; the user's entries replace them by name. */
export function agentEnv(values: AgentValues): readonly V1EnvVar[] {
  const { model, modelApiUrl, name, settings, spec } = values;
  const ours: readonly V1EnvVar[] = [
    plainEnv('AGENT_NAME', name),
    ...(spec.description === '' ? [] : [plainEnv('AGENT_DESCRIPTION', spec.description)]),
    ...(spec.instructions === '' ? [] : [plainEnv('AGENT_INSTRUCTIONS', spec.instructions)]),
    plainEnv('MODEL_API_URL', modelApiUrl),
    plainEnv('MODEL_NAME', model),
    plainEnv('AGENT_DEBUG_MEMORY_ENDPOINTS', 'true'),
    ...loopEnv(spec),
    ...serverEnv(values),
    ...peerEnv(values),
    ...memoryEnv(spec),
    ...telemetryEnv(values, telemetryTarget(spec.telemetry, settings.telemetry)),
    ...(settings.logLevel === undefined ? [] : [plainEnv('LOG_LEVEL', settings.logLevel)]),
  ];
  return orderedEnv(ours, spec.overrides.env);
}
