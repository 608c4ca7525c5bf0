import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { jobBody } from '../../../../test/support/workload-bodies.ts';
import type { CronJob } from './cron-job.ts';

const cronJob = (spec: object = {}, behaviour?: string): Record<string, unknown> => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'cj' },
  spec: {
    schedule: '* * * * *',
    concurrencyPolicy: 'Allow',
    jobTemplate: { spec: jobBody('x', { completions: 1 }, behaviour === undefined ? {} : { behaviour })['spec'] },
    ...spec,
  },
});
const live = (rig: ControllerRig): CronJob => rig.get('cronjobs.batch', 'cj') as CronJob;

test('it starts a Job each minute, named by the minute, and remembers times', () => {
  const rig = controllerRig();
  rig.create(cronJob());
  expect(rig.names('jobs.batch')).toEqual([]);
  rig.advance(60_000);
  const [name] = rig.names('jobs.batch');
  expect(name).toBe(`cj-${String(Date.UTC(2026, 0, 1, 0, 1) / 60_000)}`);
  expect(live(rig).status).toEqual({ lastScheduleTime: '2026-01-01T00:01:00Z', lastSuccessfulTime: '2026-01-01T00:01:00Z' });
  expect(rig.get('jobs.batch', name ?? '')?.metadata).toMatchObject({
    annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-01-01T00:01:00Z' },
    ownerReferences: [{ kind: 'CronJob', name: 'cj', controller: true, blockOwnerDeletion: true }],
  });
  expect(rig.events('cj').map((event) => event.split(':')[0])).toEqual(['SuccessfulCreate', 'SawCompletedJob']);
});

test('it keeps three successful and one failed Job', () => {
  const good = controllerRig();
  good.create(cronJob());
  good.advance(6 * 60_000);
  expect(good.names('jobs.batch')).toHaveLength(3);
  const bad = controllerRig();
  bad.create(cronJob({ jobTemplate: { spec: jobBody('x', { completions: 1, backoffLimit: 0 }, { behaviour: 'fail' })['spec'] } }));
  bad.advance(4 * 60_000);
  expect(bad.names('jobs.batch')).toHaveLength(1);
});

test('what runs on is active, and decides about the next by the policy', () => {
  for (const [policy, jobs] of [
    ['Allow', 2],
    ['Forbid', 1],
    ['Replace', 1],
  ] as const) {
    const rig = controllerRig();
    rig.create(cronJob({ concurrencyPolicy: policy }, 'hang'));
    rig.advance(60_000);
    const first = rig.names('jobs.batch');
    rig.advance(60_000);
    expect(rig.names('jobs.batch')).toHaveLength(jobs);
    expect(live(rig).status?.active).toHaveLength(jobs);
    expect(rig.names('jobs.batch').includes(first[0] ?? '')).toBe(policy !== 'Replace');
  }
});

test('suspended it starts nothing', () => {
  const rig = controllerRig();
  rig.create(cronJob({ suspend: true }));
  rig.advance(300_000);
  expect(rig.names('jobs.batch')).toEqual([]);
});

test('a Job started by hand from it counts as its own success', () => {
  const rig = controllerRig();
  rig.create(cronJob({ schedule: '0 0 1 1 *' }));
  const { uid } = live(rig).metadata;
  const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name: 'cj', uid, controller: true };
  const body = jobBody('by-hand', { completions: 1 });
  rig.create({ ...body, metadata: { name: 'by-hand', ownerReferences: [owner] } });
  expect(live(rig).status).toEqual({ lastSuccessfulTime: '2026-01-01T00:00:00Z' });
});
