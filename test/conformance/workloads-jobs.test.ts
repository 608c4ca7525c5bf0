import { expect, test } from 'vitest';
import { describeCluster } from '../support/describe-cluster.ts';
import { job } from './support/workloads-bodies.ts';
import type { Seen } from './support/workloads-scene.ts';
import { conditionOf, conditionsOf, workloadsScene } from './support/workloads-scene.ts';

const TYPE = 'batch/v1/jobs';
const CRON = 'batch/v1/cronjobs';
const PODS = 'core/v1/pods';
const DONE = { status: 'True', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };

describeCluster(
  'Jobs',
  (plane) => {
    const scene = workloadsScene(plane, 'job');
    const ended = async (namespace: string, name = 'j'): Promise<Seen> => {
      const end = async (): Promise<unknown> => {
        const live = await scene.get(TYPE, namespace, name);
        return conditionOf(live, 'Complete') ?? conditionOf(live, 'Failed');
      };
      await expect.poll(end).toBeDefined();
      return scene.get(TYPE, namespace, name);
    };
    const rest = ({ status = {} }: Seen): object => {
      const { conditions: _, startTime: __, completionTime: ___, ...others } = status;
      return others;
    };

    test('one that is done', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, job('j'));
      const live = await ended(namespace);
      expect(conditionsOf(live)).toEqual([
        { type: 'SuccessCriteriaMet', ...DONE },
        { type: 'Complete', ...DONE },
      ]);
      expect(rest(live)).toEqual({ ready: 0, succeeded: 1, terminating: 0, uncountedTerminatedPods: {} });
      expect(live.status).toMatchObject({
        startTime: expect.stringMatching(/Z$/) as unknown,
        completionTime: expect.stringMatching(/Z$/) as unknown,
      });
      const [pod = ''] = await scene.names(PODS, namespace);
      await expect
        .poll(async () => (await scene.events(namespace, 'j')).toSorted())
        .toEqual(['Normal Completed Job completed', `Normal SuccessfulCreate Created pod: ${pod}`]);
    });

    test('its pod: name, labels, owner, and no finalizer once it is counted', async () => {
      const namespace = await scene.namespace();
      const { metadata } = await scene.create(TYPE, namespace, job('j'));
      await ended(namespace);
      const [pod] = await scene.list(PODS, namespace);
      expect(pod?.metadata.name).toMatch(/^j-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
      expect(pod?.metadata.labels).toEqual({
        app: 'j',
        'batch.kubernetes.io/controller-uid': metadata.uid,
        'batch.kubernetes.io/job-name': 'j',
        'controller-uid': metadata.uid,
        'job-name': 'j',
      });
      expect(pod?.metadata.ownerReferences).toEqual([
        { apiVersion: 'batch/v1', kind: 'Job', name: 'j', uid: metadata.uid, controller: true, blockOwnerDeletion: true },
      ]);
      expect(pod?.metadata.finalizers).toBeUndefined();
      expect(pod?.status).toMatchObject({ phase: 'Succeeded' });
    });

    test('one at work: its pod is tracked', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, job('j', {}, { behaviour: 'hang' }));
      await expect
        .poll(async () => rest(await scene.get(TYPE, namespace, 'j')))
        .toEqual({ active: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
      expect((await scene.list(PODS, namespace))[0]?.metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
    });

    test('several completions', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, job('j', { completions: 3, parallelism: 2 }));
      expect(rest(await ended(namespace))).toEqual({ ready: 0, succeeded: 3, terminating: 0, uncountedTerminatedPods: {} });
      expect(await scene.names(PODS, namespace)).toHaveLength(3);
    });

    test('an indexed one: indexes in names, labels, annotations and environment', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, job('j', { completions: 3, parallelism: 3, completionMode: 'Indexed' }));
      expect(rest(await ended(namespace))).toMatchObject({ succeeded: 3, completedIndexes: '0-2' });
      const pod = (await scene.list(PODS, namespace)).find(({ metadata }) => metadata.generateName === 'j-1-');
      expect(pod?.metadata.annotations).toEqual({ 'batch.kubernetes.io/job-completion-index': '1' });
      expect(pod?.metadata.labels).toMatchObject({ 'batch.kubernetes.io/job-completion-index': '1' });
      expect(pod?.spec).toMatchObject({
        hostname: 'j-1',
        containers: [
          {
            env: [
              {
                name: 'JOB_COMPLETION_INDEX',
                valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" } },
              },
            ],
          },
        ],
      });
    });

    test('failed beyond its limit', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, job('j', { backoffLimit: 0 }, { behaviour: 'fail' }));
      const live = await ended(namespace);
      const why = { status: 'True', reason: 'BackoffLimitExceeded', message: 'Job has reached the specified backoff limit' };
      expect(conditionsOf(live)).toEqual([
        { type: 'FailureTarget', ...why },
        { type: 'Failed', ...why },
      ]);
      expect(rest(live)).toEqual({ failed: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
      expect(live.status).not.toHaveProperty('completionTime');
      await expect
        .poll(async () => scene.events(namespace, 'j'))
        .toContain('Warning BackoffLimitExceeded Job has reached the specified backoff limit');
    });

    test('past its deadline', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, job('j', { activeDeadlineSeconds: 1 }, { behaviour: 'hang' }));
      const live = await ended(namespace);
      const why = { status: 'True', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
      expect(conditionsOf(live)).toEqual([
        { type: 'FailureTarget', ...why },
        { type: 'Failed', ...why },
      ]);
      expect(rest(live)).toEqual({ failed: 1, ready: 0, terminating: 0, uncountedTerminatedPods: {} });
      await expect.poll(async () => scene.names(PODS, namespace)).toEqual([]);
      const events = async (): Promise<readonly string[]> =>
        (await scene.events(namespace, 'j')).map((event) => event.split(' ').slice(0, 2).join(' ')).toSorted();
      await expect.poll(events).toEqual(['Normal SuccessfulCreate', 'Normal SuccessfulDelete', 'Warning DeadlineExceeded']);
    });

    test('suspended, resumed, suspended again', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, job('j', { suspend: true }, { behaviour: 'hang' }));
      const suspended = { type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' };
      await expect.poll(async () => conditionsOf(await scene.get(TYPE, namespace, 'j'))).toEqual([suspended]);
      expect(rest(await scene.get(TYPE, namespace, 'j'))).toEqual({ ready: 0, terminating: 0, uncountedTerminatedPods: {} });
      expect((await scene.get(TYPE, namespace, 'j')).status).not.toHaveProperty('startTime');
      await scene.patch(TYPE, namespace, 'j', { spec: { suspend: false } });
      await expect.poll(async () => rest(await scene.get(TYPE, namespace, 'j'))).toMatchObject({ active: 1 });
      expect(conditionsOf(await scene.get(TYPE, namespace, 'j'))).toEqual([
        { type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' },
      ]);
      await scene.patch(TYPE, namespace, 'j', { spec: { suspend: true } });
      await expect.poll(async () => scene.names(PODS, namespace)).toEqual([]);
      await expect.poll(async () => conditionsOf(await scene.get(TYPE, namespace, 'j'))).toEqual([suspended]);
      expect(rest(await scene.get(TYPE, namespace, 'j'))).not.toHaveProperty('failed');
    });

    test('after its time to live it goes with its pods', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, job('j', { ttlSecondsAfterFinished: 0 }));
      await expect.poll(async () => scene.find(TYPE, namespace, 'j')).toBeUndefined();
      await expect.poll(async () => scene.names(PODS, namespace)).toEqual([]);
    });

    test('deleted at work, it lets its pods go', async () => {
      const namespace = await scene.namespace();
      await scene.create(TYPE, namespace, job('j', {}, { behaviour: 'hang' }));
      await expect.poll(async () => scene.names(PODS, namespace)).toHaveLength(1);
      await scene.delete(TYPE, namespace, 'j', { propagationPolicy: 'Background' });
      await expect.poll(async () => scene.names(PODS, namespace)).toEqual([]);
    });

    test('a CronJob that is not due has an empty status; a Job made from it by hand gives it its last success', async () => {
      const namespace = await scene.namespace();
      const body = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'cj' } };
      const jobTemplate = { spec: job('x')['spec'] };
      const { metadata } = await scene.create(CRON, namespace, { ...body, spec: { schedule: '0 0 1 1 *', jobTemplate } });
      expect((await scene.get(CRON, namespace, 'cj')).status).toEqual({});
      const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'cj', uid: metadata.uid, controller: true }];
      const byHand = job('by-hand');
      await scene.create(TYPE, namespace, { ...byHand, metadata: { name: 'by-hand', ownerReferences } });
      const { status } = await ended(namespace, 'by-hand');
      await expect
        .poll(async () => (await scene.get(CRON, namespace, 'cj')).status)
        .toEqual({ lastSuccessfulTime: status?.['completionTime'] });
      await scene.delete(CRON, namespace, 'cj', { propagationPolicy: 'Background' });
      await expect.poll(async () => scene.names(TYPE, namespace)).toEqual([]);
    });

    test('a CronJob keeps as many Jobs as its limits allow', async () => {
      const namespace = await scene.namespace();
      const jobTemplate = { spec: job('x')['spec'] };
      const spec = { schedule: '0 0 1 1 *', successfulJobsHistoryLimit: 1, suspend: true, jobTemplate };
      const { metadata } = await scene.create(CRON, namespace, { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'cj' }, spec });
      const ownerReferences = [{ apiVersion: 'batch/v1', kind: 'CronJob', name: 'cj', uid: metadata.uid, controller: true }];
      for (const name of ['a', 'b']) await scene.create(TYPE, namespace, { ...job(name), metadata: { name, ownerReferences } });
      await expect.poll(async () => scene.names(TYPE, namespace)).toHaveLength(1);
    });
  },
  { needs: 'controllers' },
);
