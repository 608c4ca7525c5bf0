import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { connect } from '../../src/cluster/connect.ts';
import type { Connection } from '../../src/cluster/connect.ts';
import { createServiceCaller } from '../../src/cluster/reach/create-service-caller.ts';
import type { ServiceCaller, ServicePort, ServiceRequest } from '../../src/cluster/service-caller.ts';
import type { SharedControlPlane } from './control-plane-setup.ts';
import { applyServedPods } from './served-pods.ts';
import { standBehind, type StandingServer, type StandingTls } from './standing-server.ts';
import { uniqueNamespace } from './unique-namespace.ts';

/** What `/large` answers: 5 MB. */
export const LARGE = 'x'.repeat(5_000_000);

/** A GET that is given up after 10 s. */
export function getRequest(path: string, more: Partial<ServiceRequest> = {}): ServiceRequest {
  return { method: 'GET', path, timeoutMs: 10_000, ...more };
}

/** A namespace with a server behind Service `web`, and who asks it. */
export interface ReachScene {
  readonly admin: () => Connection;
  readonly namespace: () => string;
  /** Port 80 of `web`. */
  readonly service: () => ServicePort;
  /** Another user; gets the URLs of its requests. */
  open(kubeconfig: string, requests?: string[]): Promise<Connection>;
  /** A caller that goes with the test, and the ways that it took. */
  caller(connection?: Connection): { readonly calls: ServiceCaller; readonly ways: string[] };
  /** Pods and a Service of a new name, with a server behind them (https with a certificate) that goes with the test. `replicas: 0`: no pod yet. */
  stand(name: string, port: number, more?: { readonly replicas?: number; readonly tls?: StandingTls }): Promise<StandingServer>;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** What the server does with a request, by its path. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, url = '', headers } = request;
  const [path = ''] = url.split('?', 1);
  const body = await bodyOf(request);
  const json = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (path === '/large') response.end(LARGE);
  else if (path === '/missing') json(404, { error: 'no such thing' });
  else if (path === '/status') json(404, { kind: 'Status', apiVersion: 'v2', status: 'Failure', code: 404 });
  else if (path === '/unavailable') response.writeHead(503).end('busy');
  else if (path === '/unauthorized') json(401, { detail: 'wrong key' });
  else if (path === '/hang') response.on('close', () => {});
  else if (path === '/cut') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('some', () => response.destroy());
  } else if (path === '/events') {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: 1\n\n');
    response.on('close', () => {});
  } else json(200, { method, url, size: body.length, key: headers['x-api-key'] ?? null, authorization: headers.authorization ?? null });
}

/** Makes the scene before the tests of a suite and ends it after them. */
export function reachScene(plane: SharedControlPlane): ReachScene {
  const scene: { admin?: Connection; namespace?: string; standing?: StandingServer } = {};

  const admin = (): Connection => {
    if (scene.admin === undefined) throw new Error('the scene is made before the tests, not before the suite');
    return scene.admin;
  };
  const namespace = (): string => scene.namespace ?? '';
  const open: ReachScene['open'] = async (kubeconfig, requests = []) =>
    connect({ kubeconfig, program: 'test', version: '0', fieldManager: 'test', onRequest: ({ url }) => requests.push(url) });
  const serve = async (name: string, port: number, tls?: StandingTls): Promise<StandingServer> =>
    standBehind(
      plane,
      { namespace: namespace(), service: name, port },
      (request, response) => void answer(request, response).catch(() => {}),
      tls && { tls },
    );

  beforeAll(async () => {
    scene.admin = await open(plane.kubeconfig);
    scene.namespace = await uniqueNamespace(scene.admin.api, 'reach');
    scene.standing = await serve('web', 80);
    await applyServedPods(scene.admin.api, { namespace: namespace(), name: 'web', port: 80 });
    await scene.standing.reached();
  });
  afterAll(async () => {
    await scene.standing?.close();
    scene.admin?.close();
  });

  return {
    admin,
    namespace,
    service: () => ({ namespace: namespace(), name: 'web', port: 80 }),
    open,
    caller: (connection = admin()) => {
      const ways: string[] = [];
      const calls = createServiceCaller(connection, { onWay: (line) => ways.push(line.replace(/^.*? (through|at) /, '$1 ')) });
      onTestFinished(() => calls.close());
      return { calls, ways };
    },
    stand: async (name, port, { replicas = 1, tls } = {}) => {
      const standing = await serve(name, port, tls);
      onTestFinished(async () => standing.close());
      await applyServedPods(admin().api, { namespace: namespace(), name, port, replicas });
      if (replicas > 0) await standing.reached();
      return standing;
    },
  };
}
