import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { KubeObject } from '../../kernel/kube-object.ts';
import { connectedPair } from './connected-pair.ts';
import type { ContainerSpec, Program, ProgramContext } from './program.ts';

/** What an HTTP stand-in is made of. */
export interface HttpProgramOptions {
  readonly name: string;
  matches(container: ContainerSpec, pod: KubeObject): boolean;
  /** The container ports it serves. Default: every port that the container declares. */
  readonly ports?: readonly number[];
  /** Called once for each container that starts; what it gives serves that container. */
  start(context: ProgramContext): HttpHandler | Promise<HttpHandler>;
}

/** What serves one container. */
export interface HttpHandler {
  /** Takes a request. A rejection is answered with 500 and stands in the container's log. */
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
  /** Takes a request that asks for another protocol. Default: such requests are answered like any other. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** PEM texts: every connection speaks TLS. Default: none does. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Whether a readiness probe would succeed now. Default: yes. */
  ready?(): boolean;
  /** Called when the container is told to stop. */
  stop?(): void;
}

/** A program that answers HTTP on connections in memory: no port of this machine is opened. */
export function httpProgram(options: HttpProgramOptions): Program {
  return {
    name: options.name,
    matches: options.matches,
    start: async (context) => {
      const handler = await options.start(context);
      const failed = (error: unknown, response: ServerResponse): void => {
        context.log(`error: ${error instanceof Error ? error.message : String(error)}`);
        if (response.headersSent) response.destroy();
        else response.writeHead(500, { 'content-type': 'text/plain' }).end('internal error\n');
      };
      const listener: RequestListener = (request, response) => {
        void (async () => handler.handle(request, response))().catch((error: unknown) => failed(error, response));
      };
      const server = handler.tls === undefined ? createServer(listener) : createTlsServer({ ...handler.tls }, listener);
      if (handler.upgrade !== undefined) server.on('upgrade', handler.upgrade.bind(handler));
      const open = new Set<Duplex>();
      context.signal.addEventListener(
        'abort',
        () => {
          handler.stop?.();
          for (const connection of open) connection.destroy();
        },
        { once: true },
      );
      const ports = new Set(options.ports ?? context.container.ports.map(({ containerPort }) => containerPort));
      return {
        dial: (port) => {
          if (context.signal.aborted || !ports.has(port)) return undefined;
          const [inside, outside] = connectedPair();
          open.add(inside);
          inside.once('close', () => open.delete(inside));
          // A caller that resets the connection is no fault of the program.
          inside.on('error', () => {});
          server.emit('connection', inside);
          return outside;
        },
        ready: () => handler.ready?.() ?? true,
      };
    },
  };
}
