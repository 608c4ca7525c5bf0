import fc from 'fast-check';
import type { KubeObject, Primary } from '../../src/kernel/kube-object.ts';
import { maiaInstanceSpec, type MaiaInstanceSpec } from '../../src/kinds/maia/instance-spec.ts';
import type { MaiaInstanceStatus } from '../../src/kinds/maia/instance-status.ts';

/** A MaiaInstance as the engine hands it to a planner: defaults filled in. */
export function maiaInstancePrimary(
  spec: unknown,
  more: {
    readonly name?: string;
    readonly status?: MaiaInstanceStatus;
    readonly metadata?: Partial<KubeObject['metadata']>;
  } = {},
): Primary<MaiaInstanceSpec, MaiaInstanceStatus> {
  const { name = 'notes', status, metadata } = more;
  return {
    apiVersion: 'maia.cuemby.com/v1alpha1',
    kind: 'MaiaInstance',
    metadata: {
      name,
      namespace: 'apps',
      uid: 'uid-of-the-instance',
      resourceVersion: '7',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    spec: maiaInstanceSpec.parse(spec),
    ...(status === undefined ? {} : { status }),
  };
}

const secretName = fc.constantFrom('one', 'two', 'three.dotted');
const secretRef = fc.record({ name: secretName, key: fc.constantFrom('api-key', 'token') }, { requiredKeys: ['name'] });
const size = fc.tuple(fc.integer({ min: 1, max: 2000 }), fc.constantFrom('Mi', 'Gi', 'Ti')).map(([n, unit]) => `${n}${unit}`);
const tenantId = fc.oneof(
  fc.constantFrom('default', 'yes', '2026-01-02', '1_000', 'null', '"quoted"', 'a: b # c', ''),
  fc.string({ maxLength: 20 }),
);

/** Instance specs as a user may write them: any part left out, every field at work. */
export const anyInstanceSpec: fc.Arbitrary<unknown> = fc.record(
  {
    replicas: fc.integer({ min: 1, max: 10 }),
    image: fc.record(
      {
        repository: fc.constantFrom('maia', 'ghcr.io/ar4mirez/maia', 'host:5000/maia'),
        tag: fc.constantFrom('latest', 'v1.0.0'),
        pullPolicy: fc.constantFrom('Always', 'IfNotPresent', 'Never'),
      },
      { requiredKeys: [] },
    ),
    storage: fc.record(
      {
        size,
        storageClassName: fc.constantFrom('fast', 'slow'),
        dataDir: fc.constantFrom('/data', '/var/lib/maia', '/-odd/--name'),
        syncWrites: fc.boolean(),
        gcInterval: fc.constantFrom('5m', '1h30m'),
      },
      { requiredKeys: [] },
    ),
    security: fc.record({ apiKeySecretRef: secretRef, tlsSecretRef: fc.record({ name: secretName }) }, { requiredKeys: [] }),
    embedding: fc.record(
      {
        model: fc.constantFrom('local', 'openai', 'ollama'),
        openaiSecretRef: secretRef,
        ollamaEndpoint: fc.constantFrom('http://ollama:11434', 'http://$(HOME)/$$'),
      },
      { requiredKeys: [] },
    ),
    tenancy: fc.record(
      {
        enabled: fc.boolean(),
        requireTenant: fc.boolean(),
        defaultTenantId: tenantId,
        enforceScopesEnabled: fc.boolean(),
        dedicatedStorage: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    rateLimit: fc.record(
      { enabled: fc.boolean(), requestsPerSecond: fc.integer({ min: 1, max: 5000 }), burst: fc.integer({ min: 1, max: 9000 }) },
      { requiredKeys: [] },
    ),
    logging: fc.record(
      { level: fc.constantFrom('debug', 'info', 'warn', 'error'), format: fc.constantFrom('json', 'text') },
      { requiredKeys: [] },
    ),
    metrics: fc.record(
      {
        enabled: fc.boolean(),
        serviceMonitor: fc.record(
          {
            enabled: fc.boolean(),
            interval: fc.constantFrom('30s', '1m'),
            labels: fc.constantFrom({ release: 'prometheus' }, { 'app.kubernetes.io/instance': 'intruder' }),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    ingress: fc.record(
      {
        enabled: fc.boolean(),
        className: fc.constant('nginx'),
        host: fc.constantFrom('maia.example.com', '*.example.com'),
        tls: fc.boolean(),
        annotations: fc.constant({ 'cert-manager.io/cluster-issuer': 'letsencrypt-prod' }),
      },
      { requiredKeys: ['host'] },
    ),
    resources: fc.record(
      {
        limits: fc.record({ cpu: fc.constantFrom('1000m', '4', 2), memory: fc.constantFrom('1Gi', '8Gi') }, { requiredKeys: [] }),
        requests: fc.record({ cpu: fc.constantFrom('100m', '0.5'), memory: fc.constantFrom('256Mi', '1024Mi') }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    ),
    backup: fc.record(
      {
        enabled: fc.boolean(),
        schedule: fc.constantFrom('0 2 * * *', '*/5 * * * 1-5'),
        retentionDays: fc.integer({ min: 1, max: 400 }),
        storageSize: size,
        compress: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: [] },
);
