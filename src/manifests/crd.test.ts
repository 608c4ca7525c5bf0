import { expect, test } from 'vitest';
import { abiInstance } from '../kinds/abi/abi-instance.ts';
import { allKinds } from '../kinds/all-kinds.ts';
import { maiaInstance } from '../kinds/maia/maia-instance.ts';
import { crdOf } from './crd.ts';

test('a CRD has the identity of its kind', () => {
  expect(crdOf(maiaInstance)).toMatchObject({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'maiainstances.maia.cuemby.com' },
    spec: {
      group: 'maia.cuemby.com',
      scope: 'Namespaced',
      names: {
        kind: 'MaiaInstance',
        listKind: 'MaiaInstanceList',
        plural: 'maiainstances',
        singular: 'maiainstance',
        shortNames: ['maia', 'mi'],
        categories: ['maia'],
      },
      versions: [{ name: 'v1alpha1', served: true, storage: true, subresources: { status: {} } }],
    },
  });
});

test('a required spec is required, a defaulted one has the default {}', () => {
  expect(crdOf(maiaInstance)).toMatchObject({ spec: { versions: [{ schema: { openAPIV3Schema: { required: ['spec'] } } }] } });
  expect(crdOf(abiInstance)).toMatchObject({
    spec: { versions: [{ schema: { openAPIV3Schema: { properties: { spec: { default: {} } } } } }] },
  });
  expect(crdOf(abiInstance)).not.toHaveProperty('spec.versions.0.schema.openAPIV3Schema.required');
});

test('scale, labels and rules on the name are there where the kind has them', () => {
  expect(crdOf(abiInstance)).toMatchObject({
    metadata: { labels: { 'app.kubernetes.io/name': 'abi-operator' } },
    spec: {
      versions: [
        {
          subresources: {
            scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas', labelSelectorPath: '.status.selector' },
          },
          schema: { openAPIV3Schema: { 'x-kubernetes-validations': [{ rule: 'size(self.metadata.name) <= 52' }, {}] } },
        },
      ],
    },
  });
  expect(crdOf(maiaInstance)).not.toHaveProperty('spec.versions.0.subresources.scale');
});

test('the nine kinds have different names, and short names that no other kind has', () => {
  expect(allKinds.map((kind) => kind.kind)).toEqual([
    'MaiaInstance',
    'MaiaTenant',
    'AbiInstance',
    'Tenant',
    'Agent',
    'ModelAPI',
    'MCPServer',
    'MarieCluster',
    'MarieJob',
  ]);
  const short = allKinds.flatMap((kind) => kind.shortNames);
  expect(new Set(short).size).toBe(short.length);
  expect(allKinds.map((kind) => kind.categories)).toEqual(allKinds.map((kind) => [kind.system]));
});
