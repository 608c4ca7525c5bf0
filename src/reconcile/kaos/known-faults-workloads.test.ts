// Where a simple operator for KAOS goes wrong with ModelAPIs and MCPServers. The numbers are those of the list of faults.
import { expect, test } from 'vitest';
import {
  conditionIn,
  envOf,
  kaosObject,
  kaosPlan,
  manifestOf,
  manifestsOf,
  messageIn,
  removedBy,
  settingsMap,
  settledChildren,
  standing,
  templateOf,
  toolsOf,
  type KaosPlan,
} from '../../../test/support/kaos-cluster.ts';
import { liveForm, type FakeCluster } from '../../../test/support/fake-world.ts';
import { CONFIG_MAP, DEPLOYMENT, SERVICE } from '../../kernel/builtin-types.ts';
import { allKinds } from '../../kinds/all-kinds.ts';
import { McpToolsError, type McpTools } from './mcp-tools.ts';

async function apiPlan(spec: object, cluster: FakeCluster = {}): Promise<KaosPlan> {
  return kaosPlan('modelapi', kaosObject('modelapi', 'llm', spec), cluster);
}

async function proxyPlan(proxyConfig: object, cluster: FakeCluster = {}): Promise<KaosPlan> {
  return apiPlan({ mode: 'Proxy', proxyConfig }, cluster);
}

async function mcpPlan(spec: object, cluster: FakeCluster = {}, tools: McpTools = toolsOf([])): Promise<KaosPlan> {
  return kaosPlan('mcpserver', kaosObject('mcpserver', 'tools', spec), cluster, { tools });
}

const FILE = 'model_list:\n- model_name: small\n  litellm_params: {model: openai/small}\n';
const BACKEND = { apiBase: 'http://backend:9000' };
const HOSTED = { mode: 'Hosted', serverConfig: { model: 'smollm2:135m' } };

function configOf(plan: KaosPlan): string {
  return (manifestOf(plan, CONFIG_MAP)?.['data'] as Readonly<Record<string, string>> | undefined)?.['config.yaml'] ?? '';
}

function hashOf(plan: KaosPlan): string | undefined {
  return templateOf(plan).metadata.annotations?.['kaos.tools/config-hash'];
}

test('8: a changed file replaces the pods, from a text, an object or a Secret; the file is stored first', async () => {
  const text = await proxyPlan({ configYaml: FILE });
  const object = await proxyPlan({ configYaml: { fromString: FILE } });
  expect([configOf(object), hashOf(object)]).toEqual([FILE, hashOf(text)]);
  expect(hashOf(await proxyPlan({ configYaml: `${FILE}# more\n` }))).not.toBe(hashOf(text));
  expect(text.steps[0]).toMatchObject({ do: 'apply', wave: [{ manifest: { kind: 'ConfigMap' } }] });
  const secret = { configYaml: { fromSecretKeyRef: { name: 's', key: 'k' } } };
  const [one, two] = [
    await proxyPlan(secret, { secrets: { 'demo/s': { k: 'a' } } }),
    await proxyPlan(secret, { secrets: { 'demo/s': { k: 'b' } } }),
  ];
  expect(hashOf(one)).not.toBe(hashOf(two));
});

test('13: what another mode needed goes with it, the Service has the port of the mode', async () => {
  const proxy = await proxyPlan(BACKEND);
  expect(manifestOf(proxy, SERVICE)?.['spec']).toMatchObject({ ports: [{ port: 8000, targetPort: 8000 }] });
  const hosted = await apiPlan(HOSTED, { children: settledChildren(proxy) });
  expect(removedBy(hosted)).toEqual(['ConfigMap/demo/litellm-config-llm']);
  expect([manifestOf(hosted, SERVICE)?.['spec'], hosted.status.endpoint]).toMatchObject([
    { ports: [{ port: 11_434, targetPort: 11_434 }] },
    'http://modelapi-llm.demo.svc.cluster.local:11434',
  ]);
});

test('14: tools come from the server once it serves, once per rollout; from the source before that', async () => {
  let asked = 0;
  const tools: McpTools = {
    list: async (server) => {
      asked += 1;
      expect(server).toEqual({ namespace: 'demo', name: 'mcpserver-tools', port: 80, path: '/mcp' });
      return Promise.resolve([{ name: 'echo' }, { name: 'more' }]);
    },
  };
  const spec = { type: 'python-runtime', config: { toolsString: 'def echo(text):\n    return text\n\ndef _hidden(): pass\n' } };
  const before = await mcpPlan(spec, {}, tools);
  expect([before.status.availableTools, asked]).toEqual([['echo'], 0]);
  const after = await mcpPlan(spec, { children: settledChildren(before) }, tools);
  expect([after.status.availableTools, asked, conditionIn(after, 'ToolsListed')]).toEqual([['echo', 'more'], 1, 'True/Listed']);
});

