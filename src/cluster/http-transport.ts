import type { ClientRequest } from 'node:http';
import type { ConnectionOptions, SecureContext } from 'node:tls';
import type { Clock } from '../kernel/clock.ts';
import { abortable } from './abortable.ts';
import { ApiError } from './api-error.ts';
import type { PemSource } from './cluster-target.ts';
import { connectSocket, createAgents, destroyAgents, retireAgents } from './connection-agents.ts';
import type { AgentSettings, ConnectionAgents } from './connection-agents.ts';
import type { ClientCertificate, Credential, Credentials } from './credentials.ts';
import { exchange } from './http-exchange.ts';
import { http, https, tls as tlsModule } from './network-modules.ts';
import { createPemReader } from './pem-reader.ts';
import { proxyAuthorization, proxyDial } from './proxy-tunnel.ts';
import type { Dial } from './proxy-tunnel.ts';
import { createRefreshing } from './refreshing.ts';
import { createSlots } from './slots.ts';
import type { Transport, TransportRequest } from './transport.ts';
import { trustedAuthorities } from './trusted-authorities.ts';

/** How to reach one server. */
export interface HttpTransportOptions {
  readonly server: URL;
  readonly certificateAuthority?: PemSource | undefined;
  /** PEM of one more authority beside those of this machine, where `certificateAuthority` names none. */
  readonly extraAuthority?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean;
  readonly tlsServerName?: string | undefined;
  readonly proxy?: URL | undefined;
  /** How TCP connections are made. Default: directly, or through `proxy`. */
  readonly dial?: Dial | undefined;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** Connections for requests at a time; streams have their own. Default 16. */
  readonly maxConnections?: number;
  /** How long a connection that nobody uses is kept. Default 60 s. */
  readonly idleMs?: number;
}

/** How often the certificate authority's file is looked at. */
const LOOK_MS = 60_000;

interface Ready {
  readonly credential: Credential;
  readonly agents: ConnectionAgents;
  readonly authority: Buffer | undefined;
}

/** The {@link Transport} over node:http and node:https: pooled keep-alive connections, HTTP/1.1. */
export function createHttpTransport(options: HttpTransportOptions): Transport {
  const { server, credentials, clock } = options;
  const secure = server.protocol === 'https:';
  const maxConnections = options.maxConnections ?? 16;
  // One connection is kept for what is urgent.
  const slots = createSlots(Math.max(1, maxConnections - 1));
  const route = routeTo(server, options);
  const authority = authorityOf(options);
  const startRequest = (route.secure ? https : http).request;
  let agents: ConnectionAgents | undefined;
  let agentsAuthority: Buffer | undefined;
  let agentsCertificate: ClientCertificate | undefined;
  let machineContext: SecureContext | undefined;
  let isClosed = false;

  function agentsFor(ca: Buffer | undefined, certificate: ClientCertificate | undefined): ConnectionAgents {
    if (agents !== undefined && agentsAuthority === ca && agentsCertificate === certificate) return agents;
    if (agents !== undefined) retireAgents(agents);
    agentsAuthority = ca;
    agentsCertificate = certificate;
    const tls = secure ? tlsFor(ca, certificate) : route.secure ? {} : undefined;
    agents = createAgents(settingsOf(route, tls));
    return agents;
  }

  function settingsOf({ host, port, dial }: Route, tls: ConnectionOptions | undefined): AgentSettings {
    const { idleMs } = options;
    return {
      host,
      port,
      maxSockets: maxConnections,
      ...(tls !== undefined && { tls }),
      ...(dial !== undefined && { dial }),
      ...(idleMs !== undefined && { idleMs }),
    };
  }

  function authorityOptions(): { readonly ca?: string[] } {
    const authorities = authoritiesWith(options.extraAuthority);
    return authorities === undefined ? {} : { ca: authorities };
  }

  function tlsFor(ca: Buffer | undefined, certificate: ClientCertificate | undefined): ConnectionOptions {
    const insecure = options.insecureSkipTlsVerify === true;
    if (ca === undefined && certificate === undefined && !insecure) {
      // Reading all authorities takes tens of milliseconds: once, not for each connection.
      machineContext ??= tlsModule.createSecureContext(authorityOptions());
      return { secureContext: machineContext, ...(options.tlsServerName !== undefined && { servername: options.tlsServerName }) };
    }
    return {
      ...(ca === undefined ? (insecure ? {} : authorityOptions()) : { ca }),
      ...(certificate !== undefined && { cert: certificate.cert, key: certificate.key }),
      ...(options.tlsServerName !== undefined && { servername: options.tlsServerName }),
      rejectUnauthorized: !insecure,
    };
  }

  /** Without a promise when nothing has to be loaded: the usual case, for every request but the first. */
  function ready(): Ready | Promise<Ready> {
    const ca = authority.current();
    const credential = credentials.current();
    if (ca instanceof Promise || credential instanceof Promise) {
      return Promise.all([ca, credential]).then(([pem, current]) => ({
        credential: current,
        agents: agentsFor(pem.bytes, current.certificate),
        authority: pem.bytes,
      }));
    }
    return { credential, agents: agentsFor(ca.bytes, credential.certificate), authority: ca.bytes };
  }

  async function prepare(signal: AbortSignal | undefined): Promise<Ready> {
    signal?.throwIfAborted();
    // A broken connection is what a retry is made for: this one is broken for good.
    if (isClosed)
      throw new ApiError({ reason: 'Unreachable', message: 'the connection to the server was closed', networkCode: 'ECANCELED' });
    const now = ready();
    return now instanceof Promise ? await abortable(now, signal) : now;
  }

  function starter(pool: 'requests' | 'streams', { credential, agents: pools }: Ready): (request: TransportRequest) => ClientRequest {
    const authorization = credential.authorization;
    return (request) => {
      const headers = ['Host', server.host, ...request.headers, ...route.headers];
      if (authorization !== undefined) headers.push('Authorization', authorization);
      if (request.body !== undefined) headers.push('Content-Length', String(Buffer.byteLength(request.body)));
      const path = route.prefix + request.path;
      return startRequest({ agent: pools[pool], host: route.host, port: route.port, method: request.method, path, headers });
    };
  }

  return {
    server,
    async send(request) {
      const isUrgent = request.urgent === true;
      const waiting = isUrgent ? undefined : slots.take(request.signal);
      if (waiting !== undefined) await waiting;
      try {
        const now = await prepare(request.signal);
        return await exchange({ clock, server, start: starter('requests', now) }, request, 'body', (response, body) => ({
          status: response.statusCode ?? 0,
          headers: response.headers,
          credential: now.credential,
          body,
        }));
      } finally {
        if (!isUrgent) slots.give();
      }
    },
    async open(request) {
      const now = await prepare(request.signal);
      return await exchange({ clock, server, start: starter('streams', now) }, request, 'head', (response) => ({
        status: response.statusCode ?? 0,
        headers: response.headers,
        credential: now.credential,
        stream: response,
      }));
    },
    async connect(signal) {
      const { credential, authority: ca } = await prepare(signal);
      const settings = settingsOf(streamRoute(server, options), secure ? tlsFor(ca, credential.certificate) : undefined);
      return { socket: await abortable(connectSocket(settings), signal), authorization: credential.authorization, credential };
    },
    async renewCredential(rejected, signal) {
      return await abortable(credentials.renew(rejected.credential), signal);
    },
    close() {
      isClosed = true;
      credentials.close();
      if (agents !== undefined) destroyAgents(agents);
    },
  };
}

