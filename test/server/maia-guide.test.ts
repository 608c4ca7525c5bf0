import { createHash } from 'node:crypto';
import { mkdtemp, readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connectTo } from '../support/engine-rig.ts';
import { createServiceCaller } from '../../src/cluster/reach/create-service-caller.ts';
import { commandScene, type CommandScene } from '../support/command-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { maiaBehind, type MaiaBehind } from '../support/maia-behind.ts';
import type { CliResult } from '../support/run-cli.ts';
import { runHere } from '../support/run-here.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';

/** The same instance without a key of its own: then keys of tenants authenticate. */
const OPEN = `apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaInstance
metadata: {name: open}
spec: {tenancy: {enabled: true}}
---
apiVersion: maia.cuemby.com/v1alpha1
kind: MaiaTenant
metadata: {name: guest}
spec:
  instanceRef: {name: open}
  apiKeys: [{name: app, secretRef: {name: guest-key}, scopes: [read]}]
`;

const hash = (raw: string): string => createHash('sha256').update(raw).digest('hex');

describeCluster(
  "the guide's quick start of MAIA",
  (plane) => {
    let scene: CommandScene;
    let memory: MaiaBehind;
    let open: MaiaBehind;
    let steps: string;
    /** Everything that any run wrote, and every raw key that ever stood in a Secret. */
    const outputs: string[] = [];
    const issued = new Set<string>();

    const maia = async (args: string): Promise<CliResult> => {
      const words = [...args.split(' '), '-n', scene.namespace];
      const result = await runHere(words, { executable: 'kubectl-maia', kubeconfig: plane.kubeconfig });
      outputs.push(result.stdout, result.stderr);
      for (const secret of ['demo-api-key', 'guest-key']) {
        const data = await scene.kubectl(['get', 'secret', secret, '--ignore-not-found', '-o', 'jsonpath={.data}']);
        for (const value of Object.values((data === '' ? {} : JSON.parse(data)) as Record<string, string>)) {
          issued.add(Buffer.from(value, 'base64').toString());
        }
      }
      return result;
    };
    const value = async (secret: string): Promise<string> =>
      Buffer.from(await scene.kubectl(['get', 'secret', secret, '-o', 'jsonpath={.data.api-key}']), 'base64').toString();

    beforeAll(async () => {
      scene = await commandScene(plane, 'guide');
      steps = path.join(await mkdtemp(path.join(os.tmpdir(), 'aistack-guide-')), 'steps.ndjson');
      const { namespace } = scene;
      memory = await maiaBehind(plane, { namespace, name: 'maia' }, { MAIA_SECURITY_API_KEY: 'made-up-key-for-trying-out-only' });
      open = await maiaBehind(plane, { namespace, name: 'open' });
    });
    afterAll(async () => {
      await memory.close();
      await open.close();
    });

    test('steps 1 to 5: the instance runs, the tenant is Active, its key is known to the server by its hash, with the scopes', async () => {
      await scene.kubectl('apply -f examples/maia/quick-start.yaml -f examples/maia/demo-tenant.yaml');
      expect(await maia(`reconcile --timeout 3m -v 9 --output-file ${steps}`)).toMatchObject({ code: 0 });
      expect(await scene.kubectl('get maiainstance maia')).toMatch(/^NAME +STATUS +TENANTS +MEMORIES +AGE\nmaia +Running +\d+ +0 +\S+\n$/);
      expect(await scene.kubectl('get maiatenant demo')).toMatch(/\ndemo +maia +Active +free +0 +\S+\n$/);
      const raw = await value('demo-api-key');
      expect(raw).toMatch(/^maia_[0-9a-f]{64}$/);
      const key = memory.state().keys.get(hash(raw));
      expect([...memory.state().tenants.values()].map(({ name }) => name).toSorted()).toEqual(['demo', 'system']);
      expect(key).toMatchObject({ name: 'demo-key', scopes: ['read', 'write', 'context'] });
      const usable = '{.status.conditions[?(@.type=="KeysUsable")].reason}';
      expect(await scene.kubectl(['get', 'maiatenant', 'demo', '-o', `jsonpath=${usable}`])).toBe('MasterKeySet');
    });

    test('without a master key the key authenticates its tenant', async () => {
      await scene.kubectl('apply -f -', OPEN);
      expect(await maia('reconcile --timeout 3m')).toMatchObject({ code: 0 });
      const raw = await value('guest-key');
      const connection = await connectTo(plane.kubeconfig);
      const services = createServiceCaller(connection, { tunnel: 'auto' });
      try {
        const at = { namespace: scene.namespace, name: 'open', port: 8080 };
        const ask = async (key: string): Promise<number> =>
          (await services.call(at, { method: 'GET', path: '/v1/namespaces', headers: { 'X-API-Key': key }, timeoutMs: 10_000 })).status;
        expect(await ask(raw)).toBe(200);
        expect(open.state().keys.get(hash(raw))?.last_used_at).not.toMatch(/^0001/);
      } finally {
        services.close();
        connection.close();
      }
    });

    test('a second look changes nothing at the server', async () => {
      const before = new Map(memory.state().requests);
      expect(await maia('reconcile --timeout 3m')).toMatchObject({ code: 0 });
      const more = [...memory.state().requests].filter(([route, count]) => !route.startsWith('GET ') && count !== before.get(route));
      expect(more).toEqual([]);
    });

    test('through rotation, suspension and deletion no key is ever told, nor stands in a URL that the API server sees', async () => {
      const first = await value('demo-api-key');
      expect(await maia('keys rotate demo --all -q')).toMatchObject({ code: 0 });
      expect(await maia('reconcile -v 9 --timeout 3m')).toMatchObject({ code: 0 });
      expect(await value('demo-api-key')).not.toBe(first);
      expect(memory.state().keys.has(hash(first))).toBe(false);
      for (const command of [
        'keys list demo',
        'keys list demo -o json',
        'get all -o yaml',
        'get tenants -o json -v 9',
        'describe tenant demo',
        'describe tenant guest -v 9',
        'status -o json',
        'events',
        'why tenant demo -o json',
        'diff --of children -f examples/maia/demo-tenant.yaml -v 9',
        'suspend tenant demo --reason test -q',
        'reconcile -v 9 --timeout 3m',
        'keys revoke guest app -y -q',
        'reconcile -v 9 --timeout 3m',
        'delete tenant demo -y --wait=false -q',
        'reconcile -v 9 --timeout 3m',
      ]) {
        const { code } = await maia(command);
        expect([command, code]).toEqual([command, expect.toBeOneOf([0, 1])]);
      }
      expect(await scene.kubectl('get maiatenant demo --ignore-not-found')).toBe('');
      expect([...memory.state().tenants.keys()]).toEqual(['system']);
      expect([...memory.state().keys.keys(), ...open.state().keys.keys()]).toEqual([]);
      const objects = await scene.kubectl('get maiainstances,maiatenants,events,leases,configmaps,deployments,pods -o yaml');
      const journal = (sandboxPlane()?.sandbox.journal.entries() ?? []).map(({ info }) => `${info.path}?${info.query.toString()}`);
      expect(issued.size).toBe(3);
      const told = [...outputs, await readFile(steps, 'utf8'), objects, ...journal].join('\n');
      for (const raw of issued) {
        for (const form of [raw, Buffer.from(raw).toString('base64'), encodeURIComponent(raw)]) expect(told.includes(form)).toBe(false);
      }
    });
  },
  { needs: 'controllers' },
);
