import fc from 'fast-check';
import type { KubeObject } from '../../src/kernel/kube-object.ts';
import { tenantSpec } from '../../src/kinds/neurallog/tenant-spec.ts';
import type { TenantStatus } from '../../src/kinds/neurallog/tenant-status.ts';
import type { TenantPrimary } from '../../src/reconcile/neurallog/tenant-key.ts';

/** A Tenant as the engine hands it to a planner: defaults filled in. */
export function tenantPrimary(
  spec: unknown,
  more: { readonly name?: string; readonly status?: TenantStatus; readonly metadata?: Partial<KubeObject['metadata']> } = {},
): TenantPrimary {
  const { name = 'acme', status, metadata } = more;
  return {
    apiVersion: 'neurallog.io/v1',
    kind: 'Tenant',
    metadata: {
      name,
      uid: 'uid-of-the-tenant',
      resourceVersion: '7',
      generation: 1,
      creationTimestamp: '2026-01-01T00:00:00Z',
      ...metadata,
    },
    spec: tenantSpec.parse(spec),
    ...(status === undefined ? {} : { status }),
  };
}

const some: { requiredKeys: [] } = { requiredKeys: [] };
const amount = (unit: string, max: number): fc.Arbitrary<string> => fc.integer({ min: 1, max }).map((count) => `${count}${unit}`);
const side = (unit: string): fc.Arbitrary<unknown> =>
  fc.record({ request: amount(unit, 200), limit: amount(unit, 900).map((text) => `${Number.parseInt(text, 10) + 200}${unit}`) }, some);
const budget = fc.record({ cpu: side('m'), memory: side('Mi') }, some);
const labels = fc.dictionary(fc.constantFrom('app', 'tier', 'kubernetes.io/metadata.name'), fc.constantFrom('a', 'b-c'), {
  minKeys: 1,
  maxKeys: 3,
});
const ports = fc.array(
  fc.record({ port: fc.integer({ min: 1, max: 65_535 }), protocol: fc.constantFrom('TCP', 'UDP') }, { requiredKeys: ['port'] }),
  {
    minLength: 1,
    maxLength: 3,
  },
);
const rule = (peer: 'from' | 'to'): fc.Arbitrary<unknown> =>
  fc.record({ description: fc.constantFrom('why', 'because'), [peer]: labels, ports }, { requiredKeys: ['ports'] });

const variable = fc.oneof(
  fc.record({ name: fc.constantFrom('LOG_LEVEL', 'REDIS_HOST', 'A', 'B'), value: fc.constantFrom('', 'x', '$(PORT)') }),
  fc.record({
    name: fc.constantFrom('KEY', 'OTHER'),
    valueFrom: fc.oneof(
      fc.record({
        secretKeyRef: fc.record({ name: fc.constantFrom('one', 'two'), key: fc.constantFrom('k', 'l'), optional: fc.boolean() }),
      }),
      fc.record({ configMapKeyRef: fc.record({ name: fc.constantFrom('one', 'two'), key: fc.constantFrom('k', 'l') }) }),
    ),
  }),
);

/** Specs of tenants that the schema and the validator of redis.conf take. */
export const anyTenantSpec: fc.Arbitrary<unknown> = fc.record(
  {
    displayName: fc.constantFrom('Acme', 'Orbit Labs'),
    resources: fc.record({ cpu: side(''), memory: side('Gi'), storage: fc.record({ limit: amount('Gi', 90) }) }, some),
    server: fc.record(
      {
        replicas: fc.integer({ min: 0, max: 4 }),
        resources: budget,
        env: fc.uniqueArray(variable, { maxLength: 4, selector: ({ name }) => name }),
      },
      some,
    ),
    redis: fc.record(
      {
        replicas: fc.integer({ min: 0, max: 3 }),
        resources: budget,
        storage: amount('Gi', 20),
        config: fc.record(
          {
            maxmemory: amount('mb', 400),
            'maxmemory-policy': fc.constantFrom('noeviction', 'allkeys-lfu'),
            save: fc.constantFrom('', '900 1'),
          },
          some,
        ),
      },
      some,
    ),
    networkPolicy: fc.record(
      {
        enabled: fc.boolean(),
        allowedNamespaces: fc.array(fc.constantFrom('default', 'monitoring', 'web'), { maxLength: 3 }),
        ingressRules: fc.array(rule('from'), { maxLength: 3 }),
        egressRules: fc.array(rule('to'), { maxLength: 3 }),
      },
      some,
    ),
  },
  some,
);
