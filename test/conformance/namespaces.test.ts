import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { conditionOf, conditionsOf, pathOf, workloadsScene } from './support/workloads-scene.ts';
import type { Seen } from './support/workloads-scene.ts';

const HOLD = 'namespaces.conformance.dev/hold';
const OTHER = 'namespaces.conformance.dev/other';

describeCluster(
  'the life of namespaces',
  (plane) => {
    const scene = workloadsScene(plane, 'ns');
    const live = async (name: string): Promise<Seen | undefined> => {
      const answer = await scene.client.request('GET', pathOf('core/v1/namespaces', undefined, name));
      return answer.status === 404 ? undefined : (answer.json as Seen);
    };
    const remove = async (name: string): Promise<unknown> => scene.client.request('DELETE', pathOf('core/v1/namespaces', undefined, name));

    test('a new namespace gets a ServiceAccount', async () => {
      const namespace = await scene.namespace();
      const account = await scene.get('core/v1/serviceaccounts', namespace, 'default');
      expect({ ...account, metadata: undefined }).toEqual({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: undefined });
    });

    test('and the certificate of the cluster’s authority', async () => {
      const namespace = await scene.namespace();
      await expect.poll(async () => scene.find('core/v1/configmaps', namespace, 'kube-root-ca.crt')).toBeDefined();
      const { data, metadata } = await scene.get('core/v1/configmaps', namespace, 'kube-root-ca.crt');
      expect((data as Record<string, string>)['ca.crt']).toMatch(/^-----BEGIN CERTIFICATE-----/);
      expect(Object.keys(metadata.annotations ?? {})).toEqual(['kubernetes.io/description']);
    });

    test('both come back when they are deleted', async () => {
      const namespace = await scene.namespace();
      const before = await scene.get('core/v1/serviceaccounts', namespace, 'default');
      await scene.delete('core/v1/serviceaccounts', namespace, 'default');
      await expect
        .poll(async () => (await scene.find('core/v1/serviceaccounts', namespace, 'default'))?.metadata.uid ?? before.metadata.uid)
        .not.toBe(before.metadata.uid);
      await scene.delete('core/v1/configmaps', namespace, 'kube-root-ca.crt');
      await expect.poll(async () => scene.find('core/v1/configmaps', namespace, 'kube-root-ca.crt')).toBeDefined();
    });

    test('a changed root certificate is put right', async () => {
      const namespace = await scene.namespace();
      await expect.poll(async () => scene.find('core/v1/configmaps', namespace, 'kube-root-ca.crt')).toBeDefined();
      await scene.patch('core/v1/configmaps', namespace, 'kube-root-ca.crt', { data: { 'ca.crt': 'none' } });
      await expect
        .poll(async () => (await scene.get('core/v1/configmaps', namespace, 'kube-root-ca.crt'))['data'])
        .not.toEqual({ 'ca.crt': 'none' });
    });

    test('while contents have finalizers it waits, and its conditions say for what; then it goes', async () => {
      const namespace = await scene.namespace();
      const held = (kind: string, name: string, finalizers: readonly string[]): object => ({
        apiVersion: 'v1',
        kind,
        metadata: { name, finalizers },
      });
      await scene.create('core/v1/configmaps', namespace, held('ConfigMap', 'a', [HOLD, OTHER]));
      await scene.create('core/v1/secrets', namespace, held('Secret', 'b', [HOLD]));
      await scene.create('core/v1/configmaps', namespace, held('ConfigMap', 'free', []));
      await remove(namespace);
      expect((await live(namespace))?.status?.['phase']).toBe('Terminating');
      const left = 'Some resources are remaining: configmaps. has 1 resource instances, secrets. has 1 resource instances';
      await expect.poll(async () => conditionOf(await live(namespace), 'NamespaceContentRemaining')?.message).toBe(left);
      expect(conditionsOf(await live(namespace))).toEqual([
        {
          type: 'NamespaceDeletionDiscoveryFailure',
          status: 'False',
          reason: 'ResourcesDiscovered',
          message: 'All resources successfully discovered',
        },
        {
          type: 'NamespaceDeletionGroupVersionParsingFailure',
          status: 'False',
          reason: 'ParsedGroupVersions',
          message: 'All legacy kube types successfully parsed',
        },
        {
          type: 'NamespaceDeletionContentFailure',
          status: 'False',
          reason: 'ContentDeleted',
          message: 'All content successfully deleted, may be waiting on finalization',
        },
        { type: 'NamespaceContentRemaining', status: 'True', reason: 'SomeResourcesRemain', message: left },
        {
          type: 'NamespaceFinalizersRemaining',
          status: 'True',
          reason: 'SomeFinalizersRemain',
          message: `Some content in the namespace has finalizers remaining: ${HOLD} in 2 resource instances, ${OTHER} in 1 resource instances`,
        },
      ]);
      expect((await live(namespace))?.spec).toEqual({ finalizers: ['kubernetes'] });
      await scene.patch('core/v1/secrets', namespace, 'b', { metadata: { finalizers: null } });
      await scene.patch('core/v1/configmaps', namespace, 'a', { metadata: { finalizers: null } });
      await expect.poll(async () => live(namespace), { timeout: 90_000 }).toBeUndefined();
    });

    test('a namespace with workloads goes with all of them', async () => {
      const namespace = await scene.namespace();
      const labels = { app: 'd' };
      const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
      const spec = { replicas: 1, selector: { matchLabels: labels }, template };
      await scene.create('apps/v1/deployments', namespace, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'd' }, spec });
      await expect.poll(async () => scene.names('core/v1/pods', namespace)).toHaveLength(1);
      await remove(namespace);
      await expect.poll(async () => live(namespace), { timeout: 90_000 }).toBeUndefined();
    });
  },
  { needs: 'controllers' },
);
