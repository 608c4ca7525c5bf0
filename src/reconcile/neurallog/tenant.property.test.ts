import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applied, planned, removed, settled } from '../../../test/support/neurallog-cluster.ts';
import { anyTenantSpec, tenantPrimary } from '../../../test/support/neurallog-tenants.ts';
import { isJsonObject } from '../../kernel/json.ts';

const SECRETS = { 'tenant-acme/one': { k: 'a', l: 'b' }, 'tenant-acme/two': { k: 'c', l: 'd' } };
const MAPS = ['one', 'two'].map((name) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'tenant-acme', uid: name, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
  data: { k: 'e', l: 'f' },
}));
const CLUSTER = { secrets: SECRETS, others: MAPS };

/** Lists keep their order: only the keys of maps have none. */
function shuffled(value: unknown): unknown {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, shuffled(item)]),
  );
}

function holdsUndefined(value: unknown): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.some(holdsUndefined);
  return isJsonObject(value) && Object.values(value).some(holdsUndefined);
}

test('1,000 specs: the same input gives the same plan whatever the order of its keys, and a settled one is a silent fixed point', async () => {
  await fc.assert(
    fc.asyncProperty(anyTenantSpec, async (spec) => {
      const primary = tenantPrimary(spec);
      const first = await planned(primary, CLUSTER);
      expect(JSON.stringify(await planned(tenantPrimary(shuffled(spec)), CLUSTER)) === JSON.stringify(first)).toBe(true);
      expect(holdsUndefined(first.status) || applied(first).some(holdsUndefined)).toBe(false);
      expect(JSON.stringify(applied(first))).not.toContain('2026-03-01');
      const keys = applied(first).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(new Set(keys).size).toBe(keys.length);
      const cluster = { ...CLUSTER, children: settled(primary, first) };
      const running = await planned({ ...primary, status: first.status }, cluster);
      expect([running.status.phase, running.blocked]).toEqual(['Running', undefined]);
      expect(isDeepStrictEqual(applied(running), applied(first))).toBe(true);
      expect(removed(running)).toEqual([]);
      const later = await planned({ ...primary, status: running.status }, cluster, [], Date.UTC(2030, 0, 1));
      expect(isDeepStrictEqual(later, { ...running, events: [] })).toBe(true);
    }),
    { numRuns: 1_000 },
  );
}, 120_000);

test('between any two specs no volume and no namespace is ever removed, and the selector of a workload never changes', async () => {
  await fc.assert(
    fc.asyncProperty(anyTenantSpec, anyTenantSpec, async (before, after) => {
      const primary = tenantPrimary(before);
      const live = settled(primary, await planned(primary, CLUSTER));
      const plan = await planned(tenantPrimary(after), { ...CLUSTER, children: live });
      const gone = plan.steps.flatMap((step) =>
        step.do === 'remove' ? step.refs.map(({ type }) => `${type.kind} ${step.propagation}`) : [],
      );
      for (const what of gone) expect(what).toMatch(/^(NetworkPolicy|ResourceQuota|LimitRange) Background$|^StatefulSet Orphan$/);
      for (const manifest of applied(plan)) {
        if (manifest.kind !== 'StatefulSet' && manifest.kind !== 'Deployment') continue;
        const old = live.find(({ kind }) => kind === manifest.kind)?.['spec'] as { selector: unknown; volumeClaimTemplates?: unknown };
        const next = manifest['spec'] as typeof old;
        expect([next.selector, next.volumeClaimTemplates]).toEqual([old.selector, old.volumeClaimTemplates]);
      }
    }),
    { numRuns: 500 },
  );
}, 60_000);
