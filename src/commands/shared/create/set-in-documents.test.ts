import { expect, test } from 'vitest';
import { allKinds } from '../../../kinds/all-kinds.ts';
import { setInDocuments } from './set-in-documents.ts';

const DOCUMENTS = [
  {
    where: 'a.yaml:1',
    object: { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaInstance', metadata: { name: 'a' }, spec: { replicas: 1 } },
  },
  { where: 'a.yaml:9', object: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } } },
  { where: 'a.yaml:14', object: { apiVersion: 'abi.io/v1', kind: 'AbiInstance', metadata: { name: 'b' } } },
];

function specs(...texts: readonly string[]): readonly unknown[] {
  return setInDocuments(DOCUMENTS, allKinds, texts).map(({ object }) => (object as { spec?: unknown }).spec);
}

test('is made in every object that has the field; later ones win', () => {
  expect(specs('replicas=2', 'replicas=3', 'tenancy.enabled=true')).toEqual([
    { replicas: 3, tenancy: { enabled: true } },
    undefined,
    { replicas: 3 },
  ]);
  expect(specs()).toEqual(DOCUMENTS.map(({ object }) => (object as { spec?: unknown }).spec));
});

test('a field that no type has, and a value that does not fit, are told', () => {
  expect(() => specs('replcas=2')).toThrow(expect.objectContaining({ exit: 2, fix: 'did you mean "replicas"?' }) as Error);
  expect(() => specs('replicas=many')).toThrow(expect.objectContaining({ exit: 2 }) as Error);
  expect(() => specs('replicas')).toThrow(expect.objectContaining({ exit: 2 }) as Error);
});
