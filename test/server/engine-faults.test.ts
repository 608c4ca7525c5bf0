import { expect, test } from 'vitest';
import { CONFIG_MAP, DEPLOYMENT, EVENT, SERVICE } from '../../src/kernel/builtin-types.ts';
import type { Manifest } from '../../src/kernel/kube-object.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { asLoop, erased, gadgetManifest } from '../support/engine-rig.ts';
import { gadget, gadgetReconciler } from '../support/gadget.ts';
import { gadgetScene, isGadgetStatus } from '../support/gadget-scene.ts';

describeCluster('the engine when others interfere or the API server fails', (plane) => {
  const scene = gadgetScene(plane);
  const { at, edit, inject, make, ready, settled, start } = scene;

  test('a foreign object of the same name is reported, never written, and taken note of when it goes', async () => {
    await make();
    const theirs: Manifest = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: scene.namespace, name: 'g' },
      data: { cpu: 'theirs' },
    };
    const before = await scene.direct.api.create(CONFIG_MAP, theirs);
    const result = await settled();
    expect(result.objects.map(({ report }) => report?.outcome)).toEqual(['stuck']);
    expect((await at(CONFIG_MAP)).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    await start();
    await expect.poll(async () => (await at(gadget))['status']).toMatchObject({ phase: 'Degraded' });
    scene.proxy.reset();
    await scene.direct.api.remove(CONFIG_MAP, { namespace: scene.namespace, name: 'g' });
    await ready();
    expect((await at(CONFIG_MAP))['data']).toEqual({ cpu: '1000m' });
  });

  test('a port that never answers holds no worker beyond the time of a pass, and the loop can end', async () => {
    await make();
    const honest = gadgetReconciler();
    let asked = 0;
    const hanging = {
      ...honest,
      observe: (...all: Parameters<typeof honest.observe>): ReturnType<typeof honest.observe> => {
        if (all[0].metadata.name !== 'g') return honest.observe(...all);
        asked += 1;
        return new Promise(() => undefined);
      },
    };
    await scene.direct.api.create(gadget, gadgetManifest(scene.namespace, 'other'));
    const { stop } = await start({ reconcilers: [erased(hanging)], concurrency: 1, passTimeoutMs: 2_000, shutdownMs: 100 });
    await ready(1, 'other');
    await expect.poll(() => asked).toBeGreaterThan(1);
    await stop();
  });

  test('an object made by somebody else between cache and apply is left as it was', async () => {
    await make();
    const raced: Manifest = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: scene.namespace, name: 'g' },
      data: { other: 'theirs' },
    };
    let isFirst = true;
    const loop = asLoop(scene.direct, 'test-kinds');
    const racing = {
      ...loop,
      api: {
        ...loop.api,
        apply: async (...all: Parameters<typeof scene.direct.api.apply>) => {
          if (isFirst && all[0].kind === 'ConfigMap') {
            isFirst = false;
            await scene.direct.api.create(CONFIG_MAP, raced, { fieldManager: 'somebody' });
          }
          return loop.api.apply(...all);
        },
      },
    };
    const result = await settled(racing);
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
      const passes = scene.proxy.requests.length;
      await edit(DEPLOYMENT, { metadata: { annotations: { touched: value } } });
      await edit(gadget, { spec: { note: value } });
      await expect.poll(() => scene.proxy.requests.length).toBeGreaterThan(passes);
      await expect.poll(async () => ((await at(CONFIG_MAP))['data'] as { note?: string }).note).toBe(value);
    };
    for (const value of ['1', '2', '3', '4', '5', '6']) await touch(value);
    expect(scene.proxy.count(({ verb, resource }) => verb === 'apply' && resource === 'deployments')).toBe(3);
    await expect
      .poll(async () => (await scene.direct.api.list(EVENT, { namespace: scene.namespace, fieldSelector: 'reason=IntentRewritten' })).items)
      .toHaveLength(1);
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
      .toMatchObject({ phase: 'Degraded', message: `Invalid Service/${scene.namespace}/g` });
    scene.proxy.reset();
    await edit(gadget, { spec: { note: 'again' } });
    await expect.poll(async () => (await at(gadget))['status']).toMatchObject({ observedGeneration: 2 });
    expect(scene.proxy.count(({ resource }) => resource === 'services')).toBe(0);
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
      when: isGadgetStatus,
      fault: { do: 'answer', code: 429, reason: 'TooManyRequests', headers: { 'retry-after': '0' } },
    });
    inject({ when: isGadgetStatus, fault: { do: 'lose-answer' } });
    await start();
    await ready();
    for (const type of [CONFIG_MAP, DEPLOYMENT, SERVICE]) expect(await at(type)).toBeDefined();
    await expect
      .poll(async () => (await scene.direct.api.list(EVENT, { namespace: scene.namespace, fieldSelector: 'reason=Ready' })).items)
      .toHaveLength(1);
  });

  test('a status write against a stale version does nothing and the plan is made anew', async () => {
    await make();
    let release: () => void = () => undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    inject({ when: isGadgetStatus, fault: { do: 'hold', until } });
    await start();
    await expect.poll(() => scene.proxy.count(isGadgetStatus)).toBe(1);
    await edit(gadget, { spec: { note: 'meanwhile' } });
    release();
    await ready(2);
    expect(scene.proxy.requests.filter(isGadgetStatus).map(({ status }) => status)).toContain(409);
  });

  test('a planner that throws harms nobody else and is tried again after an edit', async () => {
    await make({ throws: true });
    await scene.direct.api.create(gadget, gadgetManifest(scene.namespace, 'other'));
    const { manager } = await start();
    await ready(1, 'other');
    await expect.poll(() => manager.metrics.render()).toMatch(/controller_runtime_reconcile_panics_total\{controller="gadget"\} [1-9]/);
    await edit(gadget, { spec: { throws: false } });
    await ready(2);
  });
});
