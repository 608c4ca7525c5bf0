import type { Connection } from '../../src/cluster/connect.ts';
import type { Outside } from '../../src/cluster/outside.ts';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import { liveOutside } from '../../src/commands/shared/outside.ts';
import { mcpHandler } from '../../src/sandbox/stand-ins/kaos/mcp-handler.ts';
import { pythonTools } from '../../src/sandbox/stand-ins/kaos/python-tools.ts';
import { startHttpTestServer } from './http-test-server.ts';
import { startMaia } from './maia-stand-in.ts';
import { startMarie } from './marie-stand-in.ts';
import { servicesAt, type LocalServices } from './services-at.ts';

/** What operators ask outside the API server, answered by the stand-ins; what they ask the API server goes through the connection. */
export interface PrivilegeOutside {
  readonly outside: Outside;
  close(): Promise<void>;
}

/** Starts the stand-ins. `keys`: what the gateways of Marie take; `master`: the key of the MAIA servers. */
export async function privilegeOutside(
  operator: Connection,
  { keys, master }: { readonly keys: readonly string[]; readonly master: string },
): Promise<PrivilegeOutside> {
  const clock = createSystemClock({ holdsProcess: false });
  const tools = pythonTools('def echo(text: str) -> str:\n    return text\n');
  const handle = mcpHandler({ tools, clock, random: Math.random });
  const mcp = await startHttpTestServer((request, response) => void handle(request, response));
  const maia = await startMaia({ env: { MAIA_SECURITY_API_KEY: master } });
  const marie = await startMarie({ keys });
  const unregister = marie.register();
  const ways: Readonly<Record<'mcp' | 'maia' | 'marie', LocalServices>> = {
    mcp: servicesAt(mcp.url),
    maia: servicesAt(maia.url),
    marie: servicesAt(marie.url),
  };
  const to = (name: string): LocalServices => {
    if (name.includes('mcp')) return ways.mcp;
    return name.startsWith('maia') ? ways.maia : ways.marie;
  };
  const real = liveOutside(operator, { tunnel: 'never' });
  return {
    outside: {
      ...real,
      image: 'registry.example.com/aistack:0.0.0',
      services: {
        call: async (service, request) => await to(service.name).call(service, request),
        open: async (service, request) => await to(service.name).open(service, request),
        close: () => undefined,
      },
    },
    close: async () => {
      real.services.close();
      unregister();
      await Promise.all([mcp.close(), maia.close(), marie.close()]);
    },
  };
}