test('14: a server that does not answer keeps what is known, says why, and is asked again', async () => {
  const tools: McpTools = { list: async () => Promise.reject(new McpToolsError('Unreachable', 'no route')) };
  const spec = { type: 'python-runtime', config: { mcp: 'pkg' } };
  const children = settledChildren(await mcpPlan(spec));
  const stored = { phase: 'Ready', ready: true, availableTools: ['old'], conditions: [], observedGeneration: 1 };
  const plan = await kaosPlan('mcpserver', kaosObject('mcpserver', 'tools', spec, { status: stored }), { children }, { tools });
  expect([standing(plan), plan.status.availableTools, conditionIn(plan, 'ToolsListed'), plan.recheckAfter]).toEqual([
    'Ready ready -',
    ['old'],
    'False/Unreachable',
    60_000,
  ]);
});

test('26: a file in a Secret is mounted from it; until it is there no pod is made, and what runs is left alone', async () => {
  const spec = { configYaml: { fromSecretKeyRef: { name: 's', key: 'file' } } };
  const plan = await proxyPlan(spec, { secrets: { 'demo/s': { file: FILE } } });
  expect(templateOf(plan).spec.volumes).toEqual([
    { name: 'litellm-config', secret: { secretName: 's', items: [{ key: 'file', path: 'config.yaml' }] } },
  ]);
  expect(manifestOf(plan, CONFIG_MAP)).toBeUndefined();
  const absent = await proxyPlan(spec);
  expect([standing(absent), manifestOf(absent, DEPLOYMENT)]).toEqual(['Pending not SecretNotFound', undefined]);
  const gone = await proxyPlan(spec, { children: settledChildren(plan) });
  expect([standing(gone), removedBy(gone)]).toEqual(['Pending ready SecretNotFound', []]);
  expect(standing(await proxyPlan(spec, { secrets: { 'demo/s': { file: '' } } }))).toBe('Failed not InvalidConfig');
});

test('27, 28: a model beside a base is not forgotten, and a proxy with nothing to serve is Failed', async () => {
  expect(configOf(await proxyPlan({ ...BACKEND, model: 'small' }))).toContain('"openai/small"');
  const plan = await proxyPlan({});
  expect([standing(plan), manifestsOf(plan)]).toEqual(['Failed not NoBackend', []]);
  expect(standing(await proxyPlan({ configYaml: 'model_list: []' }))).toBe('Failed not NoBackend');
});

test('29, 38: without a source of tools, with an unknown runtime or without its variables, nothing is made and it is told', async () => {
  const reasons: readonly (readonly [object, string])[] = [
    [{ type: 'python-runtime' }, 'NoToolSource'],
    [{ type: 'node-runtime', config: { mcp: 'x' } }, 'UnsupportedRuntime'],
    [{ runtime: 'nothing-like-it' }, 'UnknownRuntime'],
    [{ runtime: 'slack' }, 'MissingVariable'],
    [{ type: 'python-runtime', config: { toolsString: '#'.repeat(140_000) } }, 'TextTooLong'],
  ];
  for (const [spec, reason] of reasons) {
    const plan = await mcpPlan(spec);
    expect([standing(plan), manifestsOf(plan)]).toEqual([`Failed not ${reason}`, []]);
  }
});

test('38: runtimes come from the registry, flags are never a command, params reach their variable', async () => {
  const env = [
    { name: 'SLACK_BOT_TOKEN', value: 't' },
    { name: 'SLACK_TEAM_ID', value: 'i' },
  ];
  const slack = templateOf(await mcpPlan({ runtime: 'slack', container: { env } })).spec.containers[0];
  expect([slack.command, slack.args]).toEqual([undefined, ['--transport', 'http', '--port', '8000']]);
  const yaml = 'runtimes:\n  mine:\n    image: registry/mine:1\n    command: ["--flag"]\n    paramsEnvVar: WHAT\n  broken: {}\n';
  const metadata = { namespace: 'kaos-system', name: 'kaos-mcp-runtimes' };
  const others = [liveForm({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'runtimes.yaml': yaml } })];
  const mine = await mcpPlan({ runtime: 'mine', params: 'a $(B)' }, { others });
  expect(templateOf(mine).spec.containers[0]).toMatchObject({ image: 'registry/mine:1', args: ['--flag'] });
  expect([envOf(mine)['WHAT'], messageIn(mine, 'SpecWarning')]).toEqual(['a $(B)', expect.stringContaining('broken has no image')]);
});

