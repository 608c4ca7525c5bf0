import type { V1CronJobSpec } from '@kubernetes/client-node';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applied, planned, removed, settled } from '../../../test/support/maia-cluster.ts';
import { anyInstanceSpec, maiaInstancePrimary } from '../../../test/support/maia-instances.ts';
import { CRON_JOB, INGRESS, SERVICE_MONITOR } from '../../kernel/builtin-types.ts';
import { isJsonObject } from '../../kernel/json.ts';
import type { Manifest } from '../../kernel/kube-object.ts';
import { maiaInstanceSpec } from '../../kinds/maia/instance-spec.ts';

const RUNS = { numRuns: 150 };

const validSpec = anyInstanceSpec.filter((spec) => maiaInstanceSpec.safeParse(spec).success);

const name = fc.constantFrom('maia', 'a', 'n'.repeat(45), 'a-b-c');

/** Every Secret that a generated spec may name, with every key. */
const SECRETS = Object.fromEntries(
  ['one', 'two', 'three.dotted'].map((secret) => [
    `apps/${secret}`,
    { 'api-key': 'a', token: 't', 'openai-api-key': 'o', 'tls.crt': 'c', 'tls.key': 'k' },
  ]),
);

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

function holdsUndefined(value: unknown): boolean {
  if (value === undefined) return true;
  if (Array.isArray(value)) return value.some(holdsUndefined);
  return isJsonObject(value) && Object.values(value).some(holdsUndefined);
}

function backupPodLabels(manifest: Manifest): Readonly<Record<string, string>> {
  const { jobTemplate } = manifest['spec'] as V1CronJobSpec;
  return jobTemplate.spec?.template.metadata?.labels ?? {};
}

test('planning is pure: the same input gives the same plan, whatever the order of its keys', async () => {
  await fc.assert(
    fc.asyncProperty(validSpec, name, async (spec, instance) => {
      const primary = maiaInstancePrimary(spec, { name: instance });
      const frozen = JSON.stringify(primary);
      const plan = await planned(primary, { secrets: SECRETS });
      expect(await planned(primary, { secrets: SECRETS })).toEqual(plan);
      expect(JSON.stringify(primary)).toBe(frozen);
      const shuffled = maiaInstancePrimary(reversed(spec), { name: instance });
      expect(JSON.stringify(await planned(shuffled, { secrets: SECRETS }))).toBe(JSON.stringify(plan));
    }),
    RUNS,
  );
});

test('every manifest is labelled, validly named, in the namespace, without undefined and without a moment in time', async () => {
  await fc.assert(
    fc.asyncProperty(validSpec, name, async (spec, instance) => {
      const plan = await planned(maiaInstancePrimary(spec, { name: instance }), { secrets: SECRETS });
      for (const manifest of applied(plan)) {
        expect(manifest.metadata.labels).toMatchObject({
          'app.kubernetes.io/name': 'maia',
          'app.kubernetes.io/instance': instance,
          'app.kubernetes.io/managed-by': 'maia-operator',
          'app.kubernetes.io/component': expect.stringMatching(/^(server|headless|backup|config|storage)$/),
        });
        expect(manifest.metadata.namespace).toBe('apps');
        expect(manifest.metadata.name).toMatch(manifest.kind === 'CronJob' ? /^[a-z][-a-z0-9]{0,51}$/ : /^[a-z][-a-z0-9]{0,62}$/);
        expect(holdsUndefined(manifest)).toBe(false);
        expect(JSON.stringify(manifest)).not.toContain('2026-03-01T12:00');
      }
      expect(holdsUndefined(plan.status)).toBe(false);
      const keys = applied(plan).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    RUNS,
  );
});

test('no Service ever selects the pods of a backup', async () => {
  const withBackup = validSpec.map((spec) => ({ ...(spec as object), backup: { enabled: true } }));
  await fc.assert(
    fc.asyncProperty(withBackup, async (spec) => {
      const manifests = applied(await planned(maiaInstancePrimary(spec), { secrets: SECRETS }));
      const pods = manifests.filter(({ kind }) => kind === 'CronJob').map(backupPodLabels);
      const selectors = manifests
        .filter(({ kind }) => kind === 'Service')
        .map((manifest) => (manifest['spec'] as { readonly selector: object }).selector);
      expect([pods.length, selectors.length]).toEqual([1, 2]);
      for (const labels of pods) for (const selector of selectors) expect(labels).not.toMatchObject(selector);
    }),
    RUNS,
  );
});

test('between any two specs exactly the live objects of what was switched off are removed', async () => {
  await fc.assert(
    fc.asyncProperty(validSpec, validSpec, async (before, after) => {
      const children = settled(await planned(maiaInstancePrimary(before), { secrets: SECRETS }));
      const plan = await planned(maiaInstancePrimary(after), { secrets: SECRETS, children });
      const wanted = new Set(applied(plan).map(({ kind }) => kind));
      const gone = [INGRESS, SERVICE_MONITOR, CRON_JOB]
        .map(({ kind }) => kind)
        .filter((kind) => children.some((child) => child.kind === kind) && !wanted.has(kind));
      expect(removed(plan).map(({ type }) => type.kind)).toEqual(gone);
    }),
    RUNS,
  );
});

test('an instance whose objects are all as planned is Running, silent, and a fixed point', async () => {
  const startable = validSpec.filter((spec) => {
    const { embedding } = maiaInstanceSpec.parse(spec);
    return embedding.model !== 'openai' || embedding.openaiSecretRef !== undefined;
  });
  await fc.assert(
    fc.asyncProperty(startable, async (spec) => {
      const primary = maiaInstancePrimary(spec);
      const first = await planned(primary, { secrets: SECRETS });
      const children = settled(first);
      const running = await planned({ ...primary, status: first.status }, { secrets: SECRETS, children });
      expect(running.status.phase).toBe('Running');
      expect(running.blocked).toBeUndefined();
      expect(running.events.map(({ reason }) => reason)).toEqual(['DeploymentReady']);
      expect(applied(running)).toEqual(applied(first));
      const later = await planned({ ...primary, status: running.status }, { secrets: SECRETS, children }, [], Date.UTC(2030, 0, 1));
      expect(later).toEqual({ ...running, events: [] });
    }),
    RUNS,
  );
});
