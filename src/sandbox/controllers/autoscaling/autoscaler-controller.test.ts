import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { deploymentBody } from '../../../../test/support/workload-bodies.ts';
import type { Deployment } from '../deployments/deployment.ts';
import type { Autoscaler } from './autoscaler.ts';

const autoscaler = (spec: object = {}): Record<string, unknown> => ({
  apiVersion: 'autoscaling/v2',
  kind: 'HorizontalPodAutoscaler',
  metadata: { name: 'h' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 6,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    ...spec,
  },
});
const live = (rig: ControllerRig): Autoscaler => rig.get('horizontalpodautoscalers.autoscaling', 'h') as Autoscaler;
const conditions = (rig: ControllerRig): readonly string[] => {
  return (live(rig).status?.conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`);
};
const replicas = (rig: ControllerRig): number => (rig.get('deployments.apps', 'web') as Deployment).spec.replicas;

test('without metrics it says so and leaves the replicas', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { replicas: 3 }));
  rig.create(autoscaler());
  expect(conditions(rig)).toEqual(['AbleToScale True SucceededGetScale', 'ScalingActive False FailedGetResourceMetric']);
  expect(live(rig).status).toMatchObject({ currentReplicas: 3, desiredReplicas: 0 });
  expect(rig.events('h').map((event) => event.split(':')[0])).toEqual(['FailedGetResourceMetric', 'FailedComputeMetricsReplicas']);
});

test('it brings the replicas into its bounds', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { replicas: 1 }));
  rig.create(autoscaler());
  expect(replicas(rig)).toBe(2);
  expect(conditions(rig)).toContain('AbleToScale True SucceededRescale');
  expect(rig.events('h')).toContain('SuccessfulRescale: New size: 2; reason: Current number of replicas below Spec.MinReplicas');
});

test('a target that is not there is told', () => {
  const rig = controllerRig();
  rig.create(autoscaler());
  expect(conditions(rig)).toEqual(['AbleToScale False FailedGetScale']);
  expect(live(rig).status?.conditions?.[0]?.message).toBe(
    `the HPA controller was unable to get the target's current scale: deployments.apps "web" not found`,
  );
});

test('with a metric it scales up to its bound, and down after the stabilization window', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { replicas: 2 }));
  rig.create(autoscaler());
  rig.controllers.setMetric('test', 'h', 100);
  rig.advance(0);
  expect(replicas(rig)).toBe(4);
  rig.advance(15_000);
  expect(replicas(rig)).toBe(6);
  rig.advance(15_000);
  expect(conditions(rig)).toEqual([
    'AbleToScale True ReadyForNewScale',
    'ScalingActive True ValidMetricFound',
    'ScalingLimited True TooManyReplicas',
  ]);
  rig.controllers.setMetric('test', 'h', 10);
  rig.advance(15_000);
  expect(replicas(rig)).toBe(6);
  expect(conditions(rig)).toContain('AbleToScale True ScaleDownStabilized');
  rig.advance(300_000);
  expect(replicas(rig)).toBe(2);
});

test('a target that was scaled to zero is left alone', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { replicas: 0 }));
  rig.create(autoscaler());
  expect(replicas(rig)).toBe(0);
  expect(conditions(rig)).toContain('ScalingActive False ScalingDisabled');
});
