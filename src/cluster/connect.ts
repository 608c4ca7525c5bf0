import type { Readable } from 'node:stream';
import type { Clock } from '../kernel/clock.ts';
import { createApiCalls } from './api-calls.ts';
import type { RequestReport } from './api-calls.ts';
import type { ClusterTarget } from './cluster-target.ts';
import { configurationError } from './configuration-error.ts';
import { createDiscovery } from './discovery.ts';
import type { CatalogueStore } from './discovery-catalogue.ts';
import type { DiscoveryCache } from './discovery-cache.ts';
import { hostEnvironment } from './host-environment.ts';
import type { HostEnvironment } from './host-environment.ts';
import { createHttpTransport } from './http-transport.ts';
import { impersonationHeaders } from './impersonation-headers.ts';
import type { CallOptions, Discovery, KubeApi } from './kube-api.ts';
import { resolveTarget } from './kubeconfig.ts';
import type { KubeconfigOverrides } from './kubeconfig-overrides.ts';
import { environmentProxy } from './proxy-environment.ts';
import { createKubeApi } from './rest-client.ts';
import { createSystemClock } from './system-clock.ts';
import { targetCredentials } from './target-credentials.ts';
import type { Transport } from './transport.ts';
import { userAgent } from './user-agent.ts';

/** Which server, and as whom the program shows itself. */
export interface ConnectOptions extends KubeconfigOverrides {
  /** The entry point (`kubectl-maia`): first part of the user agent. */
  readonly program: string;
  /** The program's version. */
  readonly version: string;
  /** Of writes that do not name one, and in the user agent: `<system>-cli`, for loops `<system>-operator`. */
  readonly fieldManager: string;
  /** `--request-timeout`, in milliseconds; 0 means none. Default 30 s. Watches: until their head is there. */
  readonly requestTimeoutMs?: number;
  readonly onWarning?: (text: string) => void;
  readonly onRequest?: (report: RequestReport) => void;
  /** The program's cache folder: what the server serves is remembered there for other runs. Absent: it is not. */
  readonly cacheFolder?: string;
  /** Default: this process. */
  readonly environment?: HostEnvironment;
  /** Default: the system's clock, with timers that keep the process alive while a retry is due. */
  readonly clock?: Clock;
  /** In [0, 1): spreads retries. Default `Math.random`. */
  readonly random?: () => number;
}

/** What every request of one user has, and how it is told: for requests past `api`. */
export interface RequestManner {
  /** User agent and impersonation: names and values in turn. */
  readonly headers: readonly string[];
  /** Milliseconds; 0 means none. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly onRequest: ((report: RequestReport) => void) | undefined;
}

/** One API server as one user. */
export interface Connection {
  readonly api: KubeApi;
  readonly discovery: Discovery;
  /** The context's namespace, else `default`. */
  readonly namespace: string;
  /** The context's name; absent in a cluster, and where only flags name a server. */
  readonly context: string | undefined;
  /** The server's URL, without credentials. */
  readonly server: string;
  /** The kubeconfig's user entry; absent in a cluster. */
  readonly user: string | undefined;
  /** An answer to a GET whose body is still coming (logs): every failure until it begins is an ApiError. Whoever takes it destroys it. */
  openStream(path: string, options?: CallOptions): Promise<Readable>;
  /** The way below `api`: for protocols that it does not cover. */
  readonly transport: Transport;
  readonly manner: RequestManner;
  /** The proxy that the environment names for a server that is not the API server. Throws `Configuration` where it names nonsense. */
  proxyFor(server: URL): URL | undefined;
  /** Everything that was read of the kubeconfig. It holds credentials: never print it. */
  readonly target: ClusterTarget;
  /** Ends connections and a running credential plugin. Calls in flight fail. */
  close(): void;
}

const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Reads the configuration as kubectl does and makes a client from it. Nothing is sent yet. Throws an ApiError `Configuration`.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const environment = options.environment ?? hostEnvironment();
  const clock = options.clock ?? createSystemClock({ holdsProcess: true });
  const target = await resolveTarget(options, environment);
  const transport = createHttpTransport({
    server: target.server,
    certificateAuthority: target.certificateAuthority,
    insecureSkipTlsVerify: target.insecureSkipTlsVerify,
    tlsServerName: target.tlsServerName,
    proxy: proxyOf(target, environment),
    credentials: targetCredentials(target, environment, clock),
    clock,
  });
  const { program, version, fieldManager, onRequest } = options;
  const agent = userAgent({ program, version, fieldManager, platform: environment.platform, arch: environment.arch });
  const timeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  const shared = {
    transport,
    userAgent: agent,
    impersonate: target.impersonate,
    timeoutMs,
    clock,
    random: options.random ?? Math.random,
    onWarning: options.onWarning,
    onRequest,
  };
  const api = createKubeApi({ ...shared, fieldManager });
  const calls = createApiCalls(shared);
  const { protocol, host, pathname } = target.server;
  return {
    api,
    discovery: createDiscovery(api, options.cacheFolder === undefined ? undefined : storeIn(options.cacheFolder, target, clock)),
    namespace: target.namespace ?? 'default',
    context: target.contextName,
    server: `${protocol}//${host}${pathname.replace(/\/+$/, '')}`,
    user: target.userName,
    openStream: async (path, call = {}) => (await calls.open({ method: 'GET', path, accept: '*/*', idempotent: true, ...call })).stream,
    transport,
    manner: { headers: ['User-Agent', agent, ...impersonationHeaders(target.impersonate)], timeoutMs, clock, onRequest },
    proxyFor: (url) => parsedProxy(environmentProxy(url, environment.variables)),
    target,
    close: () => transport.close(),
  };
}

/** Its code is loaded with the first question about types: most commands ask none. */
function storeIn(folder: string, target: ClusterTarget, clock: Clock): CatalogueStore {
  let loading: Promise<DiscoveryCache> | undefined;
  const load = async (): Promise<DiscoveryCache> => {
    const { createDiscoveryCache } = await import('./discovery-cache.ts');
    return createDiscoveryCache(folder, target, () => clock.now());
  };
  return {
    load: async () => await (await (loading ??= load())).load(),
    save: async (catalogue) => await (await (loading ??= load())).save(catalogue),
  };
}

function proxyOf(target: ClusterTarget, environment: HostEnvironment): URL | undefined {
  return parsedProxy(target.proxyUrl ?? environmentProxy(target.server, environment.variables));
}

function parsedProxy(text: string | undefined): URL | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url === null || !/^(https?|socks5h?):$/.test(url.protocol)) {
    throw configurationError('the proxy that HTTPS_PROXY or HTTP_PROXY names is not a URL that starts with http://, https:// or socks5://');
  }
  return url;
}
