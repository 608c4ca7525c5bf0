import { expect, test } from 'vitest';
import { maiaInstance, maiaInstanceName } from './maia-instance.ts';

const DEFAULTS = {
  replicas: 1,
  image: { repository: 'maia', tag: 'latest', pullPolicy: 'IfNotPresent' },
  storage: { size: '10Gi', dataDir: '/data', syncWrites: false, gcInterval: '5m' },
  security: {},
  embedding: { model: 'local' },
  tenancy: { enabled: false, requireTenant: false, defaultTenantId: 'default', enforceScopesEnabled: false, dedicatedStorage: false },
  rateLimit: { enabled: false, requestsPerSecond: 100, burst: 200 },
  logging: { level: 'info', format: 'json' },
  metrics: { enabled: true, serviceMonitor: { enabled: false, interval: '30s' } },
  ingress: { enabled: false, tls: false },
  resources: { limits: { cpu: '1000m', memory: '1Gi' }, requests: { cpu: '100m', memory: '256Mi' } },
  backup: { enabled: false, schedule: '0 2 * * *', retentionDays: 30, storageSize: '20Gi', compress: true },
};

test('an empty spec gets every default', () => {
  expect(maiaInstance.spec.safeParse({})).toEqual({ success: true, data: DEFAULTS });
});

test('a block that is half given gets the rest', () => {
  expect(maiaInstance.spec.safeParse({ metrics: { serviceMonitor: { enabled: true } }, resources: { limits: { cpu: 4 } } })).toMatchObject({
    data: {
      metrics: { enabled: true, serviceMonitor: { enabled: true, interval: '30s' } },
      resources: { limits: { cpu: 4, memory: '1Gi' }, requests: DEFAULTS.resources.requests },
    },
  });
});

test('references to Secrets have their own default keys', () => {
  const spec = { security: { apiKeySecretRef: { name: 'a' }, tlsSecretRef: { name: 'b' } }, embedding: { openaiSecretRef: { name: 'c' } } };
  expect(maiaInstance.spec.safeParse(spec)).toMatchObject({
    data: {
      security: { apiKeySecretRef: { name: 'a', key: 'api-key' }, tlsSecretRef: { name: 'b' } },
      embedding: { openaiSecretRef: { name: 'c', key: 'openai-api-key' } },
    },
  });
});

test('what a user left false stays false', () => {
  expect(maiaInstance.spec.safeParse({ metrics: { enabled: false }, backup: { compress: false } })).toMatchObject({
    data: { metrics: { enabled: false }, backup: { compress: false } },
  });
});

test('counters of a status are numbers from the beginning', () => {
  expect(maiaInstance.status.safeParse({})).toEqual({
    success: true,
    data: { phase: 'Pending', conditions: [], replicas: 0, readyReplicas: 0, tenantCount: 0, totalMemories: 0, observedGeneration: 0 },
  });
});

test('identity and columns are those of the guide', () => {
  expect(maiaInstance).toMatchObject({
    group: 'maia.cuemby.com',
    version: 'v1alpha1',
    scope: 'Namespaced',
    shortNames: ['maia', 'mi'],
    specPresence: 'required',
  });
  expect(maiaInstance.scale).toBeUndefined();
  expect(maiaInstance.columns.map((column) => [column.name, column.type, column.jsonPath])).toEqual([
    ['Status', 'string', '.status.phase'],
    ['Tenants', 'integer', '.status.tenantCount'],
    ['Memories', 'integer', '.status.totalMemories'],
    ['Age', 'date', '.metadata.creationTimestamp'],
  ]);
});

test('a volume has a size that the server can hold: more would be stored as another amount', () => {
  const isTaken = (spec: unknown): boolean => maiaInstance.spec.safeParse(spec).success;
  expect(isTaken({ storage: { size: '4194303Ti' }, backup: { storageSize: '4194303Ti' } })).toBe(true);
  expect(isTaken({ storage: { size: '4194304Ti' } })).toBe(false);
  expect(isTaken({ backup: { storageSize: '99999999999999Ti' } })).toBe(false);
});

test('a name leaves room for the name of its CronJob', () => {
  expect(maiaInstanceName.problem('a'.repeat(45))).toBeUndefined();
  expect(maiaInstanceName.problem('a'.repeat(46))).toContain('45');
});
