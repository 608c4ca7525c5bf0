import { createServer, type Server } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { ApiServerOptions } from './api-server-options.ts';
import { createOpenApiServer } from './documents/serve-openapi.ts';
import { servedGroups, type ServedGroup } from './documents/served-types.ts';
import { handleRequest, type ServerState } from './handle-request.ts';
import { handleUpgrade } from './handle-upgrade.ts';

/** The HTTP front of a sandbox. */
export interface ApiServer {
  /** Starts to listen; with port 0 on any that is free. Resolves with the URL. Rejects with the system's error (`EADDRINUSE`). */
  listen(port: number, host?: string): Promise<string>;
  /** `https://host:port`; throws before {@link listen}. */
  readonly url: string;
  /** Resets every connection, as a server does that crashes. It goes on listening. */
  dropConnections(): void;
  /** Ends watches and tunnels and stops listening. */
  close(): Promise<void>;
}

/** A connection that is idle for this long is closed; clients keep theirs for 90 seconds. */
const KEEP_ALIVE = 120_000;

/** How long a close waits, in milliseconds, for what was written to be taken. */
const PATIENCE = 1000;

function hostText(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** Discovery changes only when types do. */
function cachedGroups({ registry, reviews = [] }: ApiServerOptions): () => readonly ServedGroup[] {
  let revision = -1;
  let groups: readonly ServedGroup[] = [];
  return () => {
    if (revision !== registry.revision) {
      revision = registry.revision;
      groups = servedGroups(registry, reviews);
    }
    return groups;
  };
}

function createHttpsServer({ certificates: { ca, server } }: ApiServerOptions): Server {
  return createServer({
    cert: server.cert,
    key: server.key,
    ca,
    requestCert: true,
    rejectUnauthorized: false,
    keepAliveTimeout: KEEP_ALIVE,
    requestTimeout: 0,
    ALPNProtocols: ['http/1.1'],
    noDelay: true,
  });
}

/** The Kubernetes API over HTTPS: everything between the socket and the object service. */
export function createApiServer(options: ApiServerOptions): ApiServer {
  const sockets = new Set<Socket>();
  const closers = new Set<() => void>();
  const server = createHttpsServer(options);
  let url: string | undefined;
  const address = (): string => (url ?? '').replace('https://', '');
  const state: ServerState = { served: cachedGroups(options), openApi: createOpenApiServer(options.schemaName), address, closers };
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // Connections that break during the handshake concern nobody.
  server.on('tlsClientError', () => {});
  server.on('request', (request, response) => void handleRequest(options, state, request, response));
  server.on('upgrade', (request, socket, head) => void handleUpgrade(options, state, request, socket, head));
  return {
    get url() {
      if (url === undefined) throw new Error('the server does not listen yet');
      return url;
    },
    listen: async (port, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          url = `https://${hostText(host)}:${String((server.address() as AddressInfo).port)}`;
          resolve(url);
        });
      }),
    dropConnections: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    close: async () => {
      for (const end of closers) end();
      await new Promise<void>((resolve) => {
        // A client that reads nothing cannot keep the port.
        const force = setTimeout(() => sockets.forEach((socket) => socket.destroy()), PATIENCE);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        // Whatever is under way has had its end written; nothing more is read.
        setImmediate(() => sockets.forEach((socket) => socket.destroySoon()));
      });
    },
  };
}
