import { expect, test } from 'vitest';
import { maiaTenant } from '../../src/kinds/maia/maia-tenant.ts';
import { connectTo } from '../support/engine-rig.ts';
import { commandScene } from '../support/command-scene.ts';
import { inParallel } from '../support/in-parallel.ts';
import { maiaBehind } from '../support/maia-behind.ts';
import { runHere } from '../support/run-here.ts';
import { sandboxPlane } from '../support/sandbox-plane.ts';

const TENANTS = 500;

test('500 tenants of one server come into step; a second look makes no PUT, POST or DELETE, as the server itself counts', async () => {
  const plane = sandboxPlane();
  if (plane === undefined) throw new Error('this test belongs to the project sandbox');
  const scene = await commandScene(plane, 'many');
  const { namespace } = scene;
  await scene.kubectl('apply -f examples/maia/quick-start.yaml');
  const connection = await connectTo(plane.kubeconfig);
  const names = Array.from({ length: TENANTS }, (_, index) => `t-${String(index)}`);
  await inParallel(8, names, async (name) => {
    const spec = { instanceRef: { name: 'maia' }, apiKeys: [{ name: 'app', secretRef: { name: `${name}-key` } }] };
    const metadata = { name, namespace };
    await connection.api.create(maiaTenant, { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaTenant', metadata, spec });
  });
  connection.close();
  const reconcile = async (): Promise<number | undefined> =>
    (await runHere(['reconcile', '-n', namespace, '--timeout', '10m', '-q'], { executable: 'kubectl-maia', kubeconfig: plane.kubeconfig }))
      .code;
  expect(await reconcile()).toBe(0);
  const server = await maiaBehind(plane, { namespace, name: 'maia' });
  const { tenants, keys, requests } = server.state();
  expect([tenants.size, keys.size]).toEqual([TENANTS + 1, TENANTS]);
  const writes = (): Readonly<Record<string, number>> => Object.fromEntries([...requests].filter(([route]) => !route.startsWith('GET ')));
  const before = writes();
  expect(before).toMatchObject({ 'POST /admin/tenants': TENANTS, 'POST /admin/tenants/:id/apikeys': TENANTS });
  expect(await reconcile()).toBe(0);
  expect(writes()).toEqual(before);
  await server.close();
}, 900_000);