test('30: packages and models are arguments, never text of a script', async () => {
  const mcp = templateOf(await mcpPlan({ type: 'python-runtime', config: { mcp: 'mcp-server-time[all]==1.0' } })).spec.containers[0];
  expect(mcp.command?.slice(-4)).toEqual(['run-package', 'mcp-server-time[all]==1.0', 'mcp-server-time', 'mcp_server_time']);
  const pull = templateOf(await apiPlan(HOSTED)).spec.initContainers?.[0];
  expect(pull?.command?.slice(-2)).toEqual(['pull-model', 'smollm2:135m']);
  expect(pull?.command?.join(' ').split('smollm2').length).toBe(2);
  for (const [kind, spec] of [
    ['MCPServer', { type: 'python-runtime', config: { mcp: 'a; rm -rf /' } }],
    ['MCPServer', { type: 'python-runtime', config: { mcp: '--index-url=http://x' } }],
    ['ModelAPI', { mode: 'Hosted', serverConfig: { model: '$(reboot)' } }],
  ] as const) {
    expect(allKinds.find((candidate) => candidate.kind === kind)?.spec.safeParse(spec).success).toBe(false);
  }
});

test('31: the pull has the environment of the server, waits for it instead of sleeping, and tries again', async () => {
  const env = [
    { name: 'HTTPS_PROXY', value: 'http://proxy' },
    { name: 'OLLAMA_HOST', value: '0.0.0.0:11434' },
  ];
  const { containers, initContainers = [] } = templateOf(await apiPlan({ mode: 'Hosted', serverConfig: { model: 'm', env } })).spec;
  expect(initContainers[0]?.env).toEqual([env[0], { name: 'OLLAMA_HOST', value: '127.0.0.1:11434' }]);
  expect(containers[0].env).toEqual(env);
  const script = initContainers[0]?.command?.[2] ?? '';
  expect([script.includes('until ollama list'), script.includes('ollama show "$$1"'), script.includes('for pause in')]).toEqual([
    true,
    true,
    true,
  ]);
});

test('34: names that tools of some servers do not see are warned about', async () => {
  const source = 'import json\n\ndef _help(): pass\n\ndef echo(text):\n    """Say\ndef no_tool():\n    """\n    return text\n';
  const plan = await mcpPlan({ type: 'python-runtime', config: { toolsString: source } });
  expect(plan.status.availableTools).toEqual(['echo']);
  expect(messageIn(plan, 'SpecWarning')).toContain('(import json, _help)');
});

test('41: what a hosted model does not do is a warning of its own', async () => {
  const plan = await apiPlan({ ...HOSTED, telemetry: { enabled: true, endpoint: 'http://otel:4317' } });
  expect([conditionIn(plan, 'SpecWarning'), plan.status.message]).toEqual(['True/TelemetryIgnored', 'Deployment ready replicas: 0/1']);
});

test('an open proxy is permitted and told; a weak master key is refused; one that is set needs no permission', async () => {
  const permit = 'LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY';
  const open = await proxyPlan(BACKEND);
  expect([envOf(open)[permit], messageIn(open, 'ProxyConfigured')]).toEqual(['true', expect.stringContaining('open proxy')]);
  const key = (value: string): object => ({ ...BACKEND, env: [{ name: 'LITELLM_MASTER_KEY', value }] });
  expect(envOf(await proxyPlan(key('sk-of-our-own')))).not.toHaveProperty(permit);
  expect(standing(await proxyPlan(key('sk-1234')))).toBe('Failed not WeakMasterKey');
  const from = { ...BACKEND, env: [{ name: 'LITELLM_MASTER_KEY', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] };
  expect(standing(await proxyPlan(from, { secrets: { 'demo/s': { k: 'sk-1234' } } }))).toBe('Failed not WeakMasterKey');
  expect(standing(await proxyPlan(from, { secrets: { 'demo/s': { k: 'long' } } }))).toBe('Pending not Unavailable');
});

test('limits with which LiteLLM does not start are warned about', async () => {
  const plan = await apiPlan({ mode: 'Proxy', proxyConfig: BACKEND, container: { resources: { limits: { memory: '256Mi', cpu: '1' } } } });
  expect(messageIn(plan, 'SpecWarning')).toContain('the limit of memory is 256Mi');
});

test('45: the columns of the kinds point at fields that exist; images come from the settings', async () => {
  const plan = await mcpPlan(
    { type: 'python-runtime', config: { mcp: 'x' } },
    { others: [settingsMap({ DEFAULT_MCP_PACKAGE_IMAGE: 'mirror/python:3.12' })] },
  );
  expect(templateOf(plan).spec.containers[0].image).toBe('mirror/python:3.12');
  const paths = allKinds.filter(({ system }) => system === 'kaos').flatMap(({ columns }) => columns.map(({ jsonPath }) => jsonPath));
  expect(
    paths.filter((path) => path.startsWith('.status.') && !['phase', 'ready', 'endpoint', 'observedReplicas'].includes(path.slice(8))),
  ).toEqual([]);
});
