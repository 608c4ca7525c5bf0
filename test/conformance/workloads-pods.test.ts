import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { claim, pod } from './support/workloads-bodies.ts';
import type { Seen } from './support/workloads-scene.ts';
import { conditionOf, pathOf, workloadsScene } from './support/workloads-scene.ts';

const PODS = 'core/v1/pods';
const CLAIMS = 'core/v1/persistentvolumeclaims';
const CLASSES = 'storage.k8s.io/v1/storageclasses';

interface Status {
  readonly phase?: string;
  readonly podIP?: string;
  readonly containerStatuses?: readonly {
    readonly state: Readonly<Record<string, { readonly reason?: string; readonly exitCode?: number }>>;
  }[];
}

describeCluster(
  'pods and their volumes',
  (plane) => {
    const scene = workloadsScene(plane, 'pods');
    const statusOf = async (namespace: string, name: string): Promise<Status> => (await scene.get(PODS, namespace, name)).status as Status;
    const scheduled = async (namespace: string, name: string): Promise<string | undefined> => {
      return conditionOf(await scene.get(PODS, namespace, name), 'PodScheduled')?.message;
    };
    const unschedulable = async (spec: object, container: object = {}): Promise<string | undefined> => {
      const namespace = await scene.namespace();
      await scene.create(PODS, namespace, pod('p', { spec, container }));
      await expect.poll(async () => scheduled(namespace, 'p')).toBeDefined();
      const condition = conditionOf(await scene.get(PODS, namespace, 'p'), 'PodScheduled');
      expect(condition).toMatchObject({ status: 'False', reason: 'Unschedulable' });
      expect(await statusOf(namespace, 'p')).toMatchObject({ phase: 'Pending' });
      await expect.poll(async () => scene.events(namespace, 'p')).toContain(`Warning FailedScheduling ${condition?.message ?? ''}`);
      return condition?.message;
    };
    const hopeless = 'no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.';
    const bound = async (namespace: string, name: string): Promise<Seen> => {
      await expect.poll(async () => (await scene.get(CLAIMS, namespace, name)).status?.['phase']).toBe('Bound');
      return scene.get(CLAIMS, namespace, name);
    };
    const using = (name: string): object => ({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName: name } }] });

    test('a pod gets a node, an address and becomes ready', async () => {
      const namespace = await scene.namespace();
      await scene.create(PODS, namespace, pod('p'));
      await expect.poll(async () => conditionOf(await scene.get(PODS, namespace, 'p'), 'Ready')?.status).toBe('True');
      const live = await scene.get(PODS, namespace, 'p');
      const status = await statusOf(namespace, 'p');
      expect(status).toMatchObject({
        phase: 'Running',
        containerStatuses: [{ name: 'c', ready: true, started: true, restartCount: 0, lastState: {} }],
      });
      expect(status.podIP).toMatch(/^10\./);
      for (const type of ['PodScheduled', 'Initialized', 'ContainersReady']) expect(conditionOf(live, type)?.status).toBe('True');
      const node = String(live.spec?.['nodeName']);
      await expect
        .poll(async () => scene.events(namespace, 'p'))
        .toContain(`Normal Scheduled Successfully assigned ${namespace}/p to ${node}`);
    });

    test('an image that cannot be pulled', async () => {
      const namespace = await scene.namespace();
      await scene.create(PODS, namespace, pod('p', { behaviour: 'image' }));
      const waiting = async (): Promise<unknown> => (await statusOf(namespace, 'p')).containerStatuses?.[0]?.state['waiting']?.reason;
      await expect.poll(waiting).toBe('ImagePullBackOff');
      expect((await statusOf(namespace, 'p')).phase).toBe('Pending');
      expect(conditionOf(await scene.get(PODS, namespace, 'p'), 'Ready')?.status).toBe('False');
    });

    test('a container that crashes again and again', async () => {
      const namespace = await scene.namespace();
      await scene.create(PODS, namespace, pod('p', { behaviour: 'crash' }));
      const waiting = async (): Promise<unknown> => (await statusOf(namespace, 'p')).containerStatuses?.[0]?.state['waiting']?.reason;
      await expect.poll(waiting).toBe('CrashLoopBackOff');
      expect(await statusOf(namespace, 'p')).toMatchObject({
        phase: 'Running',
        containerStatuses: [{ ready: false, lastState: { terminated: { exitCode: 1, reason: 'Error' } } }],
      });
    });

    test('init containers are through before it is ready', async () => {
      const namespace = await scene.namespace();
      await scene.create(PODS, namespace, pod('p', { spec: { initContainers: [{ name: 'i', image: 'busybox' }] } }));
      await expect.poll(async () => conditionOf(await scene.get(PODS, namespace, 'p'), 'Ready')?.status).toBe('True');
      expect(await statusOf(namespace, 'p')).toMatchObject({
        initContainerStatuses: [{ name: 'i', ready: true, restartCount: 0, state: { terminated: { exitCode: 0, reason: 'Completed' } } }],
      });
    });

    test('a deleted pod goes by itself', async () => {
      const namespace = await scene.namespace();
      await scene.create(PODS, namespace, pod('p'));
      await expect.poll(async () => (await statusOf(namespace, 'p')).phase).toBe('Running');
      const { json } = await scene.delete(PODS, namespace, 'p');
      expect(json).toMatchObject({ kind: 'Pod', metadata: { deletionGracePeriodSeconds: 30 } });
      await expect.poll(async () => scene.find(PODS, namespace, 'p')).toBeUndefined();
    });

    test('more GPUs than any node has', async () => {
      const message = await unschedulable({}, { resources: { limits: { 'nvidia.com/gpu': 9 } } });
      expect(message).toBe(`0/3 nodes are available: 3 Insufficient nvidia.com/gpu. ${hopeless}`);
    });

    test('more CPU and memory than any node has', async () => {
      const message = await unschedulable({}, { resources: { requests: { cpu: '100', memory: '10Ti' } } });
      expect(message).toBe(`0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. ${hopeless}`);
    });

    test('a node selector that no node matches', async () => {
      const message = await unschedulable({ nodeSelector: { 'pods.conformance.dev/no': 'such' } });
      expect(message).toBe(`0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. ${hopeless}`);
    });

    test('affinity to pods that are not there', async () => {
      const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { no: 'such' } } };
      const message = await unschedulable({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
      expect(message).toBe(`0/3 nodes are available: 3 node(s) didn't match pod affinity rules. ${hopeless}`);
    });

    test('a fourth pod that wants a node for itself', async () => {
      const namespace = await scene.namespace();
      const term = { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: { group: 'alone' } } };
      const affinity = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
      for (const name of ['a', 'b', 'c', 'd']) {
        const body = pod(name, { spec: { affinity } });
        await scene.create(PODS, namespace, { ...body, metadata: { name, labels: { group: 'alone' } } });
        if (name !== 'd') await expect.poll(async () => (await scene.get(PODS, namespace, name)).spec?.['nodeName']).toBeDefined();
      }
      await expect
        .poll(async () => scheduled(namespace, 'd'))
        .toBe(
          "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod.",
        );
      await scene.delete(PODS, namespace, 'a');
      await expect.poll(async () => (await scene.get(PODS, namespace, 'd')).spec?.['nodeName']).toBeDefined();
    });

    test('a claim that is not there, and one that is not bound', async () => {
      expect(await unschedulable(using('missing'))).toBe('0/3 nodes are available: persistentvolumeclaim "missing" not found. not found');
      const namespace = await scene.namespace();
      await scene.create(CLAIMS, namespace, claim('data', { storageClassName: 'no-such-class' }));
      await scene.create(PODS, namespace, pod('p', { spec: using('data') }));
      await expect
        .poll(async () => scheduled(namespace, 'p'))
        .toBe('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found');
    });

    test('a claim of the default class is bound to a volume of its own', async () => {
      const namespace = await scene.namespace();
      const { metadata } = await scene.create(CLAIMS, namespace, claim('data'));
      const live = await bound(namespace, 'data');
      const volumeName = `pvc-${metadata.uid}`;
      expect(live.spec).toMatchObject({ storageClassName: 'standard', volumeName });
      expect(live.status).toEqual({ accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, phase: 'Bound' });
      expect(live.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
      expect(live.metadata.annotations).toEqual({
        'pv.kubernetes.io/bind-completed': 'yes',
        'pv.kubernetes.io/bound-by-controller': 'yes',
        'volume.beta.kubernetes.io/storage-provisioner': 'kubernetes.io/host-path',
        'volume.kubernetes.io/storage-provisioner': 'kubernetes.io/host-path',
      });
      const message = `Normal ProvisioningSucceeded Successfully provisioned volume ${volumeName} using kubernetes.io/host-path`;
      await expect.poll(async () => scene.events(namespace, 'data')).toEqual([message]);
      const volume = (await scene.client.request('GET', pathOf('core/v1/persistentvolumes', undefined, volumeName))).json as Seen;
      expect(volume.spec).toMatchObject({
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '1Gi' },
        claimRef: { kind: 'PersistentVolumeClaim', name: 'data', namespace, uid: metadata.uid },
        persistentVolumeReclaimPolicy: 'Delete',
        storageClassName: 'standard',
        volumeMode: 'Filesystem',
      });
      expect(volume.status).toMatchObject({ phase: 'Bound' });
      expect(volume.metadata.finalizers).toContain('kubernetes.io/pv-protection');
    });

    test('a claim of an unknown class waits and says why', async () => {
      const namespace = await scene.namespace();
      await scene.create(CLAIMS, namespace, claim('data', { storageClassName: 'no-such-class' }));
      await expect
        .poll(async () => scene.events(namespace, 'data'))
        .toEqual(['Warning ProvisioningFailed storageclass.storage.k8s.io "no-such-class" not found']);
      expect((await scene.get(CLAIMS, namespace, 'data')).status).toEqual({ phase: 'Pending' });
    });

    test('a claim of no class waits for somebody to make a volume', async () => {
      const namespace = await scene.namespace();
      await scene.create(CLAIMS, namespace, claim('data', { storageClassName: '' }));
      await expect
        .poll(async () => scene.events(namespace, 'data'))
        .toEqual(['Normal FailedBinding no persistent volumes available for this claim and no storage class is set']);
    });

    test('a claim that waits for its first consumer is bound on the node of the pod', async () => {
      const namespace = await scene.namespace();
      const storageClassName = `lazy-${namespace}`;
      const body = {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'StorageClass',
        metadata: { name: storageClassName },
        provisioner: 'kubernetes.io/host-path',
      };
      await scene.client.request('POST', pathOf(CLASSES, undefined), { body: { ...body, volumeBindingMode: 'WaitForFirstConsumer' } });
      await scene.create(CLAIMS, namespace, claim('data', { storageClassName }));
      await expect
        .poll(async () => scene.events(namespace, 'data'))
        .toEqual(['Normal WaitForFirstConsumer waiting for first consumer to be created before binding']);
      await scene.create(PODS, namespace, pod('p', { spec: using('data') }));
      const live = await bound(namespace, 'data');
      await expect.poll(async () => (await scene.get(PODS, namespace, 'p')).spec?.['nodeName']).toBeDefined();
      const node = (await scene.get(PODS, namespace, 'p')).spec?.['nodeName'];
      expect(live.metadata.annotations?.['volume.kubernetes.io/selected-node']).toBe(node);
      await scene.client.request('DELETE', pathOf(CLASSES, undefined, storageClassName));
    });

    test('a claim in use is kept until its pod is gone, and its volume goes with it', async () => {
      const namespace = await scene.namespace();
      const { metadata } = await scene.create(CLAIMS, namespace, claim('data'));
      await scene.create(PODS, namespace, pod('p', { spec: using('data') }));
      await expect.poll(async () => (await statusOf(namespace, 'p')).phase).toBe('Running');
      await scene.delete(CLAIMS, namespace, 'data');
      const held = await scene.get(CLAIMS, namespace, 'data');
      expect(held.metadata.deletionTimestamp).toBeDefined();
      await scene.delete(PODS, namespace, 'p');
      await expect.poll(async () => scene.find(CLAIMS, namespace, 'data')).toBeUndefined();
      const volume = pathOf('core/v1/persistentvolumes', undefined, `pvc-${metadata.uid}`);
      await expect.poll(async () => (await scene.client.request('GET', volume)).status).toBe(404);
    });
  },
  { needs: 'controllers' },
);
