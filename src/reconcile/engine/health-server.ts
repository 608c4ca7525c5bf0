import { createServer, type Server } from 'node:http';
import type { Metrics } from './metrics.ts';

export interface HealthServerOptions {
  /** `:8081`, `127.0.0.1:8081`; `0` means off (controller-runtime's meaning). */
  readonly healthAddress: string;
  readonly metricsAddress: string;
  readonly metrics: Metrics;
  /** Empty: ready. Else what is not, one entry each. */
  readonly notReady: () => readonly string[];
}

interface Address {
  readonly host?: string;
  readonly port: number;
}

function parseAddress(text: string): Address | undefined {
  if (text === '0' || text === '') return undefined;
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`"${text}" is not an address to listen on: write HOST:PORT, :PORT, or 0 for none`);
  }
  const host = text.slice(0, Math.max(colon, 0)).replace(/^\[|\]$/g, '');
  return host === '' ? { port } : { host, port };
}

async function listen(
  address: Address,
  answer: (path: string) => { readonly code: number; readonly type: string; readonly body: string },
): Promise<Server> {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const { code, type, body } = request.method === 'GET' ? answer(path) : { code: 405, type: 'text/plain', body: 'only GET\n' };
    response.writeHead(code, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ ...address }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  server.unref();
  return server;
}

/** The ports the two servers listen on (0 in an address picks a free one), and how to end them. */
export interface RunningHealthServer {
  readonly healthPort?: number;
  readonly metricsPort?: number;
  close(): Promise<void>;
}

function portOf(server: Server | undefined): number | undefined {
  const address = server?.address();
  return typeof address === 'object' && address !== null ? address.port : undefined;
}

/** Serves `/healthz` and `/readyz` on one address and `/metrics` on the other. Rejects where an address cannot be listened on. */
export async function startHealthServer(options: HealthServerOptions): Promise<RunningHealthServer> {
  const text = (code: number, body: string): { code: number; type: string; body: string } => ({
    code,
    type: 'text/plain; charset=utf-8',
    body,
  });
  const health = parseAddress(options.healthAddress);
  const metrics = parseAddress(options.metricsAddress);
  const healthServer =
    health === undefined
      ? undefined
      : await listen(health, (path) => {
          if (path === '/healthz') return text(200, 'ok');
          if (path !== '/readyz') return text(404, 'try /healthz or /readyz\n');
          const missing = options.notReady();
          return missing.length === 0 ? text(200, 'ok') : text(500, `${missing.map((item) => `[-] ${item}`).join('\n')}\n`);
        });
  let metricsServer: Server | undefined;
  try {
    if (metrics !== undefined) {
      metricsServer = await listen(metrics, (path) =>
        path === '/metrics'
          ? { code: 200, type: 'text/plain; version=0.0.4; charset=utf-8', body: options.metrics.render() }
          : text(404, 'try /metrics\n'),
      );
    }
  } catch (error) {
    healthServer?.close();
    throw error;
  }
  const servers = [healthServer, metricsServer].filter((server) => server !== undefined);
  const healthPort = portOf(healthServer);
  const metricsPort = portOf(metricsServer);
  return {
    ...(healthPort === undefined ? {} : { healthPort }),
    ...(metricsPort === undefined ? {} : { metricsPort }),
    close: async () => {
      await Promise.all(
        servers.map(
          (server) =>
            new Promise<void>((resolve) => {
              server.close(() => resolve());
              server.closeAllConnections();
            }),
        ),
      );
    },
  };
}
