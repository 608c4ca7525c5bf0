import type { Readable } from 'node:stream';
import { isApiError } from '../../cluster/api-error.ts';
import { connect } from '../../cluster/connect.ts';
import type { Connection } from '../../cluster/connect.ts';
import type { RequestReport } from '../../cluster/api-calls.ts';
import type { KubeconfigOverrides } from '../../cluster/kubeconfig-overrides.ts';
import type { CallOptions, Discovery, KubeApi } from '../../cluster/kube-api.ts';
import type { ForwardedPort, ForwardPortOptions } from '../../cluster/reach/forward-port.ts';
import { usageError } from '../../output/cli-error.ts';
import { programImage } from '../../kernel/program-image.ts';
import type { Outside } from '../../cluster/outside.ts';
import type { connectionFlags, GlobalFlags } from './flags.ts';
import { cacheFolder } from './cache-folder.ts';
import type { About } from './describe-api-error.ts';
import { parseDuration } from './duration.ts';
import { liveOutside, type Tunnel } from './outside.ts';
import type { Runtime } from './runtime.ts';

/** What a call was for: the part of {@link About} that the session does not know itself. */
export type Doing = Pick<About, 'verb' | 'type' | 'namespace' | 'name'>;

/** A cluster that a command talks to, and how its failures are told. */
export interface Session {
  readonly api: KubeApi;
  readonly discovery: Discovery;
  /** From `-n`, else the context's, else `default`. */
  readonly namespace: string;
  readonly context: string | undefined;
  readonly server: string;
  readonly user: string | undefined;
  /** This is a pod of the cluster. */
  readonly inCluster?: true;
  /** Runs a call; an ApiError becomes the error that a user is shown: of a 404 it is found out whether the kind or the object is missing. */
  during<T>(doing: Doing, call: () => Promise<T>): Promise<T>;
  /** An answer to a GET whose body is still coming (logs). Whoever takes it destroys it. */
  openStream(path: string, options?: CallOptions): Promise<Readable>;
  /** Leads a port of this machine to a Service or pod, until the signal of the options. Throws a CliError where the port cannot be used. */
  forward(options: ForwardPortOptions): Promise<ForwardedPort>;
  /** The ways to what lies outside the API server's objects: made when first asked for, closed with the session. */
  outside(): Outside;
  close(): void;
}

/** The flags that say which server, and as whom. */
export type ConnectionFlags = Pick<GlobalFlags, Exclude<keyof typeof connectionFlags, 'request-timeout'>>;

