import { expect, test } from 'vitest';
import { applied, conditionOf, NOON, planned, settled } from '../../../test/support/maia-cluster.ts';
import { maiaInstancePrimary } from '../../../test/support/maia-instances.ts';
import { maiaInstance } from '../../../test/support/maia-reconciler.ts';

test('paused, it touches nothing, says so, and takes up again where it was', async () => {
  const first = await planned(maiaInstancePrimary({}));
  const running = await planned(maiaInstancePrimary({}), { children: settled(first) });
  const metadata = { annotations: { 'maia.cuemby.com/paused': 'true' } };
  const scaledDown = settled(first, { observedGeneration: 1 });
  const paused = await planned(maiaInstancePrimary({}, { metadata, status: running.status }), { children: scaledDown });
  expect(paused.steps).toEqual([]);
  expect(conditionOf(paused, 'Progressing')).toBe('False/Paused');
  expect(paused.blocked).toMatchObject({
    kind: 'stuck',
    reason: 'Paused',
    fix: 'kubectl annotate maiainstance notes -n apps maia.cuemby.com/paused-',
  });
  expect(paused.events).toContainEqual(expect.objectContaining({ type: 'Normal', reason: 'Paused' }));
  const again = await planned(maiaInstancePrimary({}, { metadata, status: paused.status }), { children: scaledDown });
  expect(again.events).toEqual([]);
  const resumed = await planned(maiaInstancePrimary({}, { status: paused.status }), { children: scaledDown });
  expect(applied(resumed)).toHaveLength(5);
});

test('while it is being deleted nothing is made; an old finalizer is released and the kept backups are named', async () => {
  const spec = { backup: { enabled: true } };
  const children = settled(await planned(maiaInstancePrimary(spec)));
  const metadata = { deletionTimestamp: '2026-03-01T11:00:00Z', finalizers: ['maia.cuemby.com/finalizer', 'example.org/other'] };
  const plan = await planned(maiaInstancePrimary(spec, { metadata }), { children });
  expect(plan.steps).toEqual([{ do: 'release', finalizer: 'maia.cuemby.com/finalizer' }]);
  expect(plan.events).toEqual([
    {
      type: 'Normal',
      reason: 'Finalizing',
      message: expect.stringContaining('PersistentVolumeClaim/apps/notes-backup with its backups is kept'),
    },
  ]);
  const again = await planned(maiaInstancePrimary(spec, { metadata: { ...metadata, finalizers: [] }, status: plan.status }), { children });
  expect({ steps: again.steps, events: again.events }).toEqual({ steps: [], events: [] });
});

test('a spec that does not fit the schema fails with every field named and leaves the objects alone', () => {
  const { spec: _spec, ...primary } = maiaInstancePrimary({});
  const issues = [
    { path: ['storage', 'size'], message: 'must be a size such as 10Gi (Mi, Gi or Ti)' },
    { path: ['replicas'], message: 'must be at least 1' },
  ];
  const plan = maiaInstance.planInvalid(primary, issues, NOON);
  const message = 'spec.replicas: must be at least 1; spec.storage.size: must be a size such as 10Gi (Mi, Gi or Ti)';
  expect(plan.steps).toEqual([]);
  expect(plan.status.phase).toBe('Failed');
  expect(plan.blocked).toEqual({ kind: 'failed', reason: 'InvalidSpec', message });
  expect(plan.events).toEqual([{ type: 'Warning', reason: 'InvalidSpec', message }]);
  expect(maiaInstance.planInvalid({ ...primary, status: plan.status }, issues, NOON).events).toEqual([]);
});

test('an instance with a broken spec can still be deleted', () => {
  const primary = maiaInstancePrimary(
    {},
    { metadata: { deletionTimestamp: '2026-03-01T11:00:00Z', finalizers: ['maia.cuemby.com/finalizer'] } },
  );
  expect(maiaInstance.planInvalid(primary, [], NOON).steps).toEqual([{ do: 'release', finalizer: 'maia.cuemby.com/finalizer' }]);
});

test('a name that its children could not carry makes no children', async () => {
  const plan = await planned(maiaInstancePrimary({}, { name: 'x'.repeat(46) }));
  expect(plan.steps).toEqual([]);
  expect(plan.status.phase).toBe('Failed');
  expect(plan.blocked).toMatchObject({ kind: 'failed', reason: 'InvalidSpec' });
});
