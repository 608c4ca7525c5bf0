import type { Duplex } from 'node:stream';
import type { Clock } from '../kernel/clock.ts';
import type { ClusterTarget } from './cluster-target.ts';
import { configurationError } from './configuration-error.ts';
import type { Credential, Credentials } from './credentials.ts';
import { createRefreshing } from './refreshing.ts';

// What only the client library knows: legacy auth providers and SOCKS. It is loaded when one is really used.

/** How long an auth provider's answer is used before it is asked again. It keeps its token itself until that expires. */
const ASK_AGAIN_MS = 30_000;

/** A user with `auth-provider` (oidc, gcp, azure): the client library gets the token. */
export function authProviderCredentials(target: ClusterTarget, clock: Clock): Credentials {
  const provider = target.user.authProvider;
  const name = target.userName ?? '';
  let config: Promise<{ applyToHTTPSOptions(options: object): Promise<void> }> | undefined;
  const refreshing = createRefreshing<Credential>({
    clock,
    async load(previous) {
      config ??= loadConfig({ name: 'cluster', server: target.server.href, skipTLSVerify: true }, { name, authProvider: provider });
      const options: { headers?: Record<string, unknown> } = {};
      try {
        await (await config).applyToHTTPSOptions(options);
      } catch (error) {
        // The library's message may quote what the provider answered.
        throw configurationError(`auth-provider ${provider?.name} of user "${name}": failed (${(error as Error).name})`);
      }
      const authorization = options.headers?.['Authorization'];
      if (typeof authorization !== 'string') throw configurationError(`auth-provider ${provider?.name} of user "${name}": gave no token`);
      return previous?.authorization === authorization ? previous : { authorization };
    },
    freshForMs: () => ASK_AGAIN_MS,
    keepOnFailure: false,
  });
  return {
    current: () => refreshing.current(),
    renew: async (rejected) => await refreshing.renew(rejected as Credential),
    close: () => {},
  };
}

/** Opens a TCP connection through a SOCKS proxy. */
export async function dialThroughSocks(proxy: URL, host: string, port: number): Promise<Duplex> {
  const config = await loadConfig({ name: 'cluster', server: 'https://unused', skipTLSVerify: true, proxyUrl: proxy.href }, { name: '' });
  const options: { agent?: unknown } = {};
  await config.applyToHTTPSOptions(options);
  const agent = options.agent as SocksAgent;
  return await agent.connect({ emit: () => true, destroy: () => {} }, { host, port, secureEndpoint: false });
}

/** The part of socks-proxy-agent's `SocksProxyAgent` that gives a connected socket; of the request it only notifies it. */
interface SocksAgent {
  connect(
    request: { emit(event: string): boolean; destroy(): void },
    options: { readonly host: string; readonly port: number; readonly secureEndpoint: false },
  ): Promise<Duplex>;
}

interface LibraryCluster {
  readonly name: string;
  readonly server: string;
  readonly skipTLSVerify: boolean;
  readonly proxyUrl?: string;
}

async function loadConfig(
  cluster: LibraryCluster,
  user: { readonly name: string; readonly authProvider?: unknown },
): Promise<{ applyToHTTPSOptions(options: object): Promise<void> }> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromClusterAndUser(cluster, user);
  return config;
}
