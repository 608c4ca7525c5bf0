import { expect, test } from 'vitest';
import { DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER, STATEFUL_SET } from '../../src/kernel/builtin-types.ts';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import type { ResourceType } from '../../src/kernel/resource-type.ts';
import { abiInstance as kind } from '../../src/kinds/abi/abi-instance.ts';
import { abiInstance } from '../../src/reconcile/abi/abi-instance.ts';
import { abiScene, exampleIn } from '../support/abi-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';
import { asLoop, erased, startManager } from '../support/engine-rig.ts';

describeCluster(
  'AbiInstance on a cluster',
  (plane) => {
    const { connection, field, fresh, kubectl, put, settled } = abiScene(plane);

    test("the guide's manifests run, and kubectl shows, scales and upgrades them as the guide says", async () => {
      const ns = await fresh();
      for (const file of ['basic.yaml', 'gpu.yaml', 'production.yaml']) {
        await connection().api.apply(kind, await exampleIn(ns, file), { fieldManager: 'test' });
      }
      expect((await settled(ns, 'my-abi')).phase).toBe('Running');
      expect(await kubectl(`get abiinstance -n ${ns} --sort-by=.metadata.name`)).toMatch(
        /^NAME +REPLICAS +READY +PHASE +VERSION +AGE\nabi-gpu +2 +2 +Running +latest +\S+\nabi-production +3 +3 +Running +v1\.0\.0 +\S+\nmy-abi +1 +1 +Running +latest +\S+\n$/,
      );
      expect(await kubectl(`get abi my-abi -n ${ns} -o wide`)).toMatch(
        new RegExp(`HEALTH +IMAGE +WORKLOAD +HTTP\nmy-abi .* Healthy +ghcr.io/abi/abi +Deployment +http://my-abi\\.${ns}\\.svc:8080\n$`),
      );
      expect(await kubectl(`get deploy,sts,hpa,pdb -n ${ns} -o name`)).toBe(
        [
          'deployment.apps/abi-gpu',
          'deployment.apps/my-abi',
          'statefulset.apps/abi-production',
          'horizontalpodautoscaler.autoscaling/abi-production',
          'poddisruptionbudget.policy/abi-production',
          '',
        ].join('\n'),
      );
      expect(await kubectl(`describe abiinstance my-abi -n ${ns}`)).toMatch(
        /\n {2}Normal +RolloutComplete +\S+ +abi-operator +every replica runs/,
      );
      const events = await kubectl(
        `get events -n ${ns} --field-selector involvedObject.name=my-abi,involvedObject.kind=AbiInstance -o jsonpath={.items[*].reason}`,
      );
      expect(events.split(' ').toSorted()).toEqual(['Created', 'MutableTag', 'RolloutComplete']);

      await kubectl(`scale abiinstance my-abi -n ${ns} --replicas=5`);
      await kubectl(`patch abiinstance my-abi -n ${ns} --type merge -p {"spec":{"image":{"tag":"v1.1.0"}}}`);
      const { status } = await settled(ns, 'my-abi');
      expect(status).toMatchObject({ phase: 'Running', replicas: 5, readyReplicas: 5, version: 'v1.1.0', observedGeneration: 3 });
      expect(await kubectl(`get pods -n ${ns} -l app.kubernetes.io/instance=my-abi -o name`)).toMatch(/^(?:pod\/my-abi-\S+\n){5}$/);
      const scale = await connection().api.get(kind, { namespace: ns, name: 'my-abi' }, { subresource: 'scale' });
      expect(scale['status']).toMatchObject({
        replicas: 5,
        selector: expect.stringContaining('app.kubernetes.io/instance=my-abi') as unknown,
      });
      expect((await settled(ns, 'my-abi')).did).toEqual([]);
    });

    test('an object without spec runs, and kubectl and an autoscaler may scale it', async () => {
      const ns = await fresh();
      await kubectl(`apply -n ${ns} -f -`, 'apiVersion: abi.io/v1\nkind: AbiInstance\nmetadata: {name: bare}\n');
      expect((await settled(ns, 'bare')).phase).toBe('Running');
      await kubectl(`scale abiinstance bare -n ${ns} --replicas=2`);
      expect((await settled(ns, 'bare')).status).toMatchObject({ phase: 'Running', readyReplicas: 2 });
      await kubectl(`autoscale abiinstance bare -n ${ns} --min 3 --max 4`);
      await expect.poll(async () => field(ns, 'abiinstance/bare', '.spec.replicas'), { timeout: 120_000 }).toBe('3');
      expect((await settled(ns, 'bare')).status).toMatchObject({ phase: 'Running', readyReplicas: 3 });
    }, 300_000);

    test('what an autoscaler sets is never written by us: 100 resyncs, no write at all', async () => {
      const ns = await fresh();
      const scaled = { replicas: 1, autoscaling: { enabled: true, minReplicas: 1, maxReplicas: 5 } };
      await put(ns, 'auto', scaled);
      await put(ns, 'auto-set', { ...scaled, storage: { size: '1Gi' } });
      await settled(ns, 'auto');
      const writes: string[] = [];
      let passes = 0;
      const { api } = connection();
      const loop = asLoop(connection());
      const watched = {
        ...loop,
        api: {
          ...loop.api,
          apply: async (type: ResourceType, object: Parameters<typeof api.apply>[1], options: Parameters<typeof api.apply>[2]) => {
            writes.push(`${type.kind} ${JSON.stringify((object['spec'] as { replicas?: unknown } | undefined)?.replicas ?? null)}`);
            return loop.api.apply(type, object, options);
          },
        },
      };
      const { manager, stop } = await startManager(watched, {
        reconcilers: [erased(abiInstance)],
        namespace: ns,
        onPass: () => (passes += 1),
      });
      const more = { ...scaled, autoscaling: { ...scaled.autoscaling, minReplicas: 3 } };
      await put(ns, 'auto', more);
      await put(ns, 'auto-set', { ...more, storage: { size: '1Gi' } });
      const at = async (type: ResourceType, name: string): Promise<KubeObject> => api.get(type, { namespace: ns, name });
      const replicas = async (): Promise<unknown> => [
        ((await at(DEPLOYMENT, 'auto'))['spec'] as { replicas: number }).replicas,
        ((await at(STATEFUL_SET, 'auto-set'))['spec'] as { replicas: number }).replicas,
      ];
      await expect.poll(replicas, { timeout: 120_000 }).toEqual([3, 3]);
      await expect.poll(async () => field(ns, 'abiinstance/auto-set', '.status.readyReplicas')).toBe('3');
      // Only the autoscalers themselves were written.
      expect([...new Set(writes)]).toEqual(['HorizontalPodAutoscaler null']);
      writes.length = 0;
      for (let round = 0; round < 100; round += 1) {
        const before = passes;
        manager.controllers[0]?.enqueueAll({ insist: true });
        await expect.poll(() => passes, { interval: 1 }).toBeGreaterThanOrEqual(before + 2);
      }
      expect(writes).toEqual([]);
      expect(await replicas()).toEqual([3, 3]);
      await kubectl(`scale abiinstance auto -n ${ns} --replicas=5`);
      const told = async (): Promise<string> =>
        kubectl(`get events -n ${ns} --field-selector involvedObject.name=auto -o jsonpath={.items[*].reason}`);
      await expect.poll(told).toContain('ScaleIgnored');
      expect(await replicas()).toEqual([3, 3]);
      await put(ns, 'auto', { replicas: 2 });
      await expect.poll(async () => field(ns, 'deployment/auto', '.spec.replicas')).toBe('2');
      await expect
        .poll(async () => (await api.list(HORIZONTAL_POD_AUTOSCALER, { namespace: ns })).items.map(({ metadata }) => metadata.name))
        .toEqual(['auto-set']);
      await stop();
    }, 300_000);
  },
  { needs: 'controllers' },
);
