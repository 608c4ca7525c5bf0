import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { deployment, withImage } from './support/workloads-bodies.ts';
import { rolledOut } from './support/workloads-rolled-out.ts';
import type { Seen } from './support/workloads-scene.ts';
import { conditionOf, workloadsScene } from './support/workloads-scene.ts';

const TYPE = 'apps/v1/deployments';
const SETS = 'apps/v1/replicasets';

describeCluster(
  'rollouts of Deployments',
  (plane) => {
    const scene = workloadsScene(plane, 'rollout');
    const settled = async (namespace: string, name: string): Promise<Seen> => rolledOut(scene, namespace, name);
    const counts = ({ status = {} }: Seen): object => {
      const { conditions: _, ...rest } = status;
      return rest;
    };

    test('a new template: the next revision in a new ReplicaSet, the old one empty', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d'));
      await settled(namespace, 'd');
      const old = (await scene.names(SETS, namespace))[0] ?? '';
      await scene.patch(TYPE, namespace, 'd', withImage('nginx:2'));
      await expect.poll(async () => (await scene.get(SETS, namespace, old)).status?.['replicas']).toBe(0);
      const live = await settled(namespace, 'd');
      expect(live.metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '2' });
      await expect
        .poll(async () => counts(await scene.get(TYPE, namespace, 'd')))
        .toEqual({
          availableReplicas: 1,
          observedGeneration: 2,
          readyReplicas: 1,
          replicas: 1,
          terminatingReplicas: 0,
          updatedReplicas: 1,
        });
      expect((await scene.get(SETS, namespace, old)).metadata.annotations).toMatchObject({ 'deployment.kubernetes.io/revision': '1' });
      const next = (await scene.names(SETS, namespace)).find((name) => name !== old) ?? '';
      const events = async (): Promise<readonly string[]> =>
        (await scene.events(namespace, 'd')).filter((event) => !event.includes(`${old} from 0`)).toSorted();
      await expect
        .poll(events)
        .toEqual([
          `Normal ScalingReplicaSet Scaled down replica set ${old} from 1 to 0`,
          `Normal ScalingReplicaSet Scaled up replica set ${next} from 0 to 1`,
        ]);
    });

    test('the template of before: its ReplicaSet again, with a history', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d'));
      await settled(namespace, 'd');
      const old = (await scene.names(SETS, namespace))[0] ?? '';
      await scene.patch(TYPE, namespace, 'd', withImage('nginx:2'));
      await settled(namespace, 'd');
      await scene.patch(TYPE, namespace, 'd', withImage('nginx'));
      await expect.poll(async () => (await scene.get(SETS, namespace, old)).spec?.['replicas']).toBe(1);
      expect(await scene.names(SETS, namespace)).toHaveLength(2);
      expect((await scene.get(SETS, namespace, old)).metadata.annotations).toMatchObject({
        'deployment.kubernetes.io/revision': '3',
        'deployment.kubernetes.io/revision-history': '1',
      });
    });

    test('paused: the template is not taken, and a condition says so; resumed: it is', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d'));
      await settled(namespace, 'd');
      await scene.patch(TYPE, namespace, 'd', { spec: { paused: true } });
      await scene.patch(TYPE, namespace, 'd', withImage('nginx:2'));
      await expect
        .poll(async () => conditionOf(await scene.get(TYPE, namespace, 'd'), 'Progressing'))
        .toEqual({ type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused', message: 'Deployment is paused' });
      await expect.poll(async () => (await scene.get(TYPE, namespace, 'd')).status?.['observedGeneration']).toBe(3);
      expect((await scene.get(TYPE, namespace, 'd')).status).not.toHaveProperty('updatedReplicas');
      expect(await scene.names(SETS, namespace)).toHaveLength(1);
      await scene.patch(TYPE, namespace, 'd', { spec: { paused: false } });
      await settled(namespace, 'd');
      expect(await scene.names(SETS, namespace)).toHaveLength(2);
    });

    test('strategy Recreate ends the old pods before it makes new ones', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d', { strategy: { type: 'Recreate' } }));
      await settled(namespace, 'd');
      const old = (await scene.names('core/v1/pods', namespace))[0];
      await scene.patch(TYPE, namespace, 'd', withImage('nginx:2'));
      await expect
        .poll(async () => (await scene.get(TYPE, namespace, 'd')).metadata.annotations)
        .toMatchObject({ 'deployment.kubernetes.io/revision': '2' });
      expect(await scene.names('core/v1/pods', namespace)).not.toContain(old);
      await settled(namespace, 'd');
    });

    test('old ReplicaSets beyond the history go', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, deployment('d', { revisionHistoryLimit: 0 }));
      await settled(namespace, 'd');
      const old = (await scene.names(SETS, namespace))[0];
      await scene.patch(TYPE, namespace, 'd', withImage('nginx:2'));
      await expect.poll(async () => scene.names(SETS, namespace)).not.toContain(old);
      expect(await scene.names(SETS, namespace)).toHaveLength(1);
    });
  },
  { needs: 'controllers' },
);
