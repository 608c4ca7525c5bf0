import { expect, test } from 'vitest';
import { CONFIG_MAP, DEPLOYMENT, EVENT, SERVICE } from '../../src/kernel/builtin-types.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { erased } from '../support/engine-rig.ts';
import { gadget, gadgetReconciler } from '../support/gadget.ts';
import { gadgetScene } from '../support/gadget-scene.ts';

describeCluster('the engine on the real API server', (plane) => {
  const scene = gadgetScene(plane);
  const { at, edit, make, ready, settled, start, writes } = scene;

  test('creation costs one apply per child, one status write, one event and no read', async () => {
    await make({ deployment: true });
    await settled();
    expect(writes().toSorted()).toEqual([
      'apply configmaps',
      'apply deployments',
      'apply services',
      'create events',
      'patch gadgets/status',
    ]);
    expect(scene.proxy.count(({ verb }) => verb === 'get')).toBe(0);
    const events = await scene.direct.api.list(EVENT, {
      namespace: scene.namespace,
      fieldSelector: 'involvedObject.name=g,involvedObject.kind=Gadget',
    });
    expect(events.items.map(({ reason, type, source }) => ({ reason, type, source }))).toEqual([
      { reason: 'Ready', type: 'Normal', source: { component: 'maia-operator' } },
    ]);
  });

  test('a restart of something converged writes and reads nothing, also where the server spells quantities its own way', async () => {
    await make({ deployment: true, cpu: '1000m' });
    await settled();
    const resources = JSON.stringify((await at(DEPLOYMENT))['spec']);
    expect(resources).toContain('"cpu":"1"');
    scene.proxy.reset();
    await settled();
    expect(writes()).toEqual([]);
    expect(scene.proxy.requests.every(({ verb }) => verb === 'watch' || verb === 'list')).toBe(true);
  });

  test('a resync of something converged writes and reads nothing', async () => {
    await make({ deployment: true });
    await settled();
    let passes = 0;
    const { manager } = await start({ onPass: () => (passes += 1) });
    await expect.poll(() => passes).toBeGreaterThan(0);
    scene.proxy.reset();
    passes = 0;
    manager.controllers[0]?.enqueueAll({ insist: true });
    // A pod that is ready in the meantime is looked at too.
    await expect.poll(() => passes).toBeGreaterThanOrEqual(1);
    expect(scene.proxy.requests.map(({ verb, resource }) => `${verb} ${resource}`)).toEqual([]);
  });

  test('a field dropped from the intent while no loop ran is removed; the rest of the object stays', async () => {
    await make({ note: 'remove me' });
    await settled();
    await edit(gadget, { spec: { note: null } });
    await edit(CONFIG_MAP, { data: { theirs: 'stays' } });
    await settled();
    expect((await at(CONFIG_MAP))['data']).toEqual({ cpu: '1000m', theirs: 'stays' });
  });

  test('a manual edit of a field we own is repaired, one of a field we do not own is let be', async () => {
    await make({ deployment: true });
    await start();
    await ready();
    await edit(CONFIG_MAP, { data: { cpu: '7' } });
    await expect.poll(async () => (await at(CONFIG_MAP))['data']).toEqual({ cpu: '1000m' });
    // A selector is one value: with a key of theirs in it, it selects nothing.
    await edit(SERVICE, { spec: { selector: { theirs: 'too' } } });
    await expect.poll(async () => (await at(SERVICE))['spec']).toMatchObject({ selector: { app: 'g' } });
    await expect.poll(async () => JSON.stringify((await at(SERVICE))['spec'])).not.toContain('theirs');
    // Theirs beside ours: server-side apply keeps both, and the server calls that invalid.
    await edit(SERVICE, { spec: { ports: [{ port: 81, targetPort: 9 }] } });
    const ports = async (): Promise<unknown> => ((await at(SERVICE))['spec'] as { readonly ports: readonly object[] }).ports;
    await expect.poll(ports).toMatchObject([{ port: 80 }]);
    scene.proxy.reset();
    await edit(SERVICE, { metadata: { annotations: { theirs: 'yes' } } });
    await edit(gadget, { spec: { note: 'now' } });
    await ready(2);
    expect((await at(SERVICE)).metadata.annotations).toMatchObject({ theirs: 'yes' });
    expect(writes().filter((write) => !write.includes('events'))).toEqual(['apply configmaps', 'patch gadgets/status']);
  });

  test('a deleted child comes back, a switched-off one goes, and only if it is ours', async () => {
    await make();
    await start();
    await ready();
    const { uid } = (await at(SERVICE)).metadata;
    await scene.direct.api.remove(SERVICE, { namespace: scene.namespace, name: 'g' });
    await expect.poll(async () => (await at(SERVICE)).metadata.uid).not.toBe(uid);
    await edit(gadget, { spec: { service: false } });
    await expect.poll(() => at(SERVICE).catch((error: Error) => error.message)).toMatch(/not found/);
    await scene.direct.api.create(SERVICE, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: scene.namespace, name: 'g' },
      spec: { ports: [{ port: 1 }] },
    });
    await edit(gadget, { spec: { note: 'x' } });
    await expect
      .poll(async () => (await at(gadget))['status'])
      .toMatchObject({ phase: 'Degraded', message: `ForeignObject Service/${scene.namespace}/g` });
    expect((await at(SERVICE))['spec']).toMatchObject({ ports: [{ port: 1 }] });
  });

  test('two workers never have the same object', async () => {
    await make({ deployment: true });
    const busy = new Map<string, number>();
    let most = 0;
    const watched = gadgetReconciler();
    const slow = {
      ...watched,
      observe: async (...all: Parameters<typeof watched.observe>) => {
        const key = all[0].metadata.name;
        busy.set(key, (busy.get(key) ?? 0) + 1);
        most = Math.max(most, busy.get(key) ?? 0);
        const observed = await watched.observe(...all);
        await new Promise((resolve) => setImmediate(resolve));
        busy.set(key, (busy.get(key) ?? 0) - 1);
        return observed;
      },
    };
    await start({ reconcilers: [erased(slow)], concurrency: 8 });
    for (let round = 1; round <= 10; round += 1) await edit(gadget, { spec: { note: String(round) } });
    await ready(11);
    expect(most).toBe(1);
  });

  test('a Secret is seen as checksums, its changes wake who refers to it, and a missing one is told from an invisible one', async () => {
    await make({ secret: 'credentials' });
    await start();
    await expect.poll(async () => (await at(gadget))['status']).toMatchObject({ message: 'absent' });
    await scene.direct.api.create(
      { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', scope: 'Namespaced' },
      { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: scene.namespace, name: 'credentials' }, stringData: { key: 'hunter2' } },
    );
    await expect.poll(async () => (await at(gadget))['status']).toMatchObject({ message: 'key' });
  });
});
