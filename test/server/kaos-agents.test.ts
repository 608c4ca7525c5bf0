import { expect, test } from 'vitest';
import { CONFIG_MAP, DEPLOYMENT, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import { agent } from '../../src/kinds/kaos/agent.ts';
import { mcpServer } from '../../src/kinds/kaos/mcp-server.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { kaosExamples, kaosScene } from '../support/kaos-scene.ts';

function manifest(kind: string, name: string, spec: object): Manifest {
  return { apiVersion: 'kaos.tools/v1alpha1', kind, metadata: { name }, spec };
}

const LLM = manifest('ModelAPI', 'llm', { mode: 'Hosted', serverConfig: { model: 'tiny' } });

describeCluster('KAOS', (plane) => {
  const scene = kaosScene(plane);

  test.each(['quick-start.yaml', 'production.yaml'])(
    '%s, last object first: all Ready, and a second run changes nothing',
    async (file) => {
      const ns = await scene.fresh();
      const manifests = await kaosExamples(file);
      await scene.put(ns, manifests.toReversed());
      await scene.run(ns);
      const standing = await scene.standing(ns);
      expect(Object.keys(standing).length).toBe(manifests.filter(({ apiVersion }) => apiVersion.startsWith('kaos.tools/')).length);
      expect(Object.entries(standing).filter(([, phase]) => phase !== 'Ready ready')).toEqual([]);
      expect((await scene.run(ns)).did).toEqual([]);
    },
    300_000,
  );

  test('the guide’s objects: Services, environment, tools', async () => {
    const ns = await scene.fresh();
    await scene.put(ns, [
      LLM,
      manifest('MCPServer', 'echo-tools', {
        type: 'python-runtime',
        config: { toolsString: 'def echo(text):\n    return "$(X) {{y}}"\n' },
      }),
      manifest('Agent', 'boss', { modelAPI: 'llm', mcpServers: ['echo-tools'], agentNetwork: { expose: true, access: ['worker'] } }),
      manifest('Agent', 'worker', { modelAPI: 'llm', agentNetwork: { expose: true } }),
    ]);
    await scene.run(ns);
    expect((await scene.get(SERVICE, ns, 'agent-boss'))?.['spec']).toMatchObject({ ports: [{ port: 80, targetPort: 8000 }] });
    expect((await scene.get(SERVICE, ns, 'modelapi-llm'))?.['spec']).toMatchObject({ ports: [{ port: 11_434 }] });
    const deployment = await scene.get(DEPLOYMENT, ns, 'agent-boss');
    const { template } = (deployment?.['spec'] ?? {}) as {
      readonly template?: { readonly spec: { readonly containers: readonly { readonly env: readonly object[] }[] } };
    };
    expect(template?.spec.containers[0]?.env).toEqual(
      expect.arrayContaining([
        { name: 'PEER_AGENTS', value: 'worker' },
        { name: 'PEER_AGENT_WORKER_CARD_URL', value: `http://agent-worker.${ns}.svc.cluster.local` },
        { name: 'MODEL_API_URL', value: `http://modelapi-llm.${ns}.svc.cluster.local:11434` },
      ]),
    );
    expect((await scene.get(mcpServer, ns, 'echo-tools'))?.['status']).toMatchObject({ availableTools: ['echo'] });

    // What a person changes by hand is put back.
    const patch = { spec: { ports: [{ name: 'http', port: 80, targetPort: 1, protocol: 'TCP' }] } };
    await scene
      .connection()
      .api.patch(SERVICE, { namespace: ns, name: 'agent-boss' }, { type: 'merge', body: patch }, { fieldManager: 'somebody' });
    await scene.run(ns);
    expect((await scene.get(SERVICE, ns, 'agent-boss'))?.['spec']).toMatchObject({ ports: [{ port: 80, targetPort: 8000 }] });

    // A worker that is not exposed any more: its Service goes, and the pods of who called it are replaced once.
    const before = (await scene.get(DEPLOYMENT, ns, 'agent-boss'))?.metadata.generation ?? 0;
    await scene.put(ns, [manifest('Agent', 'worker', { modelAPI: 'llm', agentNetwork: { expose: false } })]);
    await scene.run(ns);
    expect(await scene.get(SERVICE, ns, 'agent-worker')).toBeUndefined();
    expect((await scene.get(agent, ns, 'boss'))?.['status']).toMatchObject({
      phase: 'Pending',
      ready: false,
      message: expect.stringContaining('worker has no Service') as string,
    });
    expect((await scene.get(DEPLOYMENT, ns, 'agent-boss'))?.metadata.generation).toBe(before + 1);
  }, 300_000);

  test('another mode: what the first needed goes; a proxy without backend is Failed and says why', async () => {
    const ns = await scene.fresh();
    await scene.put(ns, [manifest('ModelAPI', 'api', { mode: 'Proxy', proxyConfig: { apiBase: 'http://backend:9000' } })]);
    await scene.run(ns);
    expect(await scene.get(CONFIG_MAP, ns, 'litellm-config-api')).toBeDefined();
    await scene.put(ns, [
      manifest('ModelAPI', 'api', { mode: 'Hosted', serverConfig: { model: 'tiny' } }),
      manifest('ModelAPI', 'none', { mode: 'Proxy', proxyConfig: {} }),
    ]);
    await scene.run(ns);
    expect(await scene.get(CONFIG_MAP, ns, 'litellm-config-api')).toBeUndefined();
    expect(await scene.standing(ns)).toEqual({ 'ModelAPI/api': 'Ready ready', 'ModelAPI/none': 'Failed' });
  }, 300_000);
});
