import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applied, NOON, planned, podsOf, removed, settled } from '../../../../test/support/marie-cluster.ts';
import { anyClusterSpec, marieClusterPrimary } from '../../../../test/support/marie-clusters.ts';
import { isJsonObject } from '../../../kernel/json.ts';

const SECRETS = { 'apps/docs-api-key': { api_key: 'mas_x' } };

/** Lists keep their order: only the keys of maps have none. */
function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
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

test('1,000 specs: the same input gives the same objects whatever the order of its keys, and a settled cluster is a silent fixed point', async () => {
  await fc.assert(
    fc.asyncProperty(anyClusterSpec, async (spec) => {
      const primary = marieClusterPrimary(spec);
      const frozen = JSON.stringify(primary);
      const first = await planned(primary, { secrets: SECRETS });
      const other = await planned(marieClusterPrimary(shuffled(spec)), { secrets: SECRETS });
      expect(isDeepStrictEqual(applied(other), applied(first))).toBe(true);
      expect(JSON.stringify(primary)).toBe(frozen);
      const cluster = { secrets: SECRETS, children: settled(first), derived: podsOf(first) };
      let plan = first;
      // Groups without work shrink to their least size after the idle time.
      let now = NOON;
      for (let round = 0; round < 3; round += 1) {
        now += 3_600_000;
        plan = await planned({ ...primary, status: plan.status }, { ...cluster, children: settled(plan), derived: podsOf(plan), now });
      }
      expect([plan.status.phase, plan.blocked]).toEqual([primary.spec.suspend === true ? 'Suspended' : 'Running', undefined]);
      const rest = { secrets: SECRETS, children: settled(plan), derived: podsOf(plan), now: now + 3_600_000 };
      const later = await planned({ ...primary, status: plan.status }, rest);
      expect(later.status).toEqual(plan.status);
      expect(later.events).toEqual([]);
      expect([applied(later), removed(later)]).toEqual([applied(plan), []]);
    }),
    { numRuns: 1_000 },
  );
}, 120_000);

test('every manifest is labelled, validly named, in the namespace, without undefined and without a moment in time', async () => {
  await fc.assert(
    fc.asyncProperty(anyClusterSpec, async (spec) => {
      const plan = await planned(marieClusterPrimary(spec));
      for (const manifest of applied(plan)) {
        expect(manifest.metadata.labels).toMatchObject({
          'marie.ai/cluster': 'docs',
          'app.kubernetes.io/name': 'marie-ai',
          'app.kubernetes.io/managed-by': 'marie-operator',
        });
        expect(manifest.metadata.namespace).toBe('apps');
        expect(manifest.metadata.name).toMatch(/^[a-z][-a-z0-9]{0,62}$/);
        expect(holdsUndefined(manifest)).toBe(false);
        expect(JSON.stringify(manifest)).not.toContain('2026-03-01T12:00');
        if (manifest.kind !== 'Deployment') continue;
        const { selector, template } = manifest['spec'] as {
          selector: { matchLabels: object };
          template: {
            metadata: { labels: object };
            spec: { containers: { ports?: { containerPort: number }[]; env?: { name: string }[] }[] };
          };
        };
        expect(template.metadata.labels).toMatchObject(selector.matchLabels);
        for (const { env = [], ports = [] } of template.spec.containers) {
          expect(new Set(env.map(({ name }) => name)).size).toBe(env.length);
          expect(ports.length).toBeLessThanOrEqual(5);
        }
      }
      expect(holdsUndefined(plan.status)).toBe(false);
      const keys = applied(plan).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 300 },
  );
});

test('between any two specs exactly what only the first one wants goes', async () => {
  await fc.assert(
    fc.asyncProperty(anyClusterSpec, anyClusterSpec, async (before, after) => {
      const live = settled(await planned(marieClusterPrimary(before)));
      const plan = await planned(marieClusterPrimary(after), { children: live });
      const names = (objects: readonly { kind: string; metadata: { name: string } }[]): ReadonlySet<string> =>
        new Set(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
      const kept = names(applied(plan));
      expect(new Set(removed(plan))).toEqual(new Set([...names(live)].filter((name) => !kept.has(name))));
    }),
    { numRuns: 300 },
  );
});
