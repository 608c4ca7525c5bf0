import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFaults, tenantScene, type TenantScene } from '../../../../test/support/tenant-scene.ts';
import { isRead } from '../../../../test/support/maia-server-model.ts';
import { SECRET } from '../../../kernel/builtin-types.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { maiaTenantSpec } from '../../../kinds/maia/tenant-spec.ts';
import { maiaTenantReconciler } from '../maia-tenant.ts';
import { ROTATE_ANNOTATION } from './rotation-requests.ts';
import { tenantDifferences, wantedTenant } from './wanted-tenant.ts';

const place = fc.record({ name: fc.constantFrom('one', 'two', 'theirs'), key: fc.constantFrom('api-key', 'token') });
const apiKey = fc.record(
  {
    name: fc.constantFrom('ci', 'ui', 'bot'),
    secretRef: place,
    scopes: fc.subarray(['read', 'write', 'stats', '*'], { minLength: 1 }),
    expiresAt: fc.constantFrom('2026-03-01T12:30:00Z', '2031-01-01T00:00:00Z'),
  },
  { requiredKeys: ['name', 'secretRef'] },
);
const spec = fc
  .record(
    {
      plan: fc.constantFrom('free', 'starter', 'professional', 'enterprise'),
      quotas: fc.record(
        { maxMemories: fc.nat(2000), maxStorageBytes: fc.nat(), maxNamespaces: fc.integer({ min: 1, max: 90 }) },
        { requiredKeys: [] },
      ),
      config: fc.record({ defaultTokenBudget: fc.nat(9000), features: fc.record({ inference: fc.boolean() }) }, { requiredKeys: [] }),
      displayName: fc.constantFrom('Red', 'Blue'),
      suspended: fc.boolean(),
      suspendReason: fc.constantFrom('bill', 'abuse'),
      apiKeys: fc.array(apiKey, { maxLength: 3 }),
    },
    { requiredKeys: ['apiKeys', 'suspended'] },
  )
  .filter((one) => maiaTenantSpec.safeParse({ instanceRef: { name: 'notes' }, ...one }).success);

type Event =
  | { readonly do: 'spec'; readonly spec: JsonObject }
  | { readonly do: 'rotate'; readonly name: string; readonly graceSeconds: number }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'delete secret'; readonly name: string }
  | { readonly do: 'lose keys' | 'lose tenants' | 'switch at the server' };

const event: fc.Arbitrary<Event> = fc.oneof(
  spec.map((one): Event => ({ do: 'spec', spec: one })),
  fc.record({ do: fc.constant('rotate' as const), name: fc.constantFrom('ci', 'ui'), graceSeconds: fc.constantFrom(0, 600) }),
  fc.record({ do: fc.constant('wait' as const), ms: fc.constantFrom(1_000, 700_000, 3_600_000) }),
  fc.record({ do: fc.constant('delete secret' as const), name: fc.constantFrom('one', 'two') }),
  fc.constantFrom({ do: 'lose keys' } as const, { do: 'lose tenants' } as const, { do: 'switch at the server' } as const),
);

async function happen(scene: TenantScene, what: Event, step: number): Promise<void> {
  switch (what.do) {
    case 'spec': {
      const cleared = { plan: null, quotas: null, config: null, displayName: null, suspendReason: null };
      scene.edit({ spec: { ...cleared, ...what.spec } });
      break;
    }
    case 'rotate': {
      const request = { [what.name]: { at: `2026-03-01T11:${String(step).padStart(2, '0')}:00Z`, graceSeconds: what.graceSeconds } };
      scene.edit({ metadata: { annotations: { [ROTATE_ANNOTATION]: JSON.stringify(request) } } });
      break;
    }
    case 'wait':
      scene.shift(what.ms);
      break;
    case 'delete secret':
      if (scene.secret(what.name) !== undefined) await scene.kube.api.remove(SECRET, { namespace: 'apps', name: what.name });
      break;
    case 'lose keys':
      scene.server.keys.clear();
      break;
    case 'lose tenants':
      scene.server.tenants.clear();
      break;
    case 'switch at the server':
      for (const [id, tenant] of scene.server.tenants)
        scene.server.tenants.set(id, { ...tenant, status: tenant.status === 'active' ? 'suspended' : 'active' });
      break;
  }
}

/** Faults but those of keys that have expired. */
function unexpiredFaults(scene: TenantScene): readonly string[] {
  return keyFaults(scene).filter((fault) => !fault.endsWith('does not work') || !isExpired(scene, fault.split(' ')[0] ?? ''));
}

function isExpired(scene: TenantScene, name: string): boolean {
  const { apiKeys = [] } = (scene.tenant()?.['spec'] ?? {}) as { apiKeys?: readonly { name: string; expiresAt?: string }[] };
  return apiKeys.find((entry) => entry.name === name)?.expiresAt === '2026-03-01T12:30:00Z';
}

