import { expect, test } from 'vitest';
import { crdState } from './crd-object.ts';
import type { CustomResourceDefinitionLike } from './crd-object.ts';
import { crdIntent, foreignManagers, lostVersions } from './crd-ownership.ts';

type Fields = NonNullable<CustomResourceDefinitionLike['metadata']['managedFields']>;

function crd(managedFields: Fields, status?: CustomResourceDefinitionLike['status']): CustomResourceDefinitionLike {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'x', uid: 'u', resourceVersion: '1', creationTimestamp: '', managedFields },
    spec: { versions: [{ name: 'v1alpha1' }] },
    ...(status !== undefined && { status }),
  };
}

test('ours is what our field manager applied, whoever else touched it', () => {
  const fields = [
    { manager: 'maia-cli', operation: 'Apply' },
    { manager: 'kubectl-edit', operation: 'Update' },
  ];
  expect(foreignManagers(crd(fields), 'maia-cli')).toBeUndefined();
});

test('an Update under our name is no apply of ours; the server itself is not named', () => {
  const fields = [
    { manager: 'maia-cli', operation: 'Update' },
    { manager: 'helm', operation: 'Update' },
    { manager: 'kube-apiserver', operation: 'Update', subresource: 'status' },
  ];
  expect(foreignManagers(crd(fields), 'maia-cli')).toBe('maia-cli, helm');
  expect(foreignManagers(crd([]), 'maia-cli')).toBe('unknown');
});

test('stored versions that we do not have are lost', () => {
  const manifest = { apiVersion: 'a', kind: 'b', metadata: { name: 'x' }, spec: { versions: [{ name: 'v1alpha1' }] } };
  expect(lostVersions(crd([], { storedVersions: ['v1alpha1', 'v1'] }), manifest)).toEqual(['v1']);
  expect(lostVersions(crd([]), manifest)).toEqual([]);
});

test('the order of keys and an absent label map make no difference of intent', () => {
  const left = crd([]);
  expect(crdIntent(left)).toBe(crdIntent({ ...left, metadata: { ...left.metadata, labels: {}, resourceVersion: '9' } }));
  expect(crdIntent(left)).not.toBe(crdIntent({ ...left, spec: { versions: [{ name: 'v2' }] } }));
});

const accepted = { type: 'NamesAccepted', status: 'True' };

test.each([
  ['no status', undefined, { is: 'waiting', for: 'NamesAccepted' }],
  ['no conditions', { storedVersions: [] }, { is: 'waiting', for: 'NamesAccepted' }],
  ['names accepted', { conditions: [accepted] }, { is: 'waiting', for: 'Established' }],
  ['established', { conditions: [accepted, { type: 'Established', status: 'True' }] }, { is: 'established' }],
  [
    'names taken',
    { conditions: [{ type: 'NamesAccepted', status: 'False', message: '"mt" is in use' }] },
    { is: 'rejected', why: '"mt" is in use' },
  ],
])('%s', (_, status, expected) => {
  expect(crdState(crd([], status))).toEqual(expected);
});
