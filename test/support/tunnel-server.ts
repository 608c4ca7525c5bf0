import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { createSystemClock } from '../../src/cluster/system-clock.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { ApiFailure } from '../../src/sandbox/failures/api-failure.ts';
import { clusterDialer } from '../../src/sandbox/programs/cluster-dialer.ts';
import type { PodRuntime, StartedContainer } from '../../src/sandbox/programs/pod-runtime.ts';
import type { ResourceRequestInfo } from '../../src/sandbox/requests/tunnels.ts';
import { createObjectStorage } from '../../src/sandbox/storage/create-object-storage.ts';
import { createTunnels } from '../../src/sandbox/tunnels/create-tunnels.ts';

/** An API server that knows nothing but GET of stored objects and the tunnels, over plain HTTP. */
export interface TunnelServer {
  readonly url: string;
  /** Adds a pod in namespace `default`, on a node and running, with the containers that were started. */
  addPod(name: string, started: readonly StartedContainer[], fields?: PodFields): void;
  /** Adds any object of `default`. */
  add(resource: string, object: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/** What a pod is given besides its name. */
export interface PodFields {
  /** Container names by default those that were started. */
  readonly containers?: readonly string[];
  readonly initContainers?: readonly string[];
  readonly ports?: readonly number[];
  readonly status?: Readonly<Record<string, unknown>>;
  readonly nodeName?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

const DISCOVERY = {
  kind: 'APIResourceList',
  apiVersion: 'v1',
  groupVersion: 'v1',
  resources: ['Pod', 'Service'].map((kind) => ({
    name: `${kind.toLowerCase()}s`,
    singularName: kind.toLowerCase(),
    namespaced: true,
    kind,
    verbs: ['get', 'list'],
  })),
};
const FIXED: Readonly<Record<string, unknown>> = {
  '/api': { kind: 'APIVersions', versions: ['v1'] },
  '/apis': { kind: 'APIGroupList', apiVersion: 'v1', groups: [] },
  '/api/v1': DISCOVERY,
  '/version': { major: '1', minor: '36', gitVersion: 'v1.36.0' },
};
const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)(?:\/([^/]+)(.*))?$/;

function infoOf({ method = 'GET', url = '/' }: IncomingMessage): ResourceRequestInfo | undefined {
  const { pathname, searchParams } = new URL(url, 'http://server');
  const path = decodeURIComponent(pathname);
  const [, namespace = '', plural = '', name = '', subresource, rest = ''] = PATH.exec(path) ?? [];
  if (namespace === '') return undefined;
  const resource = { verb: 'get' as const, group: '', version: 'v1', plural, namespace, name };
  return { method, path, query: searchParams, resource: { ...resource, ...(subresource === undefined ? {} : { subresource, rest }) } };
}

function failureText(error: unknown): { readonly code: number; readonly text: string } {
  if (error instanceof ApiFailure) return { code: error.status.code, text: JSON.stringify(error.status) };
  return { code: 500, text: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** Starts it on a free port of loopback. */
export async function startTunnelServer(): Promise<TunnelServer> {
  const storage = createObjectStorage();
  const started = new Map<string, readonly StartedContainer[]>();
  const runtime: PodRuntime = { containers: (namespace, pod) => started.get(`${namespace}/${pod}`) ?? [] };
  const pods = (): PodRuntime => runtime;
  const dialer = clusterDialer({ storage, pods });
  const tunnels = createTunnels({ storage, pods, dialer, clock: createSystemClock(), random: () => 0 });
  const user = { name: 'tester', groups: [] };
  const server = createServer((request, response) => {
    const info = infoOf(request);
    const send = (code: number, text: string): void => {
      if (!response.headersSent) response.writeHead(code, { 'content-type': 'application/json' });
      response.end(text);
    };
    if (info === undefined) {
      const fixed = FIXED[new URL(request.url ?? '', 'http://server').pathname];
      send(fixed === undefined ? 404 : 200, JSON.stringify(fixed ?? {}));
      return;
    }
    if (info.resource.subresource === undefined) {
      const { plural, namespace = '', name = '' } = info.resource;
      const found = storage.get(plural, { namespace, name });
      send(found === undefined ? 404 : 200, JSON.stringify(found ?? {}));
      return;
    }
    void (async () => tunnels.request(info, user, request, response))().catch((error: unknown) => {
      const { code, text } = failureText(error);
      send(code, text);
    });
  });
  const sockets = new Set<Duplex>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    const info = infoOf(request);
    socket.on('error', () => socket.destroy());
    void (async () => info && tunnels.upgrade(info, user, request, socket, head))().catch((error: unknown) => {
      const { code, text } = failureText(error);
      socket.end(
        `HTTP/1.1 ${String(code)} Failed\r\nContent-Type: application/json\r\nContent-Length: ${String(Buffer.byteLength(text))}\r\nConnection: close\r\n\r\n${text}`,
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the system gave no port');
  let serial = 0;
  const add: TunnelServer['add'] = (resource, object) => {
    serial += 1;
    const { metadata, ...rest } = object as { readonly metadata: Readonly<Record<string, unknown>> };
    const own = { namespace: 'default', uid: `uid-${String(serial)}`, creationTimestamp: '2026-01-01T00:00:00Z' };
    storage.create(resource, { ...rest, metadata: { ...own, ...metadata } } as unknown as KubeObject);
  };
  return {
    url: `http://127.0.0.1:${String(address.port)}`,
    add,
    addPod: (name, containers, fields = {}) => {
      started.set(`default/${name}`, containers);
      const names = fields.containers ?? containers.map((container) => container.name);
      const ports = (fields.ports ?? []).map((containerPort) => ({ containerPort }));
      add('pods', {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, ...(fields.labels === undefined ? {} : { labels: fields.labels }) },
        spec: {
          nodeName: fields.nodeName ?? 'node-0',
          containers: names.map((container) => ({ name: container, image: 'example', ports })),
          ...(fields.initContainers === undefined ? {} : { initContainers: fields.initContainers.map((init) => ({ name: init })) }),
        },
        status: { phase: 'Running', podIP: `10.0.0.${String(started.size)}`, ...fields.status },
      });
    },
    close: async () => {
      dialer.close();
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
