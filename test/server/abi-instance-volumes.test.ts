import { expect, test } from 'vitest';
import { abiScene } from '../support/abi-scene.ts';
import { describeCluster } from '../support/describe-cluster.ts';

describeCluster(
  'the volumes of an AbiInstance on a cluster',
  (plane) => {
    const { field, fresh, kubectl, put, settled } = abiScene(plane);
    const names = async (ns: string, types: string): Promise<readonly string[]> =>
      (await kubectl(`get ${types} -n ${ns} -o name`)).split('\n').filter(Boolean);

    test('volumes grow under running pods; a smaller size is refused and the instance goes on', async () => {
      const ns = await fresh();
      await put(ns, 'brain', { replicas: 2, storage: { size: '1Gi' } });
      await settled(ns, 'brain');
      const uids = await field(ns, 'pods', '.items[*].metadata.uid');
      await put(ns, 'brain', { replicas: 2, storage: { size: '2Gi' } });
      const grown = await settled(ns, 'brain');
      expect(grown.phase).toBe('Running');
      expect(grown.did).toContain(`configured PersistentVolumeClaim/${ns}/data-brain-1`);
      expect(await names(ns, 'pvc')).toEqual(['persistentvolumeclaim/data-brain-0', 'persistentvolumeclaim/data-brain-1']);
      expect(await field(ns, 'pvc', '.items[*].spec.resources.requests.storage')).toBe('2Gi 2Gi');
      expect(await field(ns, 'sts/brain', '.spec.volumeClaimTemplates[0].spec.resources.requests.storage')).toBe('2Gi');
      expect(await field(ns, 'pods', '.items[*].metadata.uid')).toBe(uids);
      await put(ns, 'brain', { replicas: 3, storage: { size: '1Gi' } });
      const refused = await settled(ns, 'brain');
      expect(refused.phase).toBe('Running');
      expect(await field(ns, 'abiinstance/brain', '.status.conditions[?(@.type=="StorageReady")].reason')).toBe('ShrinkForbidden');
      expect(await field(ns, 'pvc/data-brain-2', '.spec.resources.requests.storage')).toBe('2Gi');
      expect((await settled(ns, 'brain')).did).toEqual([]);
    });

    test('storage that is switched on and off replaces the workload without a gap and keeps every claim', async () => {
      const ns = await fresh();
      await put(ns, 'brain', { replicas: 2, features: { web: true }, highAvailability: { enabled: true } });
      await settled(ns, 'brain');
      await put(ns, 'brain', { replicas: 2, storage: { size: '1Gi' }, highAvailability: { enabled: true } });
      const on = await settled(ns, 'brain');
      expect(on.status).toMatchObject({ phase: 'Running', workloadKind: 'StatefulSet', readyReplicas: 2 });
      const order = [`created StatefulSet/${ns}/brain`, `deleted Deployment/${ns}/brain`].map((step) => on.did.indexOf(step));
      expect(order[0]).toBeGreaterThanOrEqual(0);
      expect(order[1]).toBeGreaterThan(order[0] ?? 0);
      await put(ns, 'brain', { replicas: 2, highAvailability: { enabled: true } });
      const off = await settled(ns, 'brain');
      expect(off.status).toMatchObject({ phase: 'Running', workloadKind: 'Deployment' });
      expect(await names(ns, 'deploy,sts,pvc')).toEqual([
        'deployment.apps/brain',
        'persistentvolumeclaim/data-brain-0',
        'persistentvolumeclaim/data-brain-1',
      ]);
      const reasons = await kubectl(`get events -n ${ns} --field-selector involvedObject.name=brain -o jsonpath={.items[*].reason}`);
      expect(reasons).toContain('WorkloadReplaced');
    });

    test('a broken template leaves a pod behind that the mended one replaces', async () => {
      const ns = await fresh();
      const spec = (cpu: string): unknown => ({ replicas: 2, storage: { size: '1Gi' }, resources: { requests: { cpu } } });
      await put(ns, 'brain', spec('10m'));
      await settled(ns, 'brain');
      await put(ns, 'brain', spec('10k'));
      const { waiting } = { waiting: settled(ns, 'brain').catch((error: unknown) => error) };
      await expect
        .poll(async () => field(ns, 'pods', '.items[*].status.conditions[?(@.reason=="Unschedulable")].type'))
        .toBe('PodScheduled');
      await put(ns, 'brain', spec('20m'));
      await waiting;
      expect((await settled(ns, 'brain')).status).toMatchObject({ phase: 'Running', readyReplicas: 2, updatedReplicas: 2 });
    });

    test('an instance that goes leaves its volumes; one of its name finds them; with the policy Delete they go with it', async () => {
      const ns = await fresh();
      await put(ns, 'brain', { replicas: 2, storage: { size: '1Gi' } });
      await settled(ns, 'brain');
      const uid = await field(ns, 'pvc/data-brain-0', '.metadata.uid');
      await kubectl(`delete abiinstance brain -n ${ns}`);
      await kubectl(`wait --for=delete sts/brain -n ${ns} --timeout=150s`);
      await put(ns, 'brain', { replicas: 1, storage: { size: '2Gi', retentionPolicy: 'Delete' } });
      const again = await settled(ns, 'brain');
      expect(again.phase).toBe('Running');
      expect(await field(ns, 'pvc/data-brain-0', '.metadata.uid')).toBe(uid);
      expect(await field(ns, 'pvc', '.items[*].spec.resources.requests.storage')).toBe('2Gi 2Gi');
      await kubectl(`delete abiinstance brain -n ${ns} --wait=false`);
      await expect(settled(ns, 'brain')).rejects.toThrow('not found');
      await expect.poll(() => names(ns, 'sts,pvc')).toEqual([]);
      // The garbage collector learns of a new kind up to half a minute after it was installed.
    }, 300_000);
  },
  { needs: 'controllers' },
);
