import { expect, test } from 'vitest';
import { splitDocuments } from './split-documents.ts';

const document = (kind: string, name: string, namespace?: string): Parameters<typeof splitDocuments>[0][number] => ({
  where: name,
  object: { apiVersion: 'v1', kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } },
});

test('what stands in a namespace that no document makes comes later', () => {
  const documents = [
    document('Secret', 'early', 'made'),
    document('Secret', 'late', 'tenant-acme'),
    document('Namespace', 'made'),
    document('ConfigMap', 'here'),
    document('ConfigMap', 'there', 'kube-system'),
  ];
  const { first, later } = splitDocuments(documents);
  expect(first.map(({ where }) => where)).toEqual(['early', 'made', 'here', 'there']);
  expect(later.map(({ where }) => where)).toEqual(['late']);
});
