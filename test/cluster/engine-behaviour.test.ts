import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/cluster/connect.ts';
import { CONFIG_MAP, DEPLOYMENT, EVENT, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { KubeObject, Manifest } from '../../src/kernel/kube-object.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { connectTo, erased, gadgetManifest, installGadgets, settle, startManager, type RunningManager } from '../support/engine-rig.ts';
import { startFaultProxy, type FaultProxy } from '../support/fault-proxy.ts';
import { gadget, gadgetReconciler } from '../support/gadget.ts';
import { uniqueNamespace } from '../support/unique-namespace.ts';

const nameOf = ({ resource, subresource }: { resource?: string | undefined; subresource?: string | undefined }): string =>
  `${resource ?? ''}${subresource === undefined ? '' : `/${subresource}`}`;
const isStatus = (request: { resource?: string | undefined; subresource?: string | undefined }): boolean =>
  nameOf(request) === 'gadgets/status';

const WRITES = new Set(['apply', 'patch', 'create', 'update', 'delete', 'merge']);

describeCluster('the engine on the real API server', (plane) => {
  let direct: Connection;
  let proxy: FaultProxy;
  let through: Connection;
  let namespace: string;
  const running: RunningManager[] = [];
  const rules: (() => void)[] = [];
  const inject: FaultProxy['inject'] = (rule) => {
    const remove = proxy.inject(rule);
    rules.push(remove);
    return remove;
  };
  const reconcilers = [erased(gadgetReconciler())];

  beforeAll(async () => {
    direct = await connectTo(plane.kubeconfig);
    await installGadgets(direct.api);
    proxy = await startFaultProxy(plane.kubeconfig);
    through = await connectTo(proxy.kubeconfig);
  });
  afterEach(async () => {
    for (const remove of rules.splice(0)) remove();
    for (const manager of running.splice(0)) await manager.stop();
  });
  afterAll(async () => {
    direct.close();
    through.close();
    await proxy.close();
  });

  const make = async (spec: Readonly<Record<string, unknown>> = {}, name = 'g'): Promise<KubeObject> => {
    namespace = await uniqueNamespace(direct.api, 'engine');
    proxy.reset();
    return direct.api.create(gadget, gadgetManifest(namespace, name, spec));
  };
  const at = (type: ResourceType, name = 'g'): Promise<KubeObject> => direct.api.get(type, { namespace, name });
  const start = async (options: Partial<Parameters<typeof startManager>[1]> = {}): Promise<RunningManager> => {
    const manager = await startManager(through, { reconcilers, namespace, ...options });
    running.push(manager);
    return manager;
  };
  const ready = (generation = 1, name = 'g'): Promise<void> =>
    expect
      .poll(async () => (await at(gadget, name))['status'], { timeout: 10_000 })
      .toMatchObject({ phase: 'Ready', observedGeneration: generation });
  const writes = (): readonly string[] =>
    proxy.requests.filter(({ verb }) => WRITES.has(verb)).map((request) => `${request.verb} ${nameOf(request)}`);
  const ownWrites = (): readonly string[] => writes().filter((write) => !write.includes('events'));
  const edit = (type: ResourceType, body: unknown, name = 'g'): Promise<KubeObject> =>
    direct.api.patch(type, { namespace, name }, { type: 'merge', body }, { fieldManager: 'kubectl-edit' });

  test('creation costs one apply per child, one status write, one event and no read', async () => {
    await make({ deployment: true });
    await settle(through, { reconcilers, namespace });
    expect(writes().toSorted()).toEqual([
      'apply configmaps',
      'apply deployments',
      'apply services',
      'create events',
      'patch gadgets/status',
    ]);
    expect(proxy.count(({ verb }) => verb === 'get')).toBe(0);
    const events = await direct.api.list(EVENT, { namespace, fieldSelector: 'involvedObject.name=g,involvedObject.kind=Gadget' });
    expect(events.items.map(({ reason, type, source }) => ({ reason, type, source }))).toEqual([
      { reason: 'Ready', type: 'Normal', source: { component: 'maia-operator' } },
    ]);
  });

  test('a restart of something converged writes and reads nothing, also where the server spells quantities its own way', async () => {
    await make({ deployment: true, cpu: '1000m' });
    await settle(through, { reconcilers, namespace });
    const resources = JSON.stringify((await at(DEPLOYMENT))['spec']);
    expect(resources).toContain('"cpu":"1"');
    proxy.reset();
    await settle(through, { reconcilers, namespace });
    expect(writes()).toEqual([]);
    expect(proxy.requests.every(({ verb }) => verb === 'watch' || verb === 'list')).toBe(true);
  });

  test('a resync of something converged writes and reads nothing', async () => {
    await make({ deployment: true });
    await settle(through, { reconcilers, namespace });
    let passes = 0;
    const { manager } = await start({ onPass: () => (passes += 1) });
    await expect.poll(() => passes).toBeGreaterThan(0);
    proxy.reset();
    passes = 0;
    manager.controllers[0]?.enqueueAll({ insist: true });
    await expect.poll(() => passes).toBe(1);
    expect(proxy.requests.map(({ verb, resource }) => `${verb} ${resource}`)).toEqual([]);
  });

  test('a field dropped from the intent while no loop ran is removed; the rest of the object stays', async () => {
    await make({ note: 'remove me' });
    await settle(through, { reconcilers, namespace });
    await edit(gadget, { spec: { note: null } });
    await edit(CONFIG_MAP, { data: { theirs: 'stays' } });
    await settle(through, { reconcilers, namespace });
    expect((await at(CONFIG_MAP))['data']).toEqual({ cpu: '1000m', theirs: 'stays' });
  });

  test('a manual edit of a field we own is repaired, one of a field we do not own is let be', async () => {
    await make({ deployment: true });
    await start();
    await ready();
    await edit(CONFIG_MAP, { data: { cpu: '7' } });
    await expect.poll(async () => (await at(CONFIG_MAP))['data']).toEqual({ cpu: '1000m' });
    proxy.reset();
    await edit(SERVICE, { metadata: { annotations: { theirs: 'yes' } } });
    await edit(gadget, { spec: { note: 'now' } });
    await ready(2);
    expect((await at(SERVICE)).metadata.annotations).toMatchObject({ theirs: 'yes' });
    expect(ownWrites()).toEqual(['apply configmaps', 'patch gadgets/status']);
  });

  test('a deleted child comes back, a switched-off one goes, and only if it is ours', async () => {
    await make();
    await start();
    await ready();
    const { uid } = (await at(SERVICE)).metadata;
    await direct.api.remove(SERVICE, { namespace, name: 'g' });
    await expect.poll(async () => (await at(SERVICE)).metadata.uid).not.toBe(uid);
    await edit(gadget, { spec: { service: false } });
    await expect.poll(() => at(SERVICE).catch((error: Error) => error.message)).toMatch(/not found/);
    await direct.api.create(SERVICE, {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace, name: 'g' },
      spec: { ports: [{ port: 1 }] },
    });
    await edit(gadget, { spec: { note: 'x' } });
    await expect
      .poll(async () => (await at(gadget))['status'])
      .toMatchObject({ phase: 'Degraded', message: `ForeignObject Service/${namespace}/g` });
    expect((await at(SERVICE))['spec']).toMatchObject({ ports: [{ port: 1 }] });
  });

  test('a foreign object of the same name is reported, never written, and taken note of when it goes', async () => {
    await make();
    const theirs: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name: 'g' }, data: { cpu: 'theirs' } };
    const before = await direct.api.create(CONFIG_MAP, theirs);
    const result = await settle(through, { reconcilers, namespace });
    expect(result.objects.map(({ report }) => report?.outcome)).toEqual(['stuck']);
    expect((await at(CONFIG_MAP)).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    await start();
    await expect.poll(async () => (await at(gadget))['status']).toMatchObject({ phase: 'Degraded' });
    proxy.reset();
    await direct.api.remove(CONFIG_MAP, { namespace, name: 'g' });
    await ready();
    expect((await at(CONFIG_MAP))['data']).toEqual({ cpu: '1000m' });
  });

  test('an object made by somebody else between cache and apply is left as it was', async () => {
    await make();
    const raced: Manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name: 'g' }, data: { other: 'theirs' } };
    let isFirst = true;
    const racing = {
      ...direct,
      api: {
        ...direct.api,
        apply: async (...all: Parameters<typeof direct.api.apply>) => {
          if (isFirst && all[0].kind === 'ConfigMap') {
            isFirst = false;
            await direct.api.create(CONFIG_MAP, raced, { fieldManager: 'somebody' });
          }
          return direct.api.apply(...all);
        },
      },
    };
    const result = await settle(racing, { reconcilers, namespace });
    expect(result.objects.map(({ report }) => report?.failures?.map(({ reason }) => reason))).toEqual([['ForeignObject']]);
    const left = await at(CONFIG_MAP);
    expect(left['data']).toEqual({ other: 'theirs' });
    expect(left.metadata.ownerReferences).toBeUndefined();
    expect(left.metadata.annotations).toBeUndefined();
  });

  test('an image that a webhook rewrites is not fought over: three times, one event, then left alone', async () => {
    await make({ deployment: true });
    inject({
      when: ({ verb, resource }) => verb === 'apply' && resource === 'deployments',
      fault: {
        do: 'rewrite-request',
        change: (body) => JSON.parse(JSON.stringify(body).replace('example.org/', 'mirror.local/')) as unknown,
      },
      times: Infinity,
    });
    await start();
    await ready();
    const touch = async (value: string): Promise<void> => {
      const passes = proxy.requests.length;
      await edit(DEPLOYMENT, { metadata: { annotations: { touched: value } } });
      await edit(gadget, { spec: { note: value } });
      await expect.poll(() => proxy.requests.length).toBeGreaterThan(passes);
      await expect.poll(async () => ((await at(CONFIG_MAP))['data'] as { note?: string }).note).toBe(value);
    };
    for (const value of ['1', '2', '3', '4', '5', '6']) await touch(value);
    expect(proxy.count(({ verb, resource }) => verb === 'apply' && resource === 'deployments')).toBe(3);
    const events = await direct.api.list(EVENT, { namespace, fieldSelector: 'reason=IntentRewritten' });
    expect(events.items).toHaveLength(1);
  });

  test('a refused child is told once and not tried again with the same intent', async () => {
    await make();
    inject({
      when: ({ verb, resource }) => verb === 'apply' && resource === 'services',
      fault: { do: 'answer', code: 422, reason: 'Invalid', message: 'spec.ports: not like this' },
      times: Infinity,
    });
    await start();
    await expect
      .poll(async () => (await at(gadget))['status'])
      .toMatchObject({ phase: 'Degraded', message: `Invalid Service/${namespace}/g` });
    proxy.reset();
    await edit(gadget, { spec: { note: 'again' } });
    await expect.poll(async () => (await at(gadget))['status']).toMatchObject({ observedGeneration: 2 });
    expect(proxy.count(({ resource }) => resource === 'services')).toBe(0);
  });

  test('answers lost, refused for a while or throttled: it converges all the same, without a second object', async () => {
    await make({ deployment: true });
    inject({ when: ({ verb }) => verb === 'apply', fault: { do: 'lose-answer' }, times: 2 });
    inject({
      when: ({ verb, resource }) => verb === 'apply' && resource === 'services',
      fault: { do: 'answer', code: 500, reason: 'InternalError' },
      times: 2,
    });
    inject({
      when: isStatus,
      fault: { do: 'answer', code: 429, reason: 'TooManyRequests', headers: { 'retry-after': '0' } },
    });
    inject({ when: isStatus, fault: { do: 'lose-answer' } });
    await start();
    await ready();
  });

  test('a status write against a stale version does nothing and the plan is made anew', async () => {
    await make();
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    inject({ when: isStatus, fault: { do: 'hold', until } });
    await start();
    await expect.poll(() => proxy.count(isStatus)).toBe(1);
    await edit(gadget, { spec: { note: 'meanwhile' } });
    release();
    await ready(2);
    expect(proxy.requests.filter(isStatus).map(({ status }) => status)).toContain(409);
  });

  test('a planner that throws harms nobody else and is tried again after an edit', async () => {
    await make({ throws: true });
    await direct.api.create(gadget, gadgetManifest(namespace, 'other'));
    const { manager } = await start();
    await ready(1, 'other');
    await expect.poll(() => manager.metrics.render()).toMatch(/controller_runtime_reconcile_panics_total\{controller="gadget"\} [1-9]/);
    await edit(gadget, { spec: { throws: false } });
    await ready(2);
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
    await direct.api.create(
      { group: '', version: 'v1', kind: 'Secret', plural: 'secrets', scope: 'Namespaced' },
      { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name: 'credentials' }, stringData: { key: 'hunter2' } },
    );
    await expect.poll(async () => (await at(gadget))['status']).toMatchObject({ message: 'key' });
  });
});
