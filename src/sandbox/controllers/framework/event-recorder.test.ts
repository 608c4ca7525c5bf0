import { expect, test } from 'vitest';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { claimBody, podBody } from '../../../../test/support/workload-bodies.ts';

const HOUR = 60 * 60_000;
const far = { spec: { nodeSelector: { no: 'such' } } };

test('a repeated event is counted in one object', () => {
  const rig = controllerRig();
  rig.create(claimBody('data', { storageClassName: 'none' }));
  rig.advance(45_000);
  expect(rig.storage.list('events', 'test')).toMatchObject([
    {
      involvedObject: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name: 'data', namespace: 'test' },
      count: 5,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:45Z',
      type: 'Warning',
      source: { component: 'persistentvolume-controller' },
      reportingComponent: 'persistentvolume-controller',
      reportingInstance: '',
    },
  ]);
});

test('the scheduler writes the newer form', () => {
  const rig = controllerRig();
  rig.create(podBody('p', far));
  expect(rig.storage.list('events', 'test')).toMatchObject([
    {
      reason: 'FailedScheduling',
      action: 'Scheduling',
      eventTime: '2026-01-01T00:00:00.000000Z',
      source: {},
      reportingComponent: 'default-scheduler',
    },
  ]);
});

test('an event goes after an hour', () => {
  const rig = controllerRig();
  rig.create(podBody('p', far));
  rig.advance(HOUR - 1);
  expect(rig.events('p')).toHaveLength(1);
  rig.advance(1);
  expect(rig.events('p')).toEqual([]);
});

test('many similar events become one', () => {
  const rig = controllerRig();
  rig.create({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name: 'rs' },
    spec: {
      replicas: 30,
      selector: { matchLabels: { app: 'x' } },
      template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'c', image: 'x' }] } },
    },
  });
  const events = rig.events('rs');
  expect(events).toHaveLength(11);
  expect(events.at(-1)).toMatch(/^SuccessfulCreate: \(combined from similar events\): Created pod: rs-/);
});

test('with the controllers its timer ends', async () => {
  const rig = controllerRig();
  rig.create(podBody('p', far));
  await rig.controllers.stop();
  expect(rig.clock.pending()).toBe(0);
});
