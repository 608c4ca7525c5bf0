import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { rejection } from '../../../../test/support/rejection.ts';
import { deploymentBody, podBody } from '../../../../test/support/workload-bodies.ts';

const budget = (spec: object, name = 'b'): Record<string, unknown> => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name },
  spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
});
const status = (rig: ControllerRig): unknown => rig.get('poddisruptionbudgets.policy', 'b')?.['status'];
const evict = (rig: ControllerRig, name: string): unknown => {
  const action = rig.controllers.actions.get('pods/eviction');
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } };
  const options = { requester: { name: 'tester', groups: [] }, fieldManager: 'test' };
  const answer = action?.({ namespace: 'test', name }, body, options);
  rig.controllers.drain();
  return answer;
};

test.each([
  [{ minAvailable: 2 }, { desiredHealthy: 2, disruptionsAllowed: 2, expectedPods: 4 }],
  [{ minAvailable: '60%' }, { desiredHealthy: 3, disruptionsAllowed: 1, expectedPods: 4 }],
  [{ maxUnavailable: 1 }, { desiredHealthy: 3, disruptionsAllowed: 1, expectedPods: 4 }],
  [{ maxUnavailable: '30%' }, { desiredHealthy: 2, disruptionsAllowed: 2, expectedPods: 4 }],
  [{ maxUnavailable: 0 }, { desiredHealthy: 4, disruptionsAllowed: 0, expectedPods: 4 }],
])('%o of four pods is %o', (spec, numbers) => {
  const rig = controllerRig();
  rig.create(budget(spec));
  rig.create(deploymentBody('web', { replicas: 4 }));
  const allowed = numbers.disruptionsAllowed > 0;
  expect(status(rig)).toMatchObject({
    ...numbers,
    currentHealthy: 4,
    observedGeneration: 1,
    conditions: [
      { type: 'DisruptionAllowed', status: allowed ? 'True' : 'False', reason: allowed ? 'SufficientPods' : 'InsufficientPods' },
    ],
  });
});

test('without pods nothing may go, and an event says so', () => {
  const rig = controllerRig();
  rig.create(budget({ maxUnavailable: 1 }));
  expect(status(rig)).toMatchObject({ currentHealthy: 0, desiredHealthy: 0, disruptionsAllowed: 0, expectedPods: 0 });
  expect(rig.events('b')).toEqual(['NoPods: No matching pods found']);
});

test('an eviction is carried out within the budget and refused beyond it', () => {
  const rig = controllerRig();
  rig.create(budget({ minAvailable: 2 }));
  rig.create(deploymentBody('web', { replicas: 2 }));
  const [first = ''] = rig.names('pods');
  expect(() => evict(rig, first)).toThrow("Cannot evict pod as it would violate the pod's disruption budget.");
  rig.patch('deployments.apps', 'web', { spec: { replicas: 3 } });
  expect(evict(rig, first)).toEqual({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
  expect(rig.names('pods')).not.toContain(first);
});

test('the refusal names the budget and its numbers', async () => {
  const rig = controllerRig();
  rig.create(budget({ maxUnavailable: 0 }));
  rig.create(deploymentBody('web', { replicas: 2 }));
  const [first = ''] = rig.names('pods');
  const error = await rejection(Promise.resolve().then(() => evict(rig, first)));
  expect(error).toMatchObject({
    status: {
      code: 429,
      reason: 'TooManyRequests',
      details: { causes: [{ reason: 'DisruptionBudget', message: 'The disruption budget b needs 2 healthy pods and has 2 currently' }] },
    },
  });
});

test('a pod that is not there, or under two budgets, cannot be evicted; one under none can', () => {
  const rig = controllerRig();
  rig.create(podBody('web'));
  expect(() => evict(rig, 'none')).toThrow('pods "none" not found');
  rig.create(budget({ maxUnavailable: 1 }));
  rig.create(budget({ maxUnavailable: 1 }, 'c'));
  expect(() => evict(rig, 'web')).toThrow('more than one PodDisruptionBudget');
  rig.create(podBody('free'));
  evict(rig, 'free');
  expect(rig.names('pods')).toEqual(['web']);
});
