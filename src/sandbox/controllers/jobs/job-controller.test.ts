import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { jobBody } from '../../../../test/support/workload-bodies.ts';
import { SIMULATION_TIMINGS } from '../simulation-timing.ts';
import type { Job } from './job.ts';

const live = (rig: ControllerRig): Job => rig.get('jobs.batch', 'j') as Job;
const conditions = (rig: ControllerRig): readonly string[] => {
  return (live(rig).status?.conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`);
};
const NOW = '2026-01-01T00:00:00Z';

test('it completes, and its pods are let go', () => {
  const rig = controllerRig();
  rig.create(jobBody('j', { completions: 1 }));
  const why = {
    lastProbeTime: NOW,
    lastTransitionTime: NOW,
    message: 'Reached expected number of succeeded pods',
    reason: 'CompletionsReached',
  };
  expect(live(rig).status).toEqual({
    completionTime: NOW,
    conditions: [
      { ...why, status: 'True', type: 'SuccessCriteriaMet' },
      { ...why, status: 'True', type: 'Complete' },
    ],
    ready: 0,
    startTime: NOW,
    succeeded: 1,
    terminating: 0,
    uncountedTerminatedPods: {},
  });
  expect(rig.storage.list('pods')[0]?.metadata.finalizers ?? []).toEqual([]);
  expect(rig.events('j').map((event) => event.split(':')[0])).toEqual(['SuccessfulCreate', 'Completed']);
});

test('it keeps to its parallelism', () => {
  const rig = controllerRig({ timing: SIMULATION_TIMINGS.lifelike });
  rig.create(jobBody('j', { completions: 5, parallelism: 2 }));
  const most = { active: 0 };
  for (let step = 0; step < 100; step += 1) {
    most.active = Math.max(most.active, live(rig).status?.active ?? 0);
    rig.advance(100);
  }
  expect(most.active).toBe(2);
  expect(live(rig).status).toMatchObject({ succeeded: 5 });
  expect(conditions(rig)).toContain('Complete True CompletionsReached');
});

test('an indexed Job runs each index once', () => {
  const rig = controllerRig();
  rig.create(jobBody('j', { completions: 3, parallelism: 3, completionMode: 'Indexed' }));
  expect(live(rig).status).toMatchObject({ succeeded: 3, completedIndexes: '0-2' });
  const indexes = rig.storage.list('pods').map(({ metadata }) => metadata.annotations?.['batch.kubernetes.io/job-completion-index']);
  expect(new Set(indexes)).toEqual(new Set(['0', '1', '2']));
});

test('a failed pod is replaced after a growing pause, until the limit', () => {
  const rig = controllerRig();
  rig.create(jobBody('j', { completions: 1, backoffLimit: 2 }, { behaviour: 'fail' }));
  expect(live(rig).status).toMatchObject({ failed: 1 });
  rig.advance(9999);
  expect(live(rig).status).toMatchObject({ failed: 1 });
  rig.advance(1);
  expect(live(rig).status).toMatchObject({ failed: 2 });
  rig.advance(20_000);
  expect(live(rig).status).toMatchObject({ failed: 3 });
  expect(conditions(rig)).toEqual(['FailureTarget True BackoffLimitExceeded', 'Failed True BackoffLimitExceeded']);
  expect(rig.events('j')).toContain('BackoffLimitExceeded: Job has reached the specified backoff limit');
});

test('past its deadline its pods are ended and it has failed', () => {
  const rig = controllerRig();
  rig.create(jobBody('j', { completions: 1, activeDeadlineSeconds: 2 }, { behaviour: 'hang' }));
  rig.advance(1999);
  expect(live(rig).status).toMatchObject({ active: 1 });
  rig.advance(1);
  expect(conditions(rig)).toEqual(['FailureTarget True DeadlineExceeded', 'Failed True DeadlineExceeded']);
  expect(live(rig).status).toMatchObject({ failed: 1, ready: 0, terminating: 0 });
  expect(rig.names('pods')).toEqual([]);
});

test('suspended it has no pods and no start; resumed it starts anew', () => {
  const rig = controllerRig();
  rig.create(jobBody('j', { completions: 1, suspend: true }, { behaviour: 'hang' }));
  expect(conditions(rig)).toEqual(['Suspended True JobSuspended']);
  expect(live(rig).status?.startTime).toBeUndefined();
  rig.patch('jobs.batch', 'j', { spec: { suspend: false } });
  expect(conditions(rig)).toEqual(['Suspended False JobResumed']);
  expect(live(rig).status).toMatchObject({ active: 1, startTime: NOW });
  rig.patch('jobs.batch', 'j', { spec: { suspend: true } });
  expect(rig.names('pods')).toEqual([]);
  expect(live(rig).status?.failed).toBeUndefined();
});

test('after its time to live it goes with its pods', () => {
  const rig = controllerRig();
  rig.create(jobBody('j', { completions: 1, ttlSecondsAfterFinished: 10 }));
  rig.advance(9999);
  expect(rig.names('jobs.batch')).toEqual(['j']);
  rig.advance(1);
  expect([rig.names('jobs.batch'), rig.names('pods')]).toEqual([[], []]);
});

test('a Job that is deleted lets its running pods go', () => {
  const rig = controllerRig();
  rig.create(jobBody('j', { completions: 1 }, { behaviour: 'hang' }));
  rig.delete('jobs.batch', 'j', { propagation: 'Background' });
  expect(rig.names('pods')).toEqual([]);
});

test('pods that restart themselves count their restarts against the limit', () => {
  const rig = controllerRig();
  rig.create(jobBody('j', { completions: 1, backoffLimit: 3 }, { behaviour: 'crash', spec: { restartPolicy: 'OnFailure' } }));
  expect(rig.names('pods')).toHaveLength(1);
  rig.advance(60_000);
  expect(conditions(rig)).toContain('Failed True BackoffLimitExceeded');
});
