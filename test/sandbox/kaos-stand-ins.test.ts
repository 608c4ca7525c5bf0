// Agents, tools and models as programs of a sandbox, which reach each other inside it.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createAgentClient, type AgentClient } from '../../src/adapters/kaos/agent-client.ts';
import { createMcpTools } from '../../src/adapters/kaos/mcp-tools.ts';
import { createModelCatalog } from '../../src/adapters/kaos/model-catalog.ts';
import { connect, type Connection } from '../../src/cluster/connect.ts';
import { createServiceCaller } from '../../src/cluster/reach/create-service-caller.ts';
import type { ServiceCaller } from '../../src/cluster/service-caller.ts';
import { CONFIG_MAP, DEPLOYMENT, SERVICE } from '../../src/kernel/builtin-types.ts';
import { standIns } from '../../src/sandbox/stand-ins/stand-ins.ts';
import { startSandboxPlane, type StartedSandbox } from '../support/start-sandbox-plane.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

let plane: StartedSandbox;
let connection: Connection;
let services: ServiceCaller;
let client: AgentClient;
let namespace: string;
const { signal } = new AbortController();

interface Workload {
  readonly container: object;
  readonly port: number;
  readonly targetPort: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly pod?: object;
}

async function deploy(name: string, { container, env = {}, pod = {}, port, targetPort }: Workload): Promise<void> {
  const labels = { app: name };
  const metadata = { name, namespace };
  const variables = Object.entries(env).map(([variable, value]) => ({ name: variable, value }));
  const containers = [{ ...container, env: variables, ports: [{ containerPort: targetPort }] }];
  const template = { metadata: { labels }, spec: { ...pod, containers } };
  const ports = [{ port, targetPort }];
  await connection.api.create(SERVICE, { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports } });
  const spec = { replicas: 1, selector: { matchLabels: labels }, template };
  await connection.api.create(DEPLOYMENT, { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec });
}

async function agent(name: string, env: Readonly<Record<string, string>>): Promise<void> {
  const own = { AGENT_NAME: name, MODEL_API_URL: `http://modelapi-llm.${namespace}.svc.cluster.local:11434`, MODEL_NAME: 'smollm2:135m' };
  await deploy(`agent-${name}`, {
    container: { name: 'agent', image: 'kaos-agent:latest' },
    port: 80,
    targetPort: 8000,
    env: { ...own, ...env },
  });
}

async function readyPods(): Promise<number> {
  const { items } = await connection.api.list(DEPLOYMENT, { namespace });
  const ready = items.map(({ status }) => (status as { readonly readyReplicas?: number } | undefined)?.readyReplicas ?? 0);
  return ready.reduce((sum, each) => sum + each, 0);
}

const at = (name: string, port = 80): { namespace: string; name: string; port: number } => ({ namespace, name, port });

beforeAll(async () => {
  plane = await startSandboxPlane({ programs: standIns() });
  connection = await connect({ kubeconfig: plane.kubeconfig, program: 'kaos-stand-ins-test', version: '0', fieldManager: 'test' });
  services = createServiceCaller(connection);
  client = createAgentClient({ services });
  namespace = await uniqueNamespace(connection.api, 'kaos');
  const pull = { name: 'pull-model', image: 'ollama/ollama', command: ['/bin/sh', '-c', 'ollama pull "$1"', 'pull-model', 'smollm2:135m'] };
  await deploy('modelapi-llm', {
    container: { name: 'model-api', image: 'ollama/ollama:latest' },
    port: 11_434,
    targetPort: 11_434,
    pod: { initContainers: [pull] },
  });
  const data = { 'config.yaml': 'model_list: [{model_name: small, litellm_params: {model: ollama/smollm2}}]' };
  await connection.api.create(CONFIG_MAP, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config', namespace }, data });
  await deploy('modelapi-routed', {
    container: {
      name: 'model-api',
      image: 'litellm/litellm:latest',
      args: ['--config', '/etc/litellm/config.yaml', '--port', '8000'],
      volumeMounts: [{ name: 'config', mountPath: '/etc/litellm' }],
    },
    port: 8000,
    targetPort: 8000,
    env: { LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY: 'true' },
    pod: { volumes: [{ name: 'config', configMap: { name: 'config' } }] },
  });
  const source = 'def shout(text: str) -> str:\n    return f"{text}!"\n';
  const tools = { container: { name: 'mcp-server', image: 'kaos-agent:latest' }, port: 80, targetPort: 8000 };
  await deploy('mcpserver-tools', { ...tools, env: { MCP_TOOLS_STRING: source } });
  const command = ['/bin/sh', '-c', 'pip install -- "$1"', 'run-package', 'mcp-server-time==1.0', 'mcp-server-time', 'mcp_server_time'];
  await deploy('mcpserver-pkg', { ...tools, container: { name: 'mcp-server', image: 'python:3.12-slim', command } });
  await agent('worker', { MCP_SERVERS: 'tools', MCP_SERVER_tools_URL: `http://mcpserver-tools.${namespace}.svc.cluster.local` });
  await agent('boss', { PEER_AGENTS: 'worker', PEER_AGENT_WORKER_CARD_URL: `http://agent-worker.${namespace}.svc.cluster.local` });
  await agent('routed', { MODEL_API_URL: `http://modelapi-routed.${namespace}:8000`, MODEL_NAME: 'small' });
  await vi.waitUntil(async () => (await readyPods()) === 7, { timeout: 100_000 });
});

afterAll(async () => {
  services.close();
  connection.close();
  await plane.close();
});

test('a supervisor, its worker, the tool that the worker calls, and the model', async () => {
  expect(await client.ask(at('agent-boss'), { text: 'hello' }, signal)).toBe('worker: hello!');
  const pieces: string[] = [];
  for await (const piece of client.stream(at('agent-routed'), { text: 'hello' }, signal)) pieces.push(piece);
  expect(pieces).toEqual(['ollama/smollm2 ', 'says: ', 'hello ']);
  expect(await client.card(at('agent-worker'), signal)).toMatchObject({
    name: 'worker',
    skills: ['shout'],
    capabilities: expect.arrayContaining(['tool_execution']),
  });
});

test('tools of a source and of a package; models of an Ollama and of a proxy', async () => {
  const list = async (name: string): Promise<readonly string[]> =>
    (await createMcpTools({ services }).list({ ...at(name), path: '/mcp' }, signal)).map((tool) => tool.name);
  expect(await list('mcpserver-tools')).toEqual(['shout']);
  expect(await list('mcpserver-pkg')).toEqual(['mcp_server_time']);
  const catalog = createModelCatalog({ services });
  expect(await catalog.hosted(at('modelapi-llm', 11_434), signal)).toMatchObject([{ name: 'smollm2:135m' }]);
  expect(await catalog.proxied(at('modelapi-routed', 8000), undefined, signal)).toMatchObject([{ name: 'small' }]);
});
