// The commands that ask the servers of KAOS, on the ways of a cluster.
import { writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect, type Connection } from '../../src/cluster/connect.ts';
import { SECRET } from '../../src/kernel/builtin-types.ts';
import { agent } from '../../src/kinds/kaos/agent.ts';
import { mcpServer } from '../../src/kinds/kaos/mcp-server.ts';
import { modelApi } from '../../src/kinds/kaos/model-api.ts';
import { litellmConfig } from '../../src/sandbox/stand-ins/kaos/litellm-config.ts';
import { litellmHandler } from '../../src/sandbox/stand-ins/kaos/litellm-handler.ts';
import { mcpHandler } from '../../src/sandbox/stand-ins/kaos/mcp-handler.ts';
import { ollamaHandler } from '../../src/sandbox/stand-ins/kaos/ollama-handler.ts';
import { pythonTools } from '../../src/sandbox/stand-ins/kaos/python-tools.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { echoAgent, slowAgent } from '../support/kaos-agents.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { applyServedPods } from '../support/served-pods.ts';
import { standBehind, type StandingServer } from '../support/standing-server.ts';
import { tempDir } from '../support/temp-dir.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';
import { withEnoughTime } from '../support/with-enough-time.ts';
import { untilAllowed } from '../support/until-allowed.ts';
import { reconcilePlane } from '../support/reconcile-plane.ts';

const KEY = 'sk-made-up-master-key';
const TOOLS =
  'def echo(text: str) -> str:\n    """Return the text\n    unchanged.\n\n    More."""\n    return text\n\ndef add(a: int):\n    return a\n';
const YAML =
  'model_list: [{model_name: small, litellm_params: {model: ollama/smollm2}}, {model_name: large, litellm_params: {model: gpt-4o}}]';

function listener(handle: (...args: Parameters<RequestListener>) => Promise<void>): RequestListener {
  return (request, response) => void handle(request, response);
}

