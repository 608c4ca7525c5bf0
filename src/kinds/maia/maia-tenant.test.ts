import { expect, test } from 'vitest';
import { maiaTenant } from './maia-tenant.ts';

const instanceRef = { name: 'notes' };

test('a tenant needs its instance and gets the defaults of the guide', () => {
  expect(maiaTenant.spec.safeParse({ instanceRef })).toEqual({
    success: true,
    data: {
      instanceRef,
      plan: 'free',
      config: {
        defaultTokenBudget: 4000,
        maxTokenBudget: 16_000,
        features: { inference: false, vectorSearch: true, fullTextSearch: true, contextAssembly: true },
      },
      apiKeys: [],
      suspended: false,
    },
  });
  expect(maiaTenant.spec.safeParse({}).success).toBe(false);
});

test('quotas stay absent where there are none, and have one default where there are some', () => {
  expect(maiaTenant.spec.safeParse({ instanceRef, quotas: { maxMemories: 0 } })).toMatchObject({
    data: { quotas: { maxMemories: 0, maxNamespaces: 10 } },
  });
  expect(maiaTenant.spec.safeParse({ instanceRef })).not.toHaveProperty('data.quotas');
});

test('an API key reads and writes unless it says otherwise, and never has no scope at all', () => {
  const key = { name: 'ci', secretRef: { name: 'team-red-ci' } };
  expect(maiaTenant.spec.safeParse({ instanceRef, apiKeys: [key] })).toMatchObject({
    data: { apiKeys: [{ name: 'ci', secretRef: { name: 'team-red-ci', key: 'api-key' }, scopes: ['read', 'write'] }] },
  });
  expect(maiaTenant.spec.safeParse({ instanceRef, apiKeys: [{ ...key, scopes: [] }] })).toMatchObject({
    error: { issues: [{ path: ['apiKeys', 0, 'scopes'], message: 'must name at least one scope' }] },
  });
  expect(maiaTenant.spec.safeParse({ instanceRef, apiKeys: [{ ...key, scopes: ['root'] }] }).success).toBe(false);
});

test('two API keys have different names', () => {
  const apiKeys = ['a', 'b'].map((secret) => ({ name: 'ci', secretRef: { name: secret } }));
  expect(maiaTenant.spec.safeParse({ instanceRef, apiKeys })).toMatchObject({ error: { issues: [{ path: ['apiKeys'] }] } });
});

test('no API key is written where the old value of a replaced key stands', () => {
  const apiKeys = [{ name: 'ci', secretRef: { name: 'keys', key: 'ci.revoking' } }];
  expect(maiaTenant.spec.safeParse({ instanceRef, apiKeys })).toMatchObject({ error: { issues: [{ path: ['apiKeys'] }] } });
});

test('counters of a status are numbers from the beginning', () => {
  expect(maiaTenant.status.safeParse({ tenantId: 'x' })).toEqual({
    success: true,
    data: {
      tenantId: 'x',
      phase: 'Pending',
      conditions: [],
      memoryCount: 0,
      namespaceCount: 0,
      storageUsed: 0,
      quotaUsage: {},
      apiKeyCount: 0,
      observedGeneration: 0,
    },
  });
});

test('columns are those of the guide', () => {
  expect(maiaTenant.columns.map((column) => `${column.name} ${column.jsonPath}`)).toEqual([
    'Instance .spec.instanceRef.name',
    'Status .status.phase',
    'Plan .spec.plan',
    'Memories .status.memoryCount',
    'Age .metadata.creationTimestamp',
  ]);
});
