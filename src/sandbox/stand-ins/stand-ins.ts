import type { Program } from '../programs/program.ts';
import { kaosAgent } from './kaos/agent-server.ts';
import { litellmServer } from './kaos/litellm-server.ts';
import { kaosMcpServer } from './kaos/mcp-server.ts';
import { ollamaServer } from './kaos/ollama-server.ts';
import { maiaServer } from './maia/maia-server.ts';
import { marieServers } from './marie/marie-servers.ts';

/** The servers of the systems, as they run in a sandbox: in the demo, in `sandbox up` and in tests. */
export function standIns(): readonly Program[] {
  return [maiaServer(), kaosAgent(), kaosMcpServer(), litellmServer(), ollamaServer(), ...marieServers().programs];
}
