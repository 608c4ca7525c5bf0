import { expect, test } from 'vitest';
import { specChecks } from '../../../test/support/spec-checks.ts';
import { tenant, tenantName } from './tenant.ts';

const { accepted, issuesOf } = specChecks(tenant.spec);

test('an empty spec is a whole tenant', () => {
  expect(accepted({})).toEqual({
    server: { replicas: 1, image: 'neurallog/server:latest' },
    redis: { replicas: 1, image: 'redis:7-alpine', storage: '1Gi' },
    networkPolicy: { enabled: true, allowedNamespaces: [], ingressRules: [], egressRules: [] },
  });
  expect(tenant.specPresence).toBe('defaulted');
});

test('the defaults of single resources and directives are merged by the operator, so that what the user wrote stays visible', () => {
  expect(accepted({ server: { resources: { cpu: { limit: '1' } } }, redis: { config: { maxmemory: '1gb' } } })).toMatchObject({
    server: { resources: { cpu: { limit: '1' } } },
    redis: { config: { maxmemory: '1gb' } },
  });
});

test('the guide’s sample tenant is taken as written', () => {
  const spec = {
    displayName: 'Sample Tenant',
    description: 'A sample tenant for demonstration purposes',
    resources: {
      cpu: { limit: '4', request: '2' },
      memory: { limit: '8Gi', request: '4Gi' },
      storage: { limit: '20Gi', request: '10Gi' },
    },
    server: {
      replicas: 2,
      image: 'neurallog/server:latest',
      resources: { cpu: { limit: '1', request: '500m' }, memory: { limit: '1Gi', request: '512Mi' } },
      env: [
        { name: 'LOG_LEVEL', value: 'debug' },
        { name: 'MAX_CONNECTIONS', value: '100' },
        { name: 'API_KEY', valueFrom: { secretKeyRef: { name: 'tenant-secrets', key: 'api-key' } } },
      ],
    },
    redis: {
      replicas: 1,
      image: 'redis:7-alpine',
      resources: { cpu: { limit: '500m', request: '200m' }, memory: { limit: '1Gi', request: '512Mi' } },
      storage: '5Gi',
      config: { maxmemory: '512mb', 'maxmemory-policy': 'allkeys-lru' },
    },
    networkPolicy: {
      enabled: true,
      allowedNamespaces: ['default', 'monitoring'],
      ingressRules: [{ description: 'Allow monitoring tools', from: { app: 'prometheus' }, ports: [{ protocol: 'TCP', port: 3030 }] }],
      egressRules: [{ description: 'Allow external API access', to: { app: 'external-api' }, ports: [{ protocol: 'TCP', port: 443 }] }],
    },
  };
  expect(accepted(spec)).toEqual(spec);
});

test('a pinned namespace, an optional reference and a port without protocol are taken', () => {
  expect(
    accepted({
      server: { env: [{ name: 'REDIS_DB', valueFrom: { configMapKeyRef: { name: 'orbit-settings', key: 'db', optional: true } } }] },
      networkPolicy: {
        ingressRules: [{ from: { 'kubernetes.io/metadata.name': 'observability', app: 'vmagent' }, ports: [{ port: 3030 }] }],
        egressRules: [{ to: { app: 'hooks' } }, { ports: [{ protocol: 'UDP' }] }],
      },
    }),
  ).toMatchObject({
    networkPolicy: { ingressRules: [{ ports: [{ protocol: 'TCP', port: 3030 }] }], egressRules: [{ to: { app: 'hooks' } }, {}] },
  });
});

test('the number of pods is bounded: nobody may ask the operator to look for two billion claims', () => {
  for (const component of ['server', 'redis']) {
    expect(issuesOf({ [component]: { replicas: 100 } })).toEqual([]);
    expect(issuesOf({ [component]: { replicas: 101 } })).toEqual([`${component}.replicas`]);
    expect(issuesOf({ [component]: { replicas: 2_147_483_647 } })).toEqual([`${component}.replicas`]);
  }
});

test('a quantity is a number or a text that Kubernetes understands', () => {
  expect(issuesOf({ server: { resources: { cpu: { limit: 2, request: '500m' } } } })).toEqual([]);
  expect(issuesOf({ server: { resources: { memory: { request: 'lots' } } } })).toEqual(['server.resources.memory.request']);
  expect(issuesOf({ redis: { storage: '0Gi' } })).toEqual(['redis.storage']);
  expect(issuesOf({ redis: { storage: 0 } })).toEqual(['redis.storage']);
  expect(issuesOf({ redis: { storage: '-1Gi' } })).toContain('redis.storage');
  expect(issuesOf({ redis: { storage: '4095Pi' } })).toEqual([]);
  // More than the server can hold: it would store another amount.
  expect(issuesOf({ redis: { storage: '9999999999999999Ti' } })).toEqual(['redis.storage']);
});

test('a limit below its own request is refused', () => {
  expect(issuesOf({ server: { resources: { memory: { request: '1Gi', limit: '512Mi' } } } })).toEqual(['server.resources.memory.request']);
  expect(issuesOf({ resources: { cpu: { request: '1', limit: '1000m' } } })).toEqual([]);
  expect(issuesOf({ resources: { cpu: { request: '1' } } })).toEqual([]);
});

