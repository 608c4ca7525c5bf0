import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { deployment } from './support/workloads-bodies.ts';
import { rolledOut } from './support/workloads-rolled-out.ts';
import type { Seen } from './support/workloads-scene.ts';
import { conditionOf, conditionsOf, workloadsScene } from './support/workloads-scene.ts';

const TYPE = 'apps/v1/deployments';
const SETS = 'apps/v1/replicasets';
const AVAILABLE = {
  type: 'Available',
  status: 'True',
  reason: 'MinimumReplicasAvailable',
  message: 'Deployment has minimum availability.',
};

describeCluster(
  'Deployments',
  (plane) => {
    const scene = workloadsScene(plane, 'deploy');
    const settled = async (namespace: string, name: string): Promise<Seen> => rolledOut(scene, namespace, name);
    const counts = ({ status = {} }: Seen): object => {
      const { conditions: _, ...rest } = status;
      return rest;
    };

    test('one that is done: counts, conditions, revision', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d', { replicas: 2 }));
      await expect.poll(async () => (await scene.get(TYPE, namespace, 'd')).status?.['availableReplicas']).toBe(2);
      const live = await settled(namespace, 'd');
      expect(counts(live)).toEqual({
        availableReplicas: 2,
        observedGeneration: 1,
        readyReplicas: 2,
        replicas: 2,
        terminatingReplicas: 0,
        updatedReplicas: 2,
      });
      const set = (await scene.names(SETS, namespace))[0] ?? '';
      const message = `ReplicaSet "${set}" has successfully progressed.`;
      expect(conditionsOf(live)).toEqual([AVAILABLE, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message }]);
      expect(live.metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
      await expect
        .poll(async () => scene.events(namespace, 'd'))
        .toEqual([`Normal ScalingReplicaSet Scaled up replica set ${set} from 0 to 2`]);
    });

    test('its ReplicaSet: name, labels, annotations, owner, selector, status', async () => {
      const namespace = await scene.namespace();
      const { metadata } = await scene.create(TYPE, namespace, deployment('d', { replicas: 2 }));
      await settled(namespace, 'd');
      await expect.poll(async () => (await scene.list(SETS, namespace))[0]?.status?.['availableReplicas']).toBe(2);
      const [set] = await scene.list(SETS, namespace);
      const hash = set?.metadata.labels?.['pod-template-hash'] ?? '';
      expect(hash).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{6,10}$/);
      expect(set?.metadata).toMatchObject({
        name: `d-${hash}`,
        labels: { app: 'd', 'pod-template-hash': hash },
        annotations: {
          'deployment.kubernetes.io/desired-replicas': '2',
          'deployment.kubernetes.io/max-replicas': '3',
          'deployment.kubernetes.io/revision': '1',
        },
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd', uid: metadata.uid, controller: true, blockOwnerDeletion: true },
        ],
      });
      expect(set?.spec).toMatchObject({ replicas: 2, selector: { matchLabels: { app: 'd', 'pod-template-hash': hash } } });
      expect(set?.status).toEqual({
        availableReplicas: 2,
        fullyLabeledReplicas: 2,
        observedGeneration: 1,
        readyReplicas: 2,
        replicas: 2,
        terminatingReplicas: 0,
      });
    });

    test('its pods: name, labels, owner, and the events of their making', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d'));
      await settled(namespace, 'd');
      const [set] = await scene.list(SETS, namespace);
      const [pod] = await scene.list('core/v1/pods', namespace);
      expect(pod?.metadata.name).toMatch(new RegExp(`^${set?.metadata.name ?? ''}-[bcdfghjklmnpqrstvwxz2456789]{5}$`));
      expect(pod?.metadata.generateName).toBe(`${set?.metadata.name ?? ''}-`);
      expect(pod?.metadata.labels).toEqual(set?.metadata.labels);
      expect(pod?.metadata.ownerReferences).toEqual([
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: set?.metadata.name,
          uid: set?.metadata.uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ]);
      await expect
        .poll(async () => scene.events(namespace, set?.metadata.name ?? ''))
        .toEqual([`Normal SuccessfulCreate Created pod: ${pod?.metadata.name ?? ''}`]);
    });

    test('a pod that does not become ready: progressing until the deadline, then not', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d', { progressDeadlineSeconds: 1 }, { behaviour: 'hang' }));
      await expect.poll(async () => conditionOf(await scene.get(TYPE, namespace, 'd'), 'Progressing')?.status).toBe('False');
      const set = (await scene.names(SETS, namespace))[0] ?? '';
      const live = async (): Promise<Seen> => scene.get(TYPE, namespace, 'd');
      expect(conditionsOf(await live())).toEqual([
        {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        },
        {
          type: 'Progressing',
          status: 'False',
          reason: 'ProgressDeadlineExceeded',
          message: `ReplicaSet "${set}" has timed out progressing.`,
        },
      ]);
      await expect
        .poll(async () => counts(await live()))
        .toEqual({ observedGeneration: 1, replicas: 1, terminatingReplicas: 0, unavailableReplicas: 1, updatedReplicas: 1 });
    });

    test('an image that cannot be pulled halts the rollout beside what runs', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d', { replicas: 4 }));
      await settled(namespace, 'd');
      const bad = { spec: { template: { metadata: { annotations: { 'test.aistack.dev/behaviour': 'image' } } } } };
      await scene.patch(TYPE, namespace, 'd', bad);
      await expect
        .poll(async () => counts(await scene.get(TYPE, namespace, 'd')))
        .toMatchObject({ replicas: 5, updatedReplicas: 2, availableReplicas: 3, readyReplicas: 3, unavailableReplicas: 2 });
      expect(conditionOf(await scene.get(TYPE, namespace, 'd'), 'Progressing')).toMatchObject({
        status: 'True',
        reason: 'ReplicaSetUpdated',
      });
      expect(conditionOf(await scene.get(TYPE, namespace, 'd'), 'Available')).toEqual(AVAILABLE);
    });

    test('scaled to nothing it is available', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d', { replicas: 0 }));
      const live = await settled(namespace, 'd');
      expect(counts(live)).toEqual({ observedGeneration: 1, terminatingReplicas: 0 });
      expect(conditionOf(live, 'Available')).toEqual(AVAILABLE);
    });

    test('scaling up and down keeps ReplicaSet and revision', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d'));
      await settled(namespace, 'd');
      await scene.patch(TYPE, namespace, 'd', { spec: { replicas: 3 } });
      await expect.poll(async () => (await scene.get(TYPE, namespace, 'd')).status).toMatchObject({ replicas: 3, availableReplicas: 3 });
      await scene.patch(TYPE, namespace, 'd', { spec: { replicas: 1 } });
      await expect.poll(async () => (await scene.get(TYPE, namespace, 'd')).status).toMatchObject({ replicas: 1, availableReplicas: 1 });
      await expect.poll(async () => scene.names('core/v1/pods', namespace)).toHaveLength(1);
      const [set, ...others] = await scene.list(SETS, namespace);
      expect(others).toEqual([]);
      expect(set?.metadata.annotations).toMatchObject({
        'deployment.kubernetes.io/revision': '1',
        'deployment.kubernetes.io/max-replicas': '2',
      });
    });

    test('what a quota refuses stands in ReplicaFailure', async () => {
      const namespace = await scene.namespace();
      const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'q' }, spec: { hard: { pods: '1' } } };
      await scene.create('core/v1/resourcequotas', namespace, quota);
      await expect
        .poll(async () => (await scene.get('core/v1/resourcequotas', namespace, 'q')).status)
        .toEqual({ hard: { pods: '1' }, used: { pods: '0' } });
      await scene.create(TYPE, namespace, deployment('d', { replicas: 3 }));
      await expect.poll(async () => conditionOf(await scene.get(TYPE, namespace, 'd'), 'ReplicaFailure')?.status).toBe('True');
      const failure = conditionOf(await scene.get(TYPE, namespace, 'd'), 'ReplicaFailure');
      expect(failure).toMatchObject({ reason: 'FailedCreate' });
      expect(failure?.message).toMatch(
        /^pods "d-[a-z0-9]+-[a-z0-9]+" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1$/,
      );
      await expect
        .poll(async () => (await scene.get(TYPE, namespace, 'd')).status)
        .toMatchObject({ replicas: 1, availableReplicas: 1, unavailableReplicas: 2 });
      await expect
        .poll(async () => (await scene.get('core/v1/resourcequotas', namespace, 'q')).status)
        .toEqual({ hard: { pods: '1' }, used: { pods: '1' } });
    });

    test('deleted without its dependents, its ReplicaSet is free, and the next of the same kind takes it over', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d'));
      await settled(namespace, 'd');
      const pods = await scene.names('core/v1/pods', namespace);
      await scene.delete(TYPE, namespace, 'd', { propagationPolicy: 'Orphan' });
      await expect.poll(async () => scene.find(TYPE, namespace, 'd')).toBeUndefined();
      expect((await scene.list(SETS, namespace))[0]?.metadata.ownerReferences).toBeUndefined();
      const { metadata } = await scene.create(TYPE, namespace, deployment('d'));
      await expect.poll(async () => (await scene.list(SETS, namespace))[0]?.metadata.ownerReferences?.[0]?.uid).toBe(metadata.uid);
      await settled(namespace, 'd');
      expect(await scene.names('core/v1/pods', namespace)).toEqual(pods);
    });
  },
  { needs: 'controllers' },
);
