import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import type { Seen, SeenOwner } from './support/workloads-scene.ts';
import { pathOf, workloadsScene } from './support/workloads-scene.ts';

const NOTES = 'core/v1/configmaps';
const HOLD = 'gc.conformance.dev/hold';

describeCluster(
  'garbage collection',
  (plane) => {
    const scene = workloadsScene(plane, 'gc');
    const make = async (
      namespace: string,
      name: string,
      owners: readonly object[] = [],
      finalizers: readonly string[] = [],
    ): Promise<Seen> => {
      const metadata = { name, ownerReferences: owners, finalizers };
      return scene.create(NOTES, namespace, { apiVersion: 'v1', kind: 'ConfigMap', metadata });
    };
    const ownedBy = ({ metadata }: Seen, more: object = {}): object => {
      return { apiVersion: 'v1', kind: 'ConfigMap', name: metadata.name, uid: metadata.uid, ...more };
    };
    const ours = async (namespace: string): Promise<readonly string[]> => {
      return (await scene.names(NOTES, namespace)).filter((name) => name !== 'kube-root-ca.crt');
    };
    const release = async (namespace: string, name: string): Promise<unknown> =>
      scene.patch(NOTES, namespace, name, { metadata: { finalizers: null } });
    const owners = async (namespace: string, name: string): Promise<readonly SeenOwner[]> => {
      return (await scene.get(NOTES, namespace, name)).metadata.ownerReferences ?? [];
    };

    test('background: the owner goes at once, then its dependents and theirs', async () => {
      const namespace = await scene.namespace();
      const a = await make(namespace, 'a');
      const b = await make(namespace, 'b', [ownedBy(a)]);
      await make(namespace, 'c', [ownedBy(b)]);
      await scene.delete(NOTES, namespace, 'a', { propagationPolicy: 'Background' });
      expect(await scene.find(NOTES, namespace, 'a')).toBeUndefined();
      await expect.poll(async () => ours(namespace)).toEqual([]);
    });

    test('foreground: the owner waits for dependents that block it, not for others', async () => {
      const namespace = await scene.namespace();
      const a = await make(namespace, 'a');
      await make(namespace, 'blocks', [ownedBy(a, { blockOwnerDeletion: true })], [HOLD]);
      await make(namespace, 'follows', [ownedBy(a, { blockOwnerDeletion: false })], [HOLD]);
      const answer = await scene.delete(NOTES, namespace, 'a', { propagationPolicy: 'Foreground' });
      expect(answer.json).toMatchObject({ kind: 'ConfigMap', metadata: { finalizers: ['foregroundDeletion'] } });
      for (const name of ['blocks', 'follows'])
        await expect.poll(async () => (await scene.find(NOTES, namespace, name))?.metadata.deletionTimestamp).toBeDefined();
      expect((await scene.get(NOTES, namespace, 'a')).metadata.finalizers).toEqual(['foregroundDeletion']);
      await release(namespace, 'blocks');
      await expect.poll(async () => ours(namespace)).toEqual(['follows']);
      await release(namespace, 'follows');
    });

    test('foreground: a chain goes from its end', async () => {
      const namespace = await scene.namespace();
      const a = await make(namespace, 'a');
      const b = await make(namespace, 'b', [ownedBy(a, { blockOwnerDeletion: true })]);
      await make(namespace, 'c', [ownedBy(b, { blockOwnerDeletion: true })], [HOLD]);
      await scene.delete(NOTES, namespace, 'a', { propagationPolicy: 'Foreground' });
      await expect.poll(async () => (await scene.find(NOTES, namespace, 'c'))?.metadata.deletionTimestamp).toBeDefined();
      expect((await scene.get(NOTES, namespace, 'b')).metadata.finalizers).toEqual(['foregroundDeletion']);
      expect(await ours(namespace)).toEqual(['a', 'b', 'c']);
      await release(namespace, 'c');
      await expect.poll(async () => ours(namespace)).toEqual([]);
    });

    test('orphan: dependents stay and forget the owner', async () => {
      const namespace = await scene.namespace();
      const a = await make(namespace, 'a');
      const other = await make(namespace, 'other');
      await make(namespace, 'b', [ownedBy(a), ownedBy(other)]);
      // The collector may not have seen the new dependent yet when the owner goes: what it has not seen it cannot free.
      await make(namespace, 'probe', [ownedBy({ ...a, metadata: { ...a.metadata, uid: 'nobody' } })]);
      await expect.poll(async () => scene.find(NOTES, namespace, 'probe')).toBeUndefined();
      await scene.delete(NOTES, namespace, 'a', { propagationPolicy: 'Orphan' });
      await expect.poll(async () => ours(namespace)).toEqual(['b', 'other']);
      expect((await owners(namespace, 'b')).map(({ name }) => name)).toEqual(['other']);
    });

    test('an owner with another uid is none', async () => {
      const namespace = await scene.namespace();
      await make(namespace, 'a');
      await make(namespace, 'b', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'another' }]);
      await expect.poll(async () => ours(namespace)).toEqual(['a']);
    });

    test('an owner of a type that is not served keeps its dependents', async () => {
      const namespace = await scene.namespace();
      await make(namespace, 'b', [{ apiVersion: 'no.such.conformance.dev/v1', kind: 'Foo', name: 'a', uid: 'x' }]);
      await make(namespace, 'c', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'another' }]);
      await expect.poll(async () => ours(namespace)).toEqual(['b']);
    });

    test('an owner that is left keeps it; the lost one is taken off', async () => {
      const namespace = await scene.namespace();
      const a = await make(namespace, 'a');
      const b = await make(namespace, 'b');
      await make(namespace, 'c', [ownedBy(a), ownedBy(b)]);
      await scene.delete(NOTES, namespace, 'a');
      await expect.poll(async () => (await owners(namespace, 'c')).map(({ name }) => name)).toEqual(['b']);
      await scene.delete(NOTES, namespace, 'b');
      await expect.poll(async () => ours(namespace)).toEqual([]);
    });

    test('an owner in another namespace is none', async () => {
      const [here, there] = [await scene.namespace(), await scene.namespace()];
      const a = await make(there, 'a');
      await make(here, 'b', [ownedBy(a)]);
      await expect.poll(async () => ours(here)).toEqual([]);
      expect(await ours(there)).toEqual(['a']);
    });

    test('an object of the cluster may own one of a namespace', async () => {
      const namespace = await scene.namespace();
      const role = `gc-${namespace}`;
      const type = 'rbac.authorization.k8s.io/v1/clusterroles';
      const body = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: role }, rules: [] };
      const { json } = await scene.client.request('POST', pathOf(type, undefined), { body });
      const { uid } = (json as Seen).metadata;
      await make(namespace, 'b', [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: role, uid }]);
      await make(namespace, 'c', [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'another' }]);
      await expect.poll(async () => ours(namespace)).toEqual(['b']);
      await scene.client.request('DELETE', pathOf(type, undefined, role));
      await expect.poll(async () => ours(namespace)).toEqual([]);
    });

    test('a Deployment deleted in the foreground takes ReplicaSets and pods before it goes itself', async () => {
      const namespace = await scene.namespace();
      const labels = { app: 'd' };
      await scene.create('apps/v1/deployments', namespace, {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'd' },
        spec: {
          replicas: 1,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } },
        },
      });
      await expect.poll(async () => scene.names('core/v1/pods', namespace)).toHaveLength(1);
      await scene.delete('apps/v1/deployments', namespace, 'd', { propagationPolicy: 'Foreground' });
      await expect.poll(async () => scene.find('apps/v1/deployments', namespace, 'd')).toBeUndefined();
      expect(await scene.names('apps/v1/replicasets', namespace)).toEqual([]);
      await expect.poll(async () => scene.names('core/v1/pods', namespace)).toEqual([]);
    });
  },
  { needs: 'controllers' },
);