test('an environment entry has one name and one source', () => {
  const ref = { name: 'a', key: 'b' };
  expect(issuesOf({ server: { env: [{ name: 'A', value: '' }] } })).toEqual([]);
  expect(issuesOf({ server: { env: [{ name: 'A', value: 'x', valueFrom: { secretKeyRef: ref } }] } })).not.toEqual([]);
  expect(issuesOf({ server: { env: [{ name: 'A', valueFrom: { secretKeyRef: ref, configMapKeyRef: ref } }] } })).not.toEqual([]);
  expect(issuesOf({ server: { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'a' } } }] } })).toEqual([
    'server.env.0.valueFrom.secretKeyRef.key',
  ]);
  expect(issuesOf({ server: { env: [{ name: 'A' }, { name: 'A' }] } })).not.toEqual([]);
});

test('PORT is a literal, because ports and probes follow it', () => {
  expect(issuesOf({ server: { env: [{ name: 'PORT', value: '8080' }] } })).toEqual([]);
  expect(issuesOf({ server: { env: [{ name: 'PORT', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }] } })).toEqual(['server.env']);
});

test('Redis directives are plain names, on one line, and not the operator’s own', () => {
  expect(issuesOf({ redis: { config: { appendonly: 'yes', appendfsync: 'everysec', save: '' } } })).toEqual([]);
  for (const reserved of ['include', 'requirepass', 'port', 'rename-command', 'protected-mode', 'appendfilename', 'enable-debug-command']) {
    expect(issuesOf({ redis: { config: { [reserved]: 'x' } } })).toEqual(['redis.config']);
  }
  expect(issuesOf({ redis: { config: { 'save 1 1\nport': '1' } } })).toEqual(['redis.config']);
  expect(issuesOf({ redis: { config: { maxmemory: '1gb\nport 1' } } })).toEqual(['redis.config.maxmemory']);
});

test('a network rule has a peer or a port, on its own side', () => {
  expect(issuesOf({ networkPolicy: { ingressRules: [{ description: 'nothing' }] } })).toEqual(['networkPolicy.ingressRules.0']);
  expect(issuesOf({ networkPolicy: { egressRules: [{ to: {}, ports: [] }] } })).toEqual(['networkPolicy.egressRules.0']);
  expect(issuesOf({ networkPolicy: { ingressRules: [{ to: { app: 'x' }, ports: [{ port: 1 }] }] } })).toEqual([
    'networkPolicy.ingressRules.0.to',
  ]);
  expect(issuesOf({ networkPolicy: { egressRules: [{ from: { app: 'x' }, ports: [{ port: 1 }] }] } })).toEqual([
    'networkPolicy.egressRules.0.from',
  ]);
  expect(issuesOf({ networkPolicy: { ingressRules: [{ ports: [{ port: 65_536 }] }] } })).toEqual([
    'networkPolicy.ingressRules.0.ports.0.port',
  ]);
  expect(issuesOf({ networkPolicy: { ingressRules: [{ ports: [{ protocol: 'ICMP' }] }] } })).toEqual([
    'networkPolicy.ingressRules.0.ports.0.protocol',
  ]);
});

test('identity and columns are those of the guide', () => {
  expect(tenant).toMatchObject({
    group: 'neurallog.io',
    version: 'v1',
    kind: 'Tenant',
    listKind: 'TenantList',
    plural: 'tenants',
    singular: 'tenant',
    scope: 'Cluster',
    shortNames: [],
    categories: ['neurallog'],
  });
  expect(tenant.columns.map(({ name, jsonPath, priority = 0 }) => [name, jsonPath, priority])).toEqual([
    ['Status', '.status.phase', 0],
    ['Namespace', '.status.namespace', 0],
    ['Server', '.status.serverStatus.readyReplicas', 1],
    ['Redis', '.status.redisStatus.readyReplicas', 1],
    ['Ready', '.status.conditions[?(@.type=="Ready")].status', 1],
    ['Age', '.metadata.creationTimestamp', 0],
  ]);
});

test('the guide’s status is taken', () => {
  const status = {
    phase: 'Running',
    namespace: 'tenant-sample-tenant',
    serverStatus: { phase: 'Running', readyReplicas: 2, totalReplicas: 2, message: 'Server is running' },
    redisStatus: { phase: 'Running', readyReplicas: 0, totalReplicas: 1, message: 'Redis is running' },
  };
  expect(tenant.status.safeParse(status)).toEqual({ success: true, data: { ...status, conditions: [], observedGeneration: 0 } });
  expect(tenant.status.safeParse({ phase: 'Degraded' }).success).toBe(false);
  expect(tenant.status.safeParse({ phase: 'Suspended' }).success).toBe(true);
});

test('a name is at most 56 characters long', () => {
  expect(tenantName.problem('a'.repeat(56))).toBeUndefined();
  expect(tenantName.problem('a'.repeat(57))).toContain('56');
  expect(tenantName.problem('my.name')).toContain('without dots');
  expect(tenant.rules).toEqual(expect.arrayContaining([...tenantName.rules]));
});