/** The connection flags under the names that the client has for them; what was not given is left out. */
export function overridesOf(flags: ConnectionFlags): KubeconfigOverrides {
  const given: { [Key in keyof KubeconfigOverrides]: KubeconfigOverrides[Key] | undefined } = {
    kubeconfig: flags.kubeconfig,
    context: flags.context,
    cluster: flags.cluster,
    user: flags.user,
    server: flags.server,
    tlsServerName: flags['tls-server-name'],
    certificateAuthority: flags['certificate-authority'],
    insecureSkipTlsVerify: flags['insecure-skip-tls-verify'] || undefined,
    token: flags.token,
    as: flags.as,
    asGroups: flags['as-group'],
    asUid: flags['as-uid'],
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Field manager of the umbrella where a call belongs to no system. */
const UMBRELLA = 'aistack';

function requestLine(report: RequestReport): string {
  return `${report.method} ${report.url} ${report.status} in ${Math.round(report.durationMs)} milliseconds\n`;
}

/** From this `-v` on, every request is told. */
const REQUEST_VERBOSITY = 6;

/** Prints each distinct warning of the API server once. */
function warnOnce({ stderr, warned }: Pick<Runtime, 'stderr' | 'warned'>): (text: string) => void {
  const seen = new Set<string>();
  return (text) => {
    if (seen.has(text)) return;
    seen.add(text);
    stderr(`warning: ${text}\n`);
    warned?.();
  };
}

/** From this `-v` on, it is told by which way a Service is reached. */
const WAY_VERBOSITY = 1;

function sessionOf(
  connection: Connection,
  flags: GlobalFlags,
  { entry, command, env, stderr, version }: Runtime,
  tunnel: Tunnel,
  use: CacheUse,
): Session {
  const { api, discovery, context, server, user } = connection;
  let outside: Outside | undefined;
  let mayBeOld = use.remembers;
  return {
    api,
    discovery,
    context,
    server,
    user,
    ...(connection.target.inCluster === true && { inCluster: true }),
    namespace: flags.namespace ?? connection.namespace,
    openStream: async (path, options) => await connection.openStream(path, options),
    forward: async (options) => {
      const { forwardPort } = await import('../../cluster/reach/forward-port.ts');
      try {
        return await forwardPort(connection, options);
      } catch (error) {
        if (!isApiError(error)) throw error;
        const { describeApiError } = await import('./describe-api-error.ts');
        throw describeApiError(error, { verb: 'get', bin: entry.bin });
      }
    },
    outside: () => {
      outside ??= {
        ...liveOutside(connection, {
          tunnel,
          onWay: (line) => {
            if (flags.verbosity >= WAY_VERBOSITY) stderr(`${line}\n`);
          },
        }),
        image: env['AISTACK_IMAGE'] ?? programImage(version),
      };
      return outside;
    },
    close: () => {
      outside?.services.close();
      use.drop?.();
      connection.close();
    },
    async during(doing, call) {
      try {
        return await call();
      } catch (error) {
        if (!isApiError(error)) throw error;
        const { describeApiError, kindNotServed } = await import('./describe-api-error.ts');
        const { type } = doing;
        if (type !== undefined && isApiError(error, 'NotFound')) {
          // What an earlier run saw may be the very thing that is wrong.
          const refresh = mayBeOld;
          mayBeOld = false;
          if (!(await discovery.serves(type, { refresh }))) {
            throw kindNotServed(type, entry.bin, await discovery.versionsOf(type.group, type.kind));
          }
        }
        throw describeApiError(error, { ...doing, bin: entry.bin, entry, command, context, server, user });
      }
    },
  };
}

/** What a session does with what earlier runs saw of the server's types. */
interface CacheUse {
  readonly remembers: boolean;
  /** Called at the end. */
  readonly drop: (() => void) | undefined;
}

async function dropper(connection: Connection, { servedTypes, env, now }: Runtime): Promise<CacheUse['drop']> {
  const folder = servedTypes === 'changed' ? cacheFolder(env) : undefined;
  if (folder === undefined) return undefined;
  const { createDiscoveryCache } = await import('../../cluster/discovery-cache.ts');
  return createDiscoveryCache(folder, connection.target, now).drop;
}

/** Connects as the global flags say. Throws a CliError where there is no usable kubeconfig; no request is made yet. */
export async function openSession(
  flags: GlobalFlags,
  runtime: Runtime,
  fieldManager?: string,
  onRequest?: (report: RequestReport) => void,
  tunnel: Tunnel = 'auto',
): Promise<Session> {
  if (flags.namespace === '') throw usageError('--namespace must not be empty');
  const requestTimeoutMs = parseDuration(flags['request-timeout'], 'request-timeout');
  const folder = (runtime.servedTypes ?? 'remembered') === 'remembered' ? cacheFolder(runtime.env) : undefined;
  try {
    const connection = await connect({
      ...overridesOf(flags),
      program: runtime.entry.executable,
      version: runtime.version,
      fieldManager: fieldManager ?? `${runtime.entry.system ?? UMBRELLA}-cli`,
      requestTimeoutMs,
      ...(folder !== undefined && { cacheFolder: folder }),
      onWarning: warnOnce(runtime),
      onRequest: (report) => {
        if (flags.verbosity >= REQUEST_VERBOSITY) runtime.stderr(requestLine(report));
        onRequest?.(report);
      },
    });
    return sessionOf(connection, flags, runtime, tunnel, { remembers: folder !== undefined, drop: await dropper(connection, runtime) });
  } catch (error) {
    if (!isApiError(error)) throw error;
    const { describeApiError } = await import('./describe-api-error.ts');
    throw describeApiError(error, { verb: 'get', bin: runtime.entry.bin });
  }
}
