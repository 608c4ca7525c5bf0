import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { claim, statefulSet, withImage } from './support/workloads-bodies.ts';
import type { Seen } from './support/workloads-scene.ts';
import { workloadsScene } from './support/workloads-scene.ts';

const TYPE = 'apps/v1/statefulsets';
const PODS = 'core/v1/pods';
const CLAIMS = 'core/v1/persistentvolumeclaims';
const REVISIONS = 'apps/v1/controllerrevisions';

describeCluster(
  'StatefulSets',
  (plane) => {
    const scene = workloadsScene(plane, 'sts');
    const settled = async (namespace: string, replicas: number): Promise<Seen> => {
      const read = async (): Promise<Seen> => scene.get(TYPE, namespace, 's');
      await expect
        .poll(async () => {
          const { metadata, status = {} } = await read();
          return [
            status['observedGeneration'] === metadata.generation,
            status['updatedReplicas'] ?? 0,
            status['readyReplicas'] ?? 0,
            status['replicas'],
          ];
        })
        .toEqual([true, replicas, replicas, replicas]);
      return read();
    };

    test('one that is done: counts and revisions', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, statefulSet('s'));
      const live = await settled(namespace, 2);
      const [revision] = await scene.list(REVISIONS, namespace);
      expect(live.status).toEqual({
        availableReplicas: 2,
        collisionCount: 0,
        currentReplicas: 2,
        currentRevision: revision?.metadata.name,
        observedGeneration: 1,
        readyReplicas: 2,
        replicas: 2,
        updateRevision: revision?.metadata.name,
        updatedReplicas: 2,
      });
      await expect
        .poll(async () => (await scene.events(namespace, 's')).toSorted())
        .toEqual([
          'Normal SuccessfulCreate Create Pod s-0 in StatefulSet s successful',
          'Normal SuccessfulCreate Create Pod s-1 in StatefulSet s successful',
        ]);
    });

    test('its revision: name, labels, owner, template', async () => {
      const namespace = await scene.namespace();
      const { metadata } = await scene.create(TYPE, namespace, statefulSet('s'));
      await settled(namespace, 2);
      const [revision] = await scene.list(REVISIONS, namespace);
      const hash = revision?.metadata.labels?.['controller.kubernetes.io/hash'] ?? '';
      expect(revision?.metadata).toMatchObject({
        name: `s-${hash}`,
        labels: { app: 's', 'controller.kubernetes.io/hash': hash },
        ownerReferences: [
          { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 's', uid: metadata.uid, controller: true, blockOwnerDeletion: true },
        ],
      });
      expect(revision?.['revision']).toBe(1);
      const stored = (await scene.get(TYPE, namespace, 's')).spec?.['template'] as object;
      expect(revision?.['data']).toEqual({ spec: { template: { $patch: 'replace', ...stored, metadata: { labels: { app: 's' } } } } });
    });

    test('its pods: names, labels, host names', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, statefulSet('s'));
      const { status } = await settled(namespace, 2);
      const pod = await scene.get(PODS, namespace, 's-1');
      expect(pod.metadata.generateName).toBe('s-');
      expect(pod.metadata.labels).toEqual({
        app: 's',
        'apps.kubernetes.io/pod-index': '1',
        'controller-revision-hash': status?.['updateRevision'],
        'statefulset.kubernetes.io/pod-name': 's-1',
      });
      expect(pod.spec).toMatchObject({ hostname: 's-1', subdomain: 's' });
    });

    test('each pod has its claim, and keeps it when the pod goes', async () => {
      const namespace = await scene.namespace();
      const templates = [{ ...claim('data'), metadata: { name: 'data', labels: { of: 'template' } } }];
      await scene.create(TYPE, namespace, statefulSet('s', { volumeClaimTemplates: templates }));
      await settled(namespace, 2);
      expect(await scene.names(CLAIMS, namespace)).toEqual(['data-s-0', 'data-s-1']);
      const one = await scene.get(CLAIMS, namespace, 'data-s-0');
      expect(one.metadata.labels).toEqual({ app: 's', of: 'template' });
      expect(one.metadata.ownerReferences).toBeUndefined();
      const pod = await scene.get(PODS, namespace, 's-0');
      expect(pod.spec?.['volumes']).toMatchObject([{ name: 'data', persistentVolumeClaim: { claimName: 'data-s-0' } }, {}]);
      await expect
        .poll(async () => scene.events(namespace, 's'))
        .toContain('Normal SuccessfulCreate Create Claim data-s-0 Pod s-0 in StatefulSet s success');
      await scene.delete(PODS, namespace, 's-0');
      await expect
        .poll(async () => (await scene.find(PODS, namespace, 's-0'))?.metadata.uid ?? pod.metadata.uid)
        .not.toBe(pod.metadata.uid);
      await settled(namespace, 2);
      expect((await scene.get(CLAIMS, namespace, 'data-s-0')).metadata.uid).toBe(one.metadata.uid);
    });

    test('in order: the second pod waits for the first to be ready', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, statefulSet('s', {}, { behaviour: 'hang' }));
      await expect.poll(async () => (await scene.find(PODS, namespace, 's-0'))?.status?.['phase']).toBe('Running');
      await expect
        .poll(async () => (await scene.get(TYPE, namespace, 's')).status)
        .toMatchObject({ replicas: 1, currentReplicas: 1, availableReplicas: 0 });
      expect(await scene.names(PODS, namespace)).toEqual(['s-0']);
      expect((await scene.get(TYPE, namespace, 's')).status).not.toHaveProperty('readyReplicas');
    });

    test('in parallel: it does not', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, statefulSet('s', { podManagementPolicy: 'Parallel' }, { behaviour: 'hang' }));
      await expect.poll(async () => scene.names(PODS, namespace)).toEqual(['s-0', 's-1']);
    });

    test('a new template: another revision, all pods anew, the last first', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, statefulSet('s'));
      const before = await settled(namespace, 2);
      await scene.patch(TYPE, namespace, 's', withImage('nginx:2'));
      await expect
        .poll(async () => (await scene.get(TYPE, namespace, 's')).status?.['currentRevision'])
        .not.toBe(before.status?.['currentRevision']);
      const after = await settled(namespace, 2);
      expect(after.status?.['currentRevision']).toBe(after.status?.['updateRevision']);
      const revisions = await scene.list(REVISIONS, namespace);
      expect(new Set(revisions.map((revision) => revision['revision']))).toEqual(new Set([1, 2]));
      const pods = await scene.list(PODS, namespace);
      expect(pods.map(({ metadata }) => metadata.labels?.['controller-revision-hash'])).toEqual([
        after.status?.['updateRevision'],
        after.status?.['updateRevision'],
      ]);
      await expect
        .poll(async () => scene.events(namespace, 's'))
        .toContain('Normal SuccessfulDelete Delete Pod s-1 in StatefulSet s successful');
    });

    test('below a partition nothing changes, and the current revision stays', async () => {
      const namespace = await scene.namespace();
      const updateStrategy = { type: 'RollingUpdate', rollingUpdate: { partition: 1 } };
      await scene.create(TYPE, namespace, statefulSet('s', { updateStrategy }));
      const before = await settled(namespace, 2);
      await scene.patch(TYPE, namespace, 's', withImage('nginx:2'));
      await expect
        .poll(async () => (await scene.get(TYPE, namespace, 's')).status)
        .toMatchObject({
          updatedReplicas: 1,
          currentReplicas: 1,
          readyReplicas: 2,
          replicas: 2,
          currentRevision: before.status?.['currentRevision'],
        });
      expect((await scene.get(PODS, namespace, 's-0')).metadata.labels?.['controller-revision-hash']).toBe(
        before.status?.['currentRevision'],
      );
    });

    test('OnDelete: pods stay until somebody deletes them', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, statefulSet('s', { replicas: 1, updateStrategy: { type: 'OnDelete' } }));
      await settled(namespace, 1);
      const { metadata } = await scene.get(PODS, namespace, 's-0');
      await scene.patch(TYPE, namespace, 's', withImage('nginx:2'));
      await expect.poll(async () => scene.names(REVISIONS, namespace)).toHaveLength(2);
      await expect.poll(async () => (await scene.get(TYPE, namespace, 's')).status?.['observedGeneration']).toBe(2);
      expect((await scene.get(PODS, namespace, 's-0')).metadata.uid).toBe(metadata.uid);
      await scene.delete(PODS, namespace, 's-0');
      await settled(namespace, 1);
    });

    test('scaled down it keeps the claims, unless the policy says otherwise', async () => {
      const namespace = await scene.namespace();
      const volumeClaimTemplates = [claim('data')];
      await scene.create(TYPE, namespace, statefulSet('s', { volumeClaimTemplates }));
      await settled(namespace, 2);
      await scene.patch(TYPE, namespace, 's', { spec: { replicas: 1 } });
      await settled(namespace, 1);
      await expect.poll(async () => scene.names(PODS, namespace)).toEqual(['s-0']);
      expect(await scene.names(CLAIMS, namespace)).toEqual(['data-s-0', 'data-s-1']);
      await scene.patch(TYPE, namespace, 's', { spec: { replicas: 2 } });
      await settled(namespace, 2);
      await scene.patch(TYPE, namespace, 's', {
        spec: { persistentVolumeClaimRetentionPolicy: { whenScaled: 'Delete', whenDeleted: 'Retain' } },
      });
      await expect.poll(async () => (await scene.get(TYPE, namespace, 's')).status?.['observedGeneration']).toBe(4);
      await scene.patch(TYPE, namespace, 's', { spec: { replicas: 1 } });
      await expect.poll(async () => scene.names(CLAIMS, namespace)).toEqual(['data-s-0']);
    });

    test('claims that go with the set are owned by it', async () => {
      const namespace = await scene.namespace();
      const policy = { whenDeleted: 'Delete', whenScaled: 'Retain' };
      const spec = { replicas: 1, volumeClaimTemplates: [claim('data')], persistentVolumeClaimRetentionPolicy: policy };
      const { metadata } = await scene.create(TYPE, namespace, statefulSet('s', spec));
      await settled(namespace, 1);
      await expect
        .poll(async () => (await scene.get(CLAIMS, namespace, 'data-s-0')).metadata.ownerReferences)
        .toEqual([
          { apiVersion: 'apps/v1', kind: 'StatefulSet', name: 's', uid: metadata.uid, controller: true, blockOwnerDeletion: true },
        ]);
      await scene.delete(TYPE, namespace, 's', { propagationPolicy: 'Background' });
      await expect.poll(async () => scene.names(CLAIMS, namespace)).toEqual([]);
    });
  },
  { needs: 'controllers' },
);
