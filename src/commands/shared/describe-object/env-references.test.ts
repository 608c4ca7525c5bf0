import { expect, test } from 'vitest';
import { envReferences } from './env-references.ts';

test('variables that come from Secrets and ConfigMaps, wherever they stand in a spec', () => {
  const spec = {
    server: {
      env: [
        { name: 'A', value: 'x' },
        { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
    },
    template: {
      spec: { containers: [{ name: 'c', env: [{ name: 'D', valueFrom: { configMapKeyRef: { name: 'm', key: 'k', optional: true } } }] }] },
    },
    apiKeySecretRef: { name: 'other', key: 'k' },
  };
  expect(envReferences(spec, 'n').map(({ type, ...rest }) => ({ kind: type.kind, ...rest }))).toEqual([
    { kind: 'Secret', namespace: 'n', name: 's', field: 'spec.server.env[B].valueFrom.secretKeyRef', keys: ['k'], optional: false },
    {
      kind: 'ConfigMap',
      namespace: 'n',
      name: 'm',
      field: 'spec.template.spec.containers[c].env[D].valueFrom.configMapKeyRef',
      keys: ['k'],
      optional: true,
    },
  ]);
  expect(envReferences({ env: [{ valueFrom: { secretKeyRef: { name: 7 } } }, null] }, 'n')).toEqual([]);
});
