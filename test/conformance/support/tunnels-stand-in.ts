import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { httpProgram } from '../../../src/sandbox/programs/http-program.ts';
import type { Program } from '../../../src/sandbox/programs/program.ts';
import { runProcess } from '../../../src/sandbox/programs/run-process.ts';
import type { SharedControlPlane } from '../../support/control-plane-setup.ts';
import type { RawClient } from '../../support/raw-client.ts';
import { eventually } from './tunnels-eventually.ts';
import { sandboxPlane } from '../../support/sandbox-plane.ts';

/** A pod with one container `main` behind which a server of this process stands. */
export interface StandInPod {
  readonly namespace: string;
  readonly name: string;
  /** The declared container port, named `http`. */
  readonly port: number;
  readonly labels: Readonly<Record<string, string>>;
  /** Lines of its log. */
  readonly log: readonly string[];
  handle(request: IncomingMessage, response: ServerResponse): void;
}

/** Ends a stand-in. */
export interface StandIn {
  close(): Promise<void>;
}

function upgraded(request: IncomingMessage, socket: NodeJS.WritableStream & NodeJS.ReadableStream): void {
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${request.headers.upgrade ?? ''}\r\n\r\n`);
  socket.pipe(socket);
}

/** The stand-in as a program of the sandbox. Commands run on this machine, as those of the real control plane's make-believe kubelet do. */
function asProgram(stand: StandInPod, live: () => boolean): Program {
  const { namespace, name, port } = stand;
  const http = httpProgram({
    name: `stand-in ${name}`,
    matches: (_container, pod) => live() && pod.metadata.namespace === namespace && pod.metadata.name === name,
    ports: [port],
    start: ({ log }) => {
      for (const line of stand.log) log(line);
      return { handle: stand.handle, upgrade: upgraded };
    },
  });
  return {
    ...http,
    start: async (context) => ({
      ...(await http.start(context)),
      exec: async (command, { stdin, stdout, stderr, signal }) => {
        const env = { PATH: process.env['PATH'] ?? '' };
        return runProcess({ command, env, cwd: os.tmpdir(), stdin, stdout, stderr, signal });
      },
    }),
  };
}

async function post(client: RawClient, path_: string, body: unknown): Promise<void> {
  const { status, text } = await client.request('POST', path_, { body });
  if (status !== 201) throw new Error(`${path_}: ${String(status)} ${text}`);
}

function kwok(kind: string, { namespace, name }: StandInPod, spec: object): object {
  return { apiVersion: 'kwok.x-k8s.io/v1alpha1', kind, metadata: { namespace, name }, spec };
}

/** The stand-in behind the real control plane: a server on loopback, and what sends its kubelet and its API server there. */
async function behindRealPlane(
  plane: SharedControlPlane,
  client: RawClient,
  stand: StandInPod,
): Promise<StandIn & { reach(ip: string): Promise<void> }> {
  const { namespace, port } = stand;
  const dir = await mkdtemp(path.join(os.tmpdir(), 'aistack-stand-in-'));
  const logsFile = path.join(dir, 'log');
  await writeFile(logsFile, stand.log.map((line, index) => `2026-01-01T00:00:0${String(index)}Z stdout F ${line}\n`).join(''));
  const server = createServer((request, response) => stand.handle(request, response));
  server.on('upgrade', upgraded);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const local = address === null || typeof address === 'string' ? 0 : address.port;
  const at = `/apis/kwok.x-k8s.io/v1alpha1/namespaces/${namespace}`;
  const forwards = [{ ports: [port], target: { address: '127.0.0.1', port: local } }];
  await post(client, `${at}/logs`, kwok('Logs', stand, { logs: [{ containers: ['main'], logsFile, follow: true }] }));
  await post(client, `${at}/execs`, kwok('Exec', stand, { execs: [{ local: {} }] }));
  await post(client, `${at}/portforwards`, kwok('PortForward', stand, { forwards }));
  const routes = path.join(plane.dir, 'routes');
  let route = '';
  return {
    reach: async (ip) => {
      route = `${ip}:${String(port)} 127.0.0.1:${String(local)}\n`;
      await appendFile(routes, route);
    },
    close: async () => {
      if (route !== '') await writeFile(routes, (await readFile(routes, 'utf8')).replace(route, ''));
      server.close();
      server.closeAllConnections();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

/** Makes the pod with its stand-in, on either server, and waits until it is ready. */
export async function startStandIn(plane: SharedControlPlane, client: RawClient, stand: StandInPod): Promise<StandIn> {
  const { namespace, name, port, labels } = stand;
  let live = true;
  const sandbox = sandboxPlane()?.sandbox;
  sandbox?.programs.add(asProgram(stand, () => live));
  const real = sandbox === undefined ? await behindRealPlane(plane, client, stand) : undefined;
  const container = { name: 'main', image: `stand-in:${randomUUID()}`, ports: [{ name: 'http', containerPort: port }] };
  const pods = `/api/v1/namespaces/${namespace}/pods`;
  await post(client, pods, { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: { containers: [container] } });
  const podIp = async (): Promise<string | undefined> => {
    const { json } = await client.request('GET', `${pods}/${name}`);
    const { status } = json as {
      readonly status: { readonly podIP?: string; readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
    };
    return status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') === true
      ? status.podIP
      : undefined;
  };
  const ip = await eventually(`pod ${name} ready`, podIp);
  await real?.reach(ip);
  return {
    close: async () => {
      live = false;
      await real?.close();
    },
  };
}
