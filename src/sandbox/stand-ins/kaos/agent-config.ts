/** Another server that an agent knows. */
export interface KnownServer {
  readonly name: string;
  /** Base URL. */
  readonly url: string;
}

/** What an agent goes by. */
export interface AgentConfig {
  readonly name: string;
  readonly description: string;
  readonly instructions: string;
  readonly modelUrl: string;
  readonly model: string;
  readonly maxSteps: number;
  readonly mayCallTools: boolean;
  readonly mayDelegate: boolean;
  readonly peers: readonly KnownServer[];
  readonly toolServers: readonly KnownServer[];
  readonly showsMemory: boolean;
  /** Answers that stand in for the model's, taken from the front. */
  readonly mockResponses: readonly string[];
}

type Env = Readonly<Record<string, string>>;

/** Names separated by commas, perhaps in brackets. */
function names(text: string | undefined): readonly string[] {
  return (text ?? '')
    .replace(/^\[([^]*)\]$/, '$1')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function required(env: Env, name: string): string {
  const value = env[name] ?? '';
  if (value === '') throw new Error(`1 validation error for AgentServerSettings: ${name} is required`);
  return value;
}

function known(list: readonly string[], env: Env, variable: (name: string) => string): readonly KnownServer[] {
  return list.flatMap((name) => {
    const url = env[variable(name)];
    // The real one goes on without it too.
    return url === undefined || url === '' ? [] : [{ name, url: url.replace(/\/+$/, '') }];
  });
}

function texts(json: string | undefined): readonly string[] {
  if (json === undefined || json === '') return [];
  const list: unknown = JSON.parse(json);
  return Array.isArray(list) ? list.map(String) : [];
}

/** The configuration that the environment gives. Throws where the agent would not start: without AGENT_NAME or MODEL_API_URL. */
export function agentConfig(env: Env): AgentConfig {
  const steps = Number(env['AGENTIC_LOOP_MAX_STEPS'] ?? 5);
  return {
    name: required(env, 'AGENT_NAME'),
    description: env['AGENT_DESCRIPTION'] ?? 'AI Agent',
    instructions: env['AGENT_INSTRUCTIONS'] ?? 'You are a helpful assistant.',
    modelUrl: required(env, 'MODEL_API_URL').replace(/\/+$/, ''),
    model: env['MODEL_NAME'] ?? 'smollm2:135m',
    maxSteps: Number.isInteger(steps) && steps > 0 ? steps : 5,
    mayCallTools: env['AGENTIC_LOOP_ENABLE_TOOLS'] !== 'false',
    mayDelegate: env['AGENTIC_LOOP_ENABLE_DELEGATION'] !== 'false',
    peers: known(names(env['PEER_AGENTS']), env, (name) => `PEER_AGENT_${name.toUpperCase().replaceAll('-', '_')}_CARD_URL`),
    toolServers: known(names(env['MCP_SERVERS']), env, (name) => `MCP_SERVER_${name}_URL`),
    showsMemory: env['AGENT_DEBUG_MEMORY_ENDPOINTS'] === 'true',
    mockResponses: texts(env['DEBUG_MOCK_RESPONSES']),
  };
}
