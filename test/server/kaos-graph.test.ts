import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { PROJECT_ROOT } from '../support/project-root.ts';
import { runHere } from '../support/run-here.ts';

const AGENT = (name: string, more: string): string =>
  `---\napiVersion: kaos.tools/v1alpha1\nkind: Agent\nmetadata: {name: ${name}}\nspec: {modelAPI: llm, ${more}}\n`;

const TEAM = [
  '---\napiVersion: kaos.tools/v1alpha1\nkind: ModelAPI\nmetadata: {name: llm}\nspec: {mode: Hosted, serverConfig: {model: tiny}}\n',
  '---\napiVersion: kaos.tools/v1alpha1\nkind: MCPServer\nmetadata: {name: tools}\nspec: {type: python-runtime, config: {mcp: some-tools}}\n',
  AGENT('boss', 'mcpServers: [tools], agentNetwork: {expose: true, access: [helper, ghost]}'),
  AGENT('helper', 'agentNetwork: {expose: true}'),
].join('');

describeCluster('agent graph', (plane) => {
  let scene: CommandScene;
  let proxy: FaultProxy;

  beforeAll(async () => {
    scene = await commandScene(plane, 'graph');
    await scene.kubectl('create -f -', TEAM);
    const ready = JSON.stringify({ status: { phase: 'Ready', ready: true } });
    await scene.kubectl(['patch', 'modelapis.kaos.tools', 'llm', '--subresource=status', '--type=merge', '-p', ready]);
    await scene.kubectl(['patch', 'agents.kaos.tools', 'helper', '--subresource=status', '--type=merge', '-p', ready]);
    proxy = await startFaultProxy(plane.kubeconfig);
  });
  afterAll(async () => proxy.close());

  test('the tree, with what is missing; one list for each kind and nothing else of theirs', async () => {
    const before = proxy.count(({ path: url }) => url.includes('/kaos.tools/v1alpha1/'));
    const { code, stdout, stderr } = await runHere(['agent', 'graph', '-n', scene.namespace], {
      executable: 'kubectl-kaos',
      kubeconfig: proxy.kubeconfig,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'Agent/boss                  -',
      '|-- model ModelAPI/llm      Ready         Hosted tiny',
      '|-- tools MCPServer/tools   -             some-tools',
      '|-- peer  Agent/helper      Ready    0/1',
      '|   `-- model ModelAPI/llm  Ready         Hosted tiny',
      '`-- peer  Agent/ghost       MISSING',
      '',
    ]);
    expect(proxy.count(({ path: url }) => url.includes('/kaos.tools/v1alpha1/')) - before).toBe(3);
  });

  test('every form, and the umbrella', async () => {
    const json = await scene.aistack('kaos graph -o json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      apiVersion: 'cli.kaos.tools/v1',
      kind: 'AgentGraph',
      summary: { Agent: { ready: 1, pending: 1, failed: 0, missing: 1 } },
    });
    expect((await scene.aistack('agent graph -o mermaid')).stdout).toMatch(/^flowchart LR\n/);
    expect((await scene.aistack('graph agent -o dot')).stdout).toMatch(/^digraph dependencies \{\n/);
    expect((await scene.aistack('agent graph boss --depth 1 --kind agent -o ascii')).stdout).toContain('| helper');
    expect(await scene.aistack('agent graph -o svg')).toMatchObject({ code: 2, stdout: '' });
  });

  test('what is wrong fails a pipeline', async () => {
    const { code, stderr } = await scene.aistack('agent graph --fail-on missing,cycle');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `missing: Agent/${scene.namespace}/boss needs Agent/${scene.namespace}/ghost\n`,
    });
    expect(await scene.aistack('agent graph --fail-on cycle')).toMatchObject({ code: 0, stderr: '' });
    expect(await scene.aistack('agent graph bos')).toMatchObject({ code: 4, stdout: '' });
    expect(await scene.aistack('agent graph --fail-on nothing')).toMatchObject({ code: 2 });
  });

  test('from files no server is asked', async () => {
    const files = path.join(PROJECT_ROOT, 'examples', 'kaos');
    const { code, stdout } = await runHere(['graph', '-f', files, '-o', 'json'], { executable: 'kubectl-kaos', kubeconfig: '/nowhere' });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ cycles: [['Agent/team/ping', 'Agent/team/pong']] });
    expect(await readFile(path.join(files, 'production.yaml'), 'utf8')).toContain('access: [pong]');
  });

  test('a user without rights is told which', async () => {
    const { code, stdout, stderr } = await scene.aistack('agent graph --as nobody-at-all');
    expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
    expect(stderr).toContain('may not list agents');
  });

  test('watched off a terminal: the picture, then a line for each change, and 0 on a signal', async () => {
    const control = new AbortController();
    let patched: Promise<string> | undefined;
    const gone = JSON.stringify({ status: { phase: 'Failed', ready: false, message: 'no image' } });
    const { code, stdout } = await runHere(['graph', '-w', '-n', scene.namespace], {
      executable: 'kubectl-kaos',
      kubeconfig: proxy.kubeconfig,
      signal: control.signal,
      onStdout: (text) => {
        patched ??= scene.kubectl(['patch', 'agents.kaos.tools', 'helper', '--subresource=status', '--type=merge', '-p', gone]);
        if (text.includes('PeerNotReady')) control.abort();
      },
    });
    await patched;
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\n\S+Z Agent\/\S+\/helper Failed: no image\n\S+Z Agent\/\S+\/boss -> Agent\/\S+\/helper \(peer\) PeerNotReady\n$/,
    );
    expect(stdout).not.toContain('\u001B');
  });

  test('peers are added and removed one by one; what is worth knowing is told', async () => {
    const agent = 'agent.kaos.tools/helper';
    const added = await scene.aistack('agent peers add helper boss stranger -q');
    expect(added).toEqual({ code: 0, stdout: `${agent} peers added\n`, stderr: '' });
    const again = await scene.aistack('agent peers add helper boss --error-unchanged');
    expect(again).toMatchObject({ code: 3, stdout: `${agent} unchanged\n` });
    const told = await scene.aistack('agent peers add helper lonely --dry-run=server');
    expect(told.stdout).toBe(`${agent} peers added (server dry run)\n`);
    expect(told.stderr).toContain('warning: there is no agent lonely yet: helper stays Pending until there is\n');
    const access = ['get', agent, '-o', 'jsonpath={.spec.agentNetwork.access}'];
    expect(await scene.kubectl(access)).toBe('["boss","stranger"]');
    expect((await scene.aistack('agent graph --fail-on cycle')).stderr).toMatch(/^cycle: .*boss -> .*helper -> .*boss\n$/);
    expect(await scene.aistack('agent peers remove agent/helper stranger boss -q')).toMatchObject({
      code: 0,
      stdout: `${agent} peers removed\n`,
    });
    expect(await scene.kubectl(access)).toBe('');
    expect(await scene.aistack('agent peers add helper helper')).toMatchObject({ code: 2 });
    expect(await scene.aistack('agent peers add nobody boss')).toMatchObject({ code: 4, stdout: '' });
  });

  test('create builds what validate checks', async () => {
    const made = await scene.aistack(
      'create agent third --model-api llm --mcp tools --peer boss,helper --expose --max-steps 3 --dry-run=server -q',
    );
    expect(made).toEqual({ code: 0, stdout: 'agent.kaos.tools/third created (server dry run)\n', stderr: '' });
    expect(await scene.aistack('create modelapi second --proxy http://ollama:11434 --models a,b --dry-run=server -q')).toMatchObject({
      code: 0,
    });
    expect(await scene.aistack('create modelapi second --proxy nonsense')).toMatchObject({ code: 2 });
    expect(await scene.aistack(['create', 'mcpserver', 'own', '--tools', 'def f(): "it\'s"', '--dry-run=server', '-q'])).toMatchObject({
      code: 0,
    });
  });
});
