import type { Agent, AgentOptions } from 'node:http';
import type { ConnectionOptions } from 'node:tls';
import { connect as connectTcp, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import { http, https, tls as connections } from './network-modules.ts';
import type { Dial } from './proxy-tunnel.ts';

/** The two pools of connections to one server: one bounded, for requests; one unbounded, for streams. */
export interface ConnectionAgents {
  readonly requests: Agent;
  readonly streams: Agent;
}

/** TCP keep-alive finds a dead peer. 30 s stays below the idle limits of load balancers (60 s). */
const TCP_KEEP_ALIVE_MS = 30_000;
/** A pooled connection that nobody used for this long is closed by us, before the API server does (Go: 90 s): no request meets a half-closed one. */
const IDLE_MS = 60_000;

/** How to reach the server. `tls` is absent for http; `dial` is there when connections go through a tunnel. */
export interface AgentSettings {
  readonly host: string;
  readonly port: number;
  readonly maxSockets: number;
  readonly tls?: ConnectionOptions;
  readonly dial?: Dial;
  /** How long a connection that nobody uses is kept. Default 60 s. */
  readonly idleMs?: number;
}

/** Makes the pools for one server and one client certificate. */
export function createAgents(settings: AgentSettings): ConnectionAgents {
  const timeout = settings.idleMs ?? IDLE_MS;
  const common: AgentOptions = { keepAlive: true, keepAliveMsecs: TCP_KEEP_ALIVE_MS, timeout, scheduling: 'lifo' };
  return {
    requests: createAgent(settings, { ...common, maxSockets: settings.maxSockets, maxFreeSockets: settings.maxSockets }),
    streams: createAgent(settings, { ...common, maxSockets: Number.POSITIVE_INFINITY, maxFreeSockets: 4 }),
  };
}

function createAgent(settings: AgentSettings, options: AgentOptions): Agent {
  const { tls, dial } = settings;
  const agent = tls === undefined ? new http.Agent(options) : new https.Agent({ ...options, ...tls });
  if (dial === undefined) return agent;
  agent.createConnection = (_options, callback) => {
    connectSocket(settings).then(
      (socket) => callback?.(null, socket),
      (error: unknown) => callback?.(error as Error, undefined as never),
    );
    return undefined;
  };
  if (tls === undefined) return agent;
  // What a tunnel carries is no socket to TLS: whether it holds the process must be said to it, too.
  const { keepSocketAlive, reuseSocket } = agent;
  agent.keepSocketAlive = (socket) => {
    carried(socket)?.unref?.();
    return keepSocketAlive.call(agent, socket);
  };
  agent.reuseSocket = (socket, request) => {
    carried(socket)?.ref?.();
    reuseSocket.call(agent, socket, request);
  };
  return agent;
}

/** A stream that can be told whether it holds the process. */
type Holder = Duplex & { ref?(): unknown; unref?(): unknown };

const CARRIERS = new WeakMap<Duplex, Holder>();

function carried(socket: Duplex): Holder | undefined {
  return CARRIERS.get(socket);
}

/** A connection of its own to the server. Of the TCP and TLS handshakes only a `dial` is awaited: a failure comes as the socket's `error`. */
export async function connectSocket({ host, port, tls, dial }: AgentSettings): Promise<Duplex> {
  if (dial === undefined) {
    const keepAlive = { keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS };
    return tls === undefined
      ? connectTcp({ host, port, ...keepAlive })
      : connections.connect({ ...tunnelled(host, tls), port, ...keepAlive } as ConnectionOptions);
  }
  const socket = await dial(host, port);
  if (tls === undefined) return socket;
  const secure = connections.connect({ ...tunnelled(host, tls), socket });
  socket.once('error', (error) => secure.destroy(error));
  CARRIERS.set(secure, socket);
  return secure;
}

function tunnelled(host: string, tls: ConnectionOptions): ConnectionOptions {
  const servername = tls.servername ?? (isIP(host) === 0 ? host : '');
  return { ...tls, host, servername, ALPNProtocols: ['http/1.1'] };
}

/** Ends pools that are replaced: what is idle now, and each busy connection after its request. */
export function retireAgents(agents: ConnectionAgents): void {
  for (const agent of [agents.requests, agents.streams]) {
    agent.maxFreeSockets = 0;
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  }
}

/** Ends pools with everything in them. */
export function destroyAgents(agents: ConnectionAgents): void {
  agents.requests.destroy();
  agents.streams.destroy();
}
