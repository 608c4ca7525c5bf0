import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect } from '../../src/cluster/connect.ts';
import type { SharedControlPlane } from './control-plane-setup.ts';
import { watchEndpoints, type ServiceEndpoints } from './endpoint-watch.ts';
import { behindControlPlane } from './plane-forwards.ts';
import { behindSandbox } from './sandbox-ways.ts';
import { sandboxPlane } from './sandbox-plane.ts';

/** Certificate and key of a server that speaks https, PEM. */
export interface StandingTls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** A server of a test that stands behind a Service. */
export interface StandingServer {
  /** On 127.0.0.1: where it really listens. */
  readonly localPort: number;
  /** The pods that are ready and reach it now. */
  pods(): readonly string[];
  /**
   * Resolves when the ready pods, all of which reach it, fulfil a condition (default: there is one). The pods of a Deployment come only when
   * one is applied, so ask after that.
   */
  reached(condition?: (pods: readonly string[]) => boolean): Promise<void>;
  /** Breaks off every connection there is. */
  cut(): void;
  close(): Promise<void>;
}

/**
 * Lets a server of the test answer for the pods behind a Service, on both servers: whoever asks through the service proxy or a port-forward
 * reaches `handler`. Call it before the pods start (in the sandbox a container is given its program then); Service and pods may come later,
 * go and be replaced. With `tls` it speaks https. Close it after the test.
 */
export async function standBehind(
  plane: SharedControlPlane,
  where: ServiceEndpoints,
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  options: { readonly tls?: StandingTls } = {},
): Promise<StandingServer> {
  const server = options.tls === undefined ? createServer(handler) : createSecureServer(options.tls, handler);
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: localPort } = server.address() as AddressInfo;
  const { kubeconfig, dir } = plane;
  const connection = await connect({ kubeconfig, program: 'standing-server', version: '0', fieldManager: 'standing-server' });
  const sandbox = sandboxPlane()?.kubeconfig === kubeconfig ? sandboxPlane()?.sandbox : undefined;
  const ways =
    sandbox === undefined
      ? behindControlPlane(connection, {
          dir,
          namespace: where.namespace,
          localPort,
          nextConnection: async (signal) => once(server, 'connection', { signal }),
        })
      : behindSandbox(sandbox, where.namespace, localPort);
  const ending = new AbortController();
  const waiting = new Set<() => void>();
  let ready: readonly string[] = [];
  const watching = watchEndpoints(connection.api, where, ending.signal, async (endpoints) => {
    await ways.lay(endpoints);
    ready = endpoints.filter((endpoint) => endpoint.ready).map(({ pod }) => pod);
    for (const look of waiting) look();
  });
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    localPort,
    pods: () => ready,
    cut,
    reached: async (condition = (pods) => pods.length > 0) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (!condition(ready)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    close: async () => {
      ending.abort();
      await ways.close();
      await watching;
      connection.close();
      server.close();
      cut();
    },
  };
}
