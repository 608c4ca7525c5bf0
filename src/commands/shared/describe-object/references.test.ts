import { expect, test } from 'vitest';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { agent } from '../../../kinds/kaos/agent.ts';
import { maiaInstance } from '../../../kinds/maia/maia-instance.ts';
import { maiaTenant } from '../../../kinds/maia/maia-tenant.ts';
import { maiaInstance as reconciler } from '../../../../test/support/maia-reconciler.ts';
import { referencesOf } from './references.ts';

function object(spec: unknown): KubeObject {
  return {
    apiVersion: 'x/v1',
    kind: 'X',
    metadata: { name: 'a', namespace: 'n', uid: 'u', resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec,
  };
}

test('Secrets with their keys and defaults; what the reconciler waits for is not told twice', () => {
  const spec = {
    security: { apiKeySecretRef: { name: 'key' }, tlsSecretRef: { name: 'tls' } },
    storage: { size: '1Gi', storageClassName: 'fast' },
  };
  const found = referencesOf(object(spec), maiaInstance, reconciler);
  expect(found.map(({ type, namespace, name, field, keys }) => [type.kind, namespace, name, field, keys])).toEqual([
    ['Secret', 'n', 'key', 'spec.security.apiKeySecretRef', ['api-key']],
    ['Secret', 'n', 'tls', 'spec.security.tlsSecretRef', ['tls.crt', 'tls.key']],
    ['StorageClass', undefined, 'fast', 'spec.storage.storageClassName', []],
  ]);
});

test('names in lists, and objects in other namespaces', () => {
  expect(
    referencesOf(object({ modelAPI: 'm', mcpServers: ['a', 'b'] }), agent, undefined).map(({ type, name, field }) => [
      type.kind,
      name,
      field,
    ]),
  ).toEqual([
    ['ModelAPI', 'm', 'spec.modelAPI'],
    ['MCPServer', 'a', 'spec.mcpServers[0]'],
    ['MCPServer', 'b', 'spec.mcpServers[1]'],
  ]);
  expect(referencesOf(object({ instanceRef: { name: 'i', namespace: 'other' } }), maiaTenant, undefined)).toMatchObject([
    { name: 'i', namespace: 'other', field: 'spec.instanceRef' },
  ]);
});

test('a spec that does not fit its schema, or is missing, still gives what can be read', () => {
  expect(referencesOf(object({ modelAPI: 'm', mcpServers: 'not-a-list' }), agent, undefined).map(({ name }) => name)).toEqual(['m']);
  expect(referencesOf(object(undefined), agent, undefined)).toEqual([]);
  expect(referencesOf(object({}), undefined, undefined)).toEqual([]);
});
