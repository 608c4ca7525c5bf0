import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applied, children, claimsOf, liveOf, planned, removed, settled } from '../../../test/support/abi-cluster.ts';
import { abiInstancePrimary, anyAbiName, anyAbiSpec } from '../../../test/support/abi-instances.ts';
import { STATEFUL_SET } from '../../kernel/builtin-types.ts';
import { isJsonObject } from '../../kernel/json.ts';
import { abiInstanceSpec } from '../../kinds/abi/instance-spec.ts';

/** Every Secret that a generated spec may name, with every key. */
const SECRETS = Object.fromEntries(
  ['one', 'two', 'three.dotted'].map((secret) => [`apps/${secret}`, { 'api-key': 'a', token: 't', '.odd_Key': 'o' }]),
);

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

test('2,000 specs: the same input gives the same plan whatever the order of its keys, and a settled one is a silent fixed point', async () => {
  await fc.assert(
    fc.asyncProperty(anyAbiSpec, anyAbiName, async (spec, name) => {
      const primary = abiInstancePrimary(spec, { name });
      const frozen = JSON.stringify(primary);
      const first = await planned(primary, { secrets: SECRETS });
      expect(isDeepStrictEqual(await planned(primary, { secrets: SECRETS }), first)).toBe(true);
      const other = await planned(abiInstancePrimary(shuffled(spec), { name }), { secrets: SECRETS });
      expect(JSON.stringify(other) === JSON.stringify(first)).toBe(true);
      expect(JSON.stringify(primary)).toBe(frozen);
      const live = settled(first);
      const cluster = { secrets: SECRETS, children: [...live, ...claimsOf(liveOf(live, STATEFUL_SET))] };
      const running = await planned({ ...primary, status: first.status }, cluster);
      expect([running.status.phase, running.blocked]).toEqual(['Running', undefined]);
      expect(isDeepStrictEqual(applied(running), applied(first))).toBe(true);
      expect(removed(running)).toEqual([]);
      const later = await planned({ ...primary, status: running.status }, cluster, [], Date.UTC(2030, 0, 1));
      expect(isDeepStrictEqual(later, { ...running, events: [] })).toBe(true);
    }),
    { numRuns: 2_000 },
  );
}, 120_000);

test('every manifest is labelled, validly named, in the namespace, without undefined and without a moment in time', async () => {
  await fc.assert(
    fc.asyncProperty(anyAbiSpec, anyAbiName, async (spec, name) => {
      const plan = await planned(abiInstancePrimary(spec, { name }), { secrets: SECRETS });
      for (const manifest of applied(plan)) {
        expect(manifest.metadata.labels).toMatchObject({
          'app.kubernetes.io/name': 'abi',
          'app.kubernetes.io/instance': name,
          'app.kubernetes.io/managed-by': 'abi-operator',
          'app.kubernetes.io/component': expect.stringMatching(/^(server|metrics|headless|config|storage)$/),
        });
        expect(manifest.metadata.namespace).toBe('apps');
        expect(manifest.metadata.name).toMatch(/^[a-z][-a-z0-9]{0,62}$/);
        expect(holdsUndefined(manifest)).toBe(false);
        expect(JSON.stringify(manifest)).not.toContain('2026-03-01T12:00');
      }
      expect(holdsUndefined(plan.status)).toBe(false);
      const keys = applied(plan).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 300 },
  );
});

test('between any two specs no claim is ever removed, and never both workloads nor the only one that serves', async () => {
  await fc.assert(
    fc.asyncProperty(anyAbiSpec, anyAbiSpec, async (before, after) => {
      const live = settled(await planned(abiInstancePrimary(before), { secrets: SECRETS }));
      const claims = claimsOf(liveOf(live, STATEFUL_SET));
      const plan = await planned(abiInstancePrimary(after), { secrets: SECRETS, children: [...live, ...claims] });
      const gone = plan.steps.flatMap((step) =>
        step.do === 'remove' ? step.refs.map(({ type }) => ({ kind: type.kind, how: step.propagation })) : [],
      );
      expect(gone.map(({ kind }) => kind)).not.toContain('PersistentVolumeClaim');
      // The new workload is not there yet: the old one stays. Only growing volumes make a set anew, around its pods.
      for (const { kind, how } of gone) if (kind === 'Deployment' || kind === 'StatefulSet') expect(how).toBe('Orphan');
    }),
    { numRuns: 300 },
  );
});

test('a budget never lets fewer than one pod go, whatever the spec asks', async () => {
  await fc.assert(
    fc.asyncProperty(anyAbiSpec, async (spec) => {
      const parsed = abiInstanceSpec.parse(spec);
      const plan = await planned(abiInstancePrimary(spec), { secrets: SECRETS });
      const budget = children(plan).find(({ manifest }) => manifest.kind === 'PodDisruptionBudget')?.manifest['spec'];
      if (budget === undefined) return;
      const least = parsed.autoscaling?.enabled === true && parsed.replicas > 0 ? parsed.autoscaling.minReplicas : parsed.replicas;
      const { minAvailable = 0, maxUnavailable = least } = budget as { minAvailable?: number | string; maxUnavailable?: number | string };
      const amount = (value: number | string): number =>
        typeof value === 'number' ? value : Math.ceil((Number.parseInt(value, 10) * least) / 100);
      expect(Math.min(least - amount(minAvailable), amount(maxUnavailable))).toBeGreaterThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});