/** Where connections go, and how requests are written there: a proxy for plain http gets whole URLs, any other use of one is a tunnel. */
interface Route {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
  /** What stands before each request's path. */
  readonly prefix: string;
  readonly headers: readonly string[];
  readonly dial?: ReturnType<typeof proxyDial>;
}

function routeTo(server: URL, { proxy, dial }: Pick<HttpTransportOptions, 'proxy' | 'dial'>): Route {
  const prefix = server.pathname.replace(/\/+$/, '');
  const direct = { ...addressOf(server), prefix, headers: [] };
  if (dial !== undefined) return { ...direct, dial };
  if (proxy === undefined) return direct;
  if (server.protocol === 'https:' || proxy.protocol.startsWith('socks')) return { ...direct, dial: proxyDial(proxy) };
  return { ...addressOf(proxy), prefix: `http://${server.host}${prefix}`, headers: proxyAuthorization(proxy) };
}

/** For what is no plain HTTP request: a proxy is always a tunnel then. */
function streamRoute(server: URL, { proxy, dial = proxy && proxyDial(proxy) }: Pick<HttpTransportOptions, 'proxy' | 'dial'>): Route {
  return { ...addressOf(server), prefix: '', headers: [], ...(dial !== undefined && { dial }) };
}

function authoritiesWith(extra: string | undefined): string[] | undefined {
  const trusted = trustedAuthorities();
  return extra === undefined ? trusted : [...(trusted ?? tlsModule.rootCertificates), extra];
}

function addressOf(url: URL): { readonly host: string; readonly port: number; readonly secure: boolean } {
  const secure = url.protocol === 'https:';
  return { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? (secure ? 443 : 80) : Number(url.port), secure };
}

function authorityOf(options: HttpTransportOptions): { current(): { bytes: Buffer | undefined } | Promise<{ bytes: Buffer | undefined }> } {
  const source = options.certificateAuthority;
  if (source === undefined) return { current: () => NO_AUTHORITY };
  const read = createPemReader(source, 'certificate authority');
  return createRefreshing<{ bytes: Buffer | undefined }>({
    clock: options.clock,
    load: async () => ({ bytes: await read() }),
    freshForMs: () => ('data' in source ? Number.POSITIVE_INFINITY : LOOK_MS),
    keepOnFailure: true,
  });
}

const NO_AUTHORITY = { bytes: undefined };
