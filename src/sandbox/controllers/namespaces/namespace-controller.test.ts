import { expect, test } from 'vitest';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { deploymentBody } from '../../../../test/support/workload-bodies.ts';

interface Status {
  readonly phase: string;
  readonly conditions?: readonly { readonly type: string; readonly status: string; readonly reason: string; readonly message: string }[];
}

test('a namespace goes with all it holds', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { replicas: 2 }));
  rig.delete('namespaces', 'test');
  expect(rig.get('namespaces', 'test')).toBeUndefined();
  for (const type of ['deployments.apps', 'replicasets.apps', 'pods', 'serviceaccounts', 'events'])
    expect(rig.storage.list(type, 'test')).toEqual([]);
});

test('what has finalizers holds it, and stands in its conditions', () => {
  const rig = controllerRig();
  rig.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', finalizers: ['x.dev/hold', 'y.dev/z'] } });
  rig.create({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b', finalizers: ['x.dev/hold'] } });
  rig.delete('namespaces', 'test');
  const status = rig.get('namespaces', 'test')?.['status'] as Status;
  expect(status.phase).toBe('Terminating');
  expect(status.conditions?.map(({ type, status: at, reason, message }) => [type, at, reason, message])).toEqual([
    ['NamespaceDeletionDiscoveryFailure', 'False', 'ResourcesDiscovered', 'All resources successfully discovered'],
    ['NamespaceDeletionGroupVersionParsingFailure', 'False', 'ParsedGroupVersions', 'All legacy kube types successfully parsed'],
    ['NamespaceDeletionContentFailure', 'False', 'ContentDeleted', 'All content successfully deleted, may be waiting on finalization'],
    [
      'NamespaceContentRemaining',
      'True',
      'SomeResourcesRemain',
      'Some resources are remaining: configmaps. has 1 resource instances, secrets. has 1 resource instances',
    ],
    [
      'NamespaceFinalizersRemaining',
      'True',
      'SomeFinalizersRemain',
      'Some content in the namespace has finalizers remaining: x.dev/hold in 2 resource instances, y.dev/z in 1 resource instances',
    ],
  ]);
  rig.patch('configmaps', 'a', { metadata: { finalizers: null } });
  rig.patch('secrets', 'b', { metadata: { finalizers: null } });
  expect(rig.get('namespaces', 'test')).toBeUndefined();
});

test('each namespace gets a ServiceAccount and the root certificate, again where they are taken away', () => {
  const rig = controllerRig({ rootCertificate: 'PEM' });
  expect(rig.names('serviceaccounts')).toEqual(['default']);
  rig.delete('serviceaccounts', 'default');
  expect(rig.names('serviceaccounts')).toEqual(['default']);
  rig.patch('configmaps', 'kube-root-ca.crt', { data: { 'ca.crt': 'other' } });
  expect(rig.get('configmaps', 'kube-root-ca.crt')?.['data']).toEqual({ 'ca.crt': 'PEM' });
});