describeCluster(
  'asking the servers of KAOS',
  (plane) => {
    let connection: Connection;
    let namespace: string;
    const standing: StandingServer[] = [];
    const slow = slowAgent();
    const means = { clock: fakeClock(), random: seededRandom(2) };

    const kaos = async (args: readonly string[], stdin?: string): Promise<CliResult> =>
      runHere([...args, '-n', namespace], {
        executable: 'kubectl-kaos',
        kubeconfig: plane.kubeconfig,
        ...(stdin !== undefined && { stdin }),
      });

    /** An object, and what an operator would have said of it. */
    const make = async (
      type: typeof agent | typeof mcpServer | typeof modelApi,
      name: string,
      spec: object,
      status?: object,
    ): Promise<void> => {
      await connection.api.create(type, { apiVersion: 'kaos.tools/v1alpha1', kind: type.kind, metadata: { name, namespace }, spec });
      if (status !== undefined)
        await connection.api.patch(type, { name, namespace }, { type: 'merge', body: { status } }, { subresource: 'status' });
    };
    const serve = async (service: string, port: number, handler: RequestListener): Promise<void> => {
      const server = await standBehind(plane, { namespace, service, port }, handler);
      standing.push(server);
      await applyServedPods(connection.api, { namespace, name: service, port });
      await server.reached();
    };
    const ready = (service: string, port = ''): object => ({
      phase: 'Ready',
      ready: true,
      endpoint: `http://${service}.${namespace}.svc.cluster.local${port}`,
    });

    beforeAll(async () => {
      const { kubeconfig } = plane;
      connection = await connect({ kubeconfig, program: 'kaos-runtime-test', version: '0', fieldManager: 'kaos-runtime-test' });
      const installed = await runHere(['install', '--adopt'], { kubeconfig });
      if (installed.code !== 0) throw new Error(installed.stderr);
      namespace = await uniqueNamespace(connection.api, 'kaos-runtime');
      const master = { name: 'LITELLM_MASTER_KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'master' } } };
      await connection.api.create(SECRET, {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'keys', namespace },
        stringData: { master: KEY },
      });
      const exposed = { modelAPI: 'llm', agentNetwork: { expose: true } };
      await make(agent, 'echo', exposed, ready('agent-echo'));
      await make(agent, 'new', exposed);
      await make(agent, 'waiting', exposed, { phase: 'Waiting', message: 'ModelAPI llm is not ready' });
      await make(agent, 'broken', exposed, { phase: 'Failed', message: 'the image cannot be pulled' });
      await make(agent, 'hidden', { modelAPI: 'llm' }, { phase: 'Ready', ready: true });
      await make(agent, 'gone', exposed, ready('agent-gone'));
      await make(agent, 'slow', exposed, ready('agent-slow'));
      await make(agent, 'lonely', exposed, {
        ...ready('agent-echo'),
        phase: 'Pending',
        ready: false,
        message: 'peer x is missing',
        deployment: { readyReplicas: 1 },
      });
      await make(mcpServer, 'tools', { type: 'python-runtime', config: { toolsString: TOOLS } }, ready('mcpserver-tools'));
      await make(modelApi, 'llm', { mode: 'Hosted', serverConfig: { model: 'smollm2:135m' } }, ready('modelapi-llm', ':11434'));
      const proxyConfig = { configYaml: YAML, env: [master] };
      await make(modelApi, 'routed', { mode: 'Proxy', proxyConfig }, ready('modelapi-routed', ':8000'));
      await make(modelApi, 'locked', { mode: 'Proxy', proxyConfig: { configYaml: YAML } }, ready('modelapi-locked', ':8000'));
      const proxy = (): RequestListener =>
        listener(litellmHandler({ ...means, config: litellmConfig(YAML, [], { LITELLM_MASTER_KEY: KEY }) }));
      await serve('agent-echo', 80, echoAgent());
      await serve('agent-slow', 80, slow.listen);
      await serve('mcpserver-tools', 80, listener(mcpHandler({ ...means, tools: pythonTools(TOOLS) })));
      await serve('modelapi-llm', 11_434, listener(ollamaHandler({ ...means, models: ['smollm2:135m'] })));
      await serve('modelapi-routed', 8000, proxy());
      await serve('modelapi-locked', 8000, proxy());
    });

    afterAll(async () => {
      await Promise.all(standing.map(async (each) => each.close()));
      connection.close();
    });

    test('an answer as it comes, and its exact text', async () => {
      expect(await kaos(['agent', 'invoke', 'echo', '-m', "it's me"])).toEqual({ code: 0, stdout: "You said: it's me\n", stderr: '' });
      expect(await kaos(['agent', 'invoke', 'agent/echo', '-m', 'a\nb "c"', '--no-stream'])).toEqual({
        code: 0,
        stdout: 'You said: a\nb "c"\n',
        stderr: '',
      });
      const reply = await kaos(['agent', 'invoke', 'echo', '-m', 'hi', '--session', 's-1', '-o', 'json']);
      expect(JSON.parse(reply.stdout)).toEqual({
        apiVersion: 'cli.kaos.tools/v1',
        kind: 'AgentReply',
        agent: { name: 'echo', namespace },
        session: 's-1',
        text: 'You said: hi',
      });
    });

    test('a piece is printed before the next one is there, and an answer that does not end runs out of time', async () => {
      const args = ['agent', 'invoke', 'slow', '-m', 'hi', '-n', namespace];
      const options = { executable: 'kubectl-kaos', kubeconfig: plane.kubeconfig };
      const onStdout = (text: string): void => {
        if (text === 'first') slow.release();
      };
      expect(await runHere(args, { ...options, onStdout })).toEqual({ code: 0, stdout: 'first second\n', stderr: '' });
      const late = await withEnoughTime(
        async (time) => runHere([...args, '--timeout', time], options),
        ({ stdout }) => stdout !== '',
      );
      expect(late).toMatchObject({
        code: 124,
        stdout: 'first\n',
        stderr: expect.stringContaining('the agent has not answered to the end'),
      });
    });

    test('a question from standard input and from a file; none, or an empty one, is wrong usage', async () => {
      expect(await kaos(['agent', 'invoke', 'echo', '-m', '-'], 'from a pipe\n')).toMatchObject({
        code: 0,
        stdout: 'You said: from a pipe\n',
      });
      const file = path.join(tempDir(), 'question.txt');
      writeFileSync(file, 'from a file\n');
      expect(await kaos(['agent', 'invoke', 'echo', '-m', `@${file}`])).toMatchObject({ code: 0, stdout: 'You said: from a file\n' });
      expect(await kaos(['agent', 'invoke', 'echo', '-m', `@${file}.not`])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('cannot read'),
      });
      expect(await kaos(['agent', 'invoke', 'echo'])).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no message') });
      expect(await kaos(['agent', 'invoke', 'echo', '-m', '-'], '\n')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('is empty'),
      });
      expect(await kaos(['agent', 'invoke', '-m', 'hi'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('the name of one Agent'),
      });
      expect(await kaos(['agent', 'invoke', 'mcp/tools', '-m', 'hi'])).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('does not name one Agent'),
      });
      expect(await kaos(['agent', 'invoke', 'echo', '-m', 'hi', '--timeout', '0'])).toMatchObject({ code: 2 });
    });

    test.each([[['--stream']], [['--no-stream']], [['-o', 'json']]])('an agent that reports a failure ends with 9 (%j)', async (flags) => {
      const failed = await kaos(['agent', 'invoke', 'echo', '-m', 'fail', ...flags]);
      expect(failed).toMatchObject({ code: 9, stdout: '', stderr: expect.stringContaining('the model is away') });
      expect(failed.stderr).toContain(`Agent echo in namespace ${namespace} reports a failure`);
    });

    test('agents that cannot be asked say why', async () => {
      const ask = async (name: string): Promise<CliResult> => kaos(['agent', 'invoke', name, '-m', 'hi']);
      expect(await ask('new')).toMatchObject({ code: 1, stderr: expect.stringContaining('no operator has looked at it yet') });
      expect(await ask('waiting')).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/phase Waiting[^]*ModelAPI llm is not ready[^]*kubectl kaos why/),
      });
      expect(await ask('broken')).toMatchObject({ code: 9, stderr: expect.stringContaining('the image cannot be pulled') });
      expect(await ask('hidden')).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/no Service[^]*kubectl patch agents\.kaos\.tools hidden/),
      });
      expect(await ask('nobody')).toMatchObject({ code: 4 });
      expect(await ask('gone')).toMatchObject({
        code: 8,
        stderr: expect.stringContaining(`Agent gone in namespace ${namespace} cannot be reached`),
      });
    });

    test('an agent that serves but is not Ready is asked with a warning', async () => {
      await applyServedPods(connection.api, { namespace, name: 'agent-lonely', port: 80 });
      const server = await standBehind(plane, { namespace, service: 'agent-lonely', port: 80 }, echoAgent());
      standing.push(server);
      await server.reached();
      const answered = await kaos(['agent', 'invoke', 'lonely', '-m', 'hi']);
      expect(answered).toMatchObject({
        code: 0,
        stdout: 'You said: hi\n',
        stderr: expect.stringContaining('is not ready: peer x is missing'),
      });
    });

    test('the tools of an MCP server', async () => {
      const table = await kaos(['mcp', 'tools', 'tools']);
      expect(table).toEqual({ code: 0, stdout: 'NAME   DESCRIPTION\necho   Return the text unchanged.\nadd\n', stderr: '' });
      const { stdout } = await kaos(['mcp', 'tools', 'mcpserver/tools', '-o', 'json']);
      expect(JSON.parse(stdout)).toMatchObject({
        kind: 'ToolReport',
        server: { name: 'tools', namespace },
        items: [{ name: 'echo' }, { name: 'add' }],
      });
      expect(await kaos(['mcp', 'tools', 'none'])).toMatchObject({ code: 4 });
    });

    test('the models of an Ollama, and of a proxy whose master key lies in a Secret', async () => {
      const hosted = await kaos(['modelapi', 'models', 'llm']);
      expect(hosted).toMatchObject({ code: 0, stdout: expect.stringMatching(/^NAME +SIZE +MODIFIED\nsmollm2:135m +270 MB +\S+Z\n$/) });
      const proxied = await kaos(['modelapi', 'models', 'routed', '--no-headers']);
      expect(proxied).toMatchObject({ code: 0, stdout: expect.stringMatching(/^small +openai\s+large +openai\s*$/) });
      const { stdout } = await kaos(['modelapi', 'models', 'modelapi/routed', '-o', 'json']);
      expect(JSON.parse(stdout)).toMatchObject({
        kind: 'ModelReport',
        mode: 'Proxy',
        items: [{ name: 'small', ownedBy: 'openai' }, { name: 'large' }],
      });
      const locked = await kaos(['modelapi', 'models', 'locked']);
      expect(locked).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('LITELLM_MASTER_KEY') });
      expect([hosted, proxied, locked].map(({ stderr }) => stderr).join('')).not.toContain(KEY);
    });

    test('who may read agents but not reach Services is told which right is missing', async () => {
      const metadata = { name: 'reader', namespace };
      const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1', scope: 'Namespaced' } as const;
      const rules = [{ apiGroups: ['kaos.tools'], resources: ['agents'], verbs: ['get'] }];
      await connection.api.create(
        { ...rbac, kind: 'Role', plural: 'roles' },
        { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata, rules },
      );
      const binding = {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata,
        roleRef: { apiGroup: rbac.group, kind: 'Role', name: 'reader' },
        subjects: [{ apiGroup: rbac.group, kind: 'User', name: 'reader' }],
      };
      await connection.api.create({ ...rbac, kind: 'RoleBinding', plural: 'rolebindings' }, binding);
      await untilAllowed(reconcilePlane(plane).kubectl, `get agents.kaos.tools -n ${namespace} --as reader`);
      const refused = await kaos(['agent', 'invoke', 'echo', '-m', 'hi', '--as', 'reader']);
      expect(refused).toMatchObject({ code: 5, stdout: '', stderr: expect.stringContaining('services/proxy') });
    });
  },
  { needs: 'controllers' },
);