test('any sequence of edits and accidents ends in step, and then in rest', async () => {
  await fc.assert(
    fc.asyncProperty(spec, fc.array(event, { maxLength: 5 }), async (first, events) => {
      const scene = tenantScene();
      await scene.makeInstance({ tenancy: { enabled: true } });
      await scene.makeForeign('theirs', { other: 'x' });
      await scene.make(first);
      await scene.settle();
      for (const [step, what] of events.entries()) {
        await happen(scene, what, step);
        await scene.settle();
      }
      // Every grace is over.
      scene.shift(3_600_000);
      await scene.settle();
      const { server } = scene;
      const tenants = [...server.tenants.values()];
      const parsed = maiaTenantSpec.parse(scene.tenant()?.['spec']);
      expect(tenants.map(({ status }) => status)).toEqual([parsed.suspended ? 'suspended' : 'active']);
      const identity = { namespace: 'apps', name: 'red', uid: scene.tenant()?.metadata.uid ?? '' };
      expect(tenants.flatMap((tenant) => tenantDifferences(wantedTenant(parsed, identity, 'apps'), tenant))).toEqual([]);
      expect([scene.condition('Synced'), unexpiredFaults(scene), scene.value('theirs', 'other')]).toEqual(['True/Synced', [], 'x']);
      // No key outlives its tenant, and no value that was ever told stands anywhere but in a Secret.
      expect([...server.keys.values()].every(({ tenantId }) => tenantId === scene.status().tenantId)).toBe(true);
      const visible = JSON.stringify([scene.tenant(), scene.events(), scene.kube.all(SECRET).map(({ metadata }) => metadata)]);
      for (const raw of server.told) expect(visible).not.toContain(raw);
      const { length } = server.calls;
      await scene.pass();
      expect(server.calls.slice(length).filter((call) => !isRead(call))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('the plan follows from what is seen: the same input gives the same plan, with keys in any order', () => {
  const reconciler = maiaTenantReconciler(tenantScene().server);
  fc.assert(
    fc.property(spec, (one) => {
      const parsed = maiaTenantSpec.parse({ instanceRef: { name: 'notes' }, ...one });
      const metadata = {
        name: 'red',
        namespace: 'apps',
        uid: 'u',
        resourceVersion: '1',
        generation: 1,
        creationTimestamp: '2026-03-01T12:00:00Z',
      };
      const primary = { apiVersion: 'maia.cuemby.com/v1alpha1', kind: 'MaiaTenant', metadata, spec: parsed };
      const server = { instance: { namespace: 'apps', name: 'notes' } };
      const tenant = {
        id: 't',
        name: 'red',
        plan: 'free',
        status: 'active',
        config: {},
        quotas: wantedTenant(parsed, { namespace: 'apps', name: 'red', uid: 'u' }, 'apps').quotas,
        metadata: {},
      };
      const secrets = parsed.apiKeys.map(({ secretRef }) => ({ name: secretRef.name, state: 'absent' as const }));
      const observed = {
        instance: { state: 'present' as const, server, tenancy: { enabled: true, dedicatedStorage: false } },
        server: { state: 'answered' as const, tenant, keys: [] },
        secrets,
      };
      const frozen = JSON.stringify([primary, observed]);
      const plan = reconciler.plan(primary, observed, 1_000, []);
      expect(JSON.stringify(reconciler.plan(primary, observed, 1_000, []))).toBe(JSON.stringify(plan));
      expect(JSON.stringify([primary, observed])).toBe(frozen);
      expect(JSON.stringify(reconciler.plan(primary, { ...observed, secrets: secrets.toReversed() }, 1_000, []))).toBe(
        JSON.stringify(plan),
      );
    }),
  );
});

test('500 tenants on one instance come in step, and a second look writes nothing', async () => {
  const scene = tenantScene();
  await scene.makeInstance({ tenancy: { enabled: true } });
  for (let index = 0; index < 500; index += 1) {
    await scene.make({ apiKeys: [{ name: 'ci', secretRef: { name: `key-${String(index)}` } }] }, `tenant-${String(index)}`);
  }
  await scene.pass();
  expect([scene.server.tenants.size, scene.server.keys.size, scene.kube.all(SECRET).length]).toEqual([500, 500, 500]);
  const phases = Array.from({ length: 500 }, (_value, index) => scene.status(`tenant-${String(index)}`).phase);
  expect(new Set(phases)).toEqual(new Set(['Active']));
  expect(scene.newWrites()).toHaveLength(1_000);
  await scene.pass();
  expect(scene.newWrites()).toEqual([]);
});

test('as many keys as a tenant may have do not slow it down', async () => {
  const scene = tenantScene();
  await scene.makeInstance({ tenancy: { enabled: true } });
  const apiKeys = Array.from({ length: 32 }, (_value, index) => ({
    name: `k${String(index)}`,
    secretRef: { name: 'all', key: `k${String(index)}` },
  }));
  await scene.make({ apiKeys });
  const started = performance.now();
  await scene.pass();
  expect([scene.server.keys.size, scene.condition('Ready')]).toEqual([32, 'True/Ready']);
  // Slowed down, the last pass would come after more than a minute.
  expect(performance.now() - started).toBeLessThan(45_000);
});
