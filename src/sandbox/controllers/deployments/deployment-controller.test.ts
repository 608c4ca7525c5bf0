import { expect, test } from 'vitest';
import type { ControllerRig } from '../../../../test/support/controller-rig.ts';
import { controllerRig } from '../../../../test/support/controller-rig.ts';
import { deploymentBody } from '../../../../test/support/workload-bodies.ts';
import { forbidden } from '../../failures/common-failures.ts';
import { SIMULATION_TIMINGS } from '../simulation-timing.ts';
import type { Deployment, ReplicaSet } from './deployment.ts';

const live = (rig: ControllerRig): Deployment => rig.get('deployments.apps', 'web') as Deployment;
const sets = (rig: ControllerRig): readonly ReplicaSet[] => rig.storage.list('replicasets.apps') as readonly ReplicaSet[];
const conditions = (rig: ControllerRig): readonly string[] => {
  return (live(rig).status?.conditions ?? []).map(({ type, status, reason }) => `${type} ${status} ${reason ?? ''}`);
};
const image = (name: string): object => ({ spec: { template: { spec: { containers: [{ name: 'c', image: name }] } } } });

test('it becomes available, with revision, counts and conditions', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { replicas: 2 }));
  expect(live(rig).metadata.annotations).toEqual({ 'deployment.kubernetes.io/revision': '1' });
  expect(live(rig).status).toMatchObject({
    observedGeneration: 1,
    replicas: 2,
    updatedReplicas: 2,
    readyReplicas: 2,
    availableReplicas: 2,
  });
  expect(conditions(rig)).toEqual(['Available True MinimumReplicasAvailable', 'Progressing True NewReplicaSetAvailable']);
  expect(sets(rig)[0]?.metadata.annotations).toEqual({
    'deployment.kubernetes.io/desired-replicas': '2',
    'deployment.kubernetes.io/max-replicas': '3',
    'deployment.kubernetes.io/revision': '1',
  });
});

test('a pod that does not become ready leaves it progressing until the deadline', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { progressDeadlineSeconds: 3 }, { behaviour: 'hang' }));
  expect(conditions(rig)).toEqual(['Available False MinimumReplicasUnavailable', 'Progressing True ReplicaSetUpdated']);
  rig.advance(3000);
  expect(conditions(rig)).toEqual(['Available False MinimumReplicasUnavailable', 'Progressing False ProgressDeadlineExceeded']);
  expect(live(rig).status).toMatchObject({ replicas: 1, unavailableReplicas: 1, updatedReplicas: 1 });
});

test('a new template rolls out under a new ReplicaSet, and going back takes the old one again', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { replicas: 3 }));
  const [first] = sets(rig);
  rig.patch('deployments.apps', 'web', image('nginx:2'));
  expect(
    sets(rig)
      .map(({ spec }) => spec.replicas)
      .toSorted((left, right) => left - right),
  ).toEqual([0, 3]);
  rig.patch('deployments.apps', 'web', image('nginx'));
  expect(sets(rig)).toHaveLength(2);
  const again = sets(rig).find(({ metadata }) => metadata.name === first?.metadata.name);
  expect(again?.spec.replicas).toBe(3);
  expect(again?.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision': '3',
    'deployment.kubernetes.io/revision-history': '1',
  });
  expect(live(rig).status).toMatchObject({ updatedReplicas: 3, availableReplicas: 3, replicas: 3 });
});

test('a rollout never falls under its availability nor over its surge', () => {
  const rig = controllerRig({ timing: SIMULATION_TIMINGS.lifelike });
  rig.create(deploymentBody('web', { replicas: 4 }));
  rig.advance(5000);
  const seen: { available: number; pods: number }[] = [];
  rig.patch('deployments.apps', 'web', image('nginx:2'));
  for (let step = 0; step < 100; step += 1) {
    rig.advance(100);
    const available = sets(rig).reduce((sum, set) => sum + (set.status?.availableReplicas ?? 0), 0);
    const pods = sets(rig).reduce((sum, set) => sum + set.spec.replicas, 0);
    seen.push({ available, pods });
  }
  expect(Math.min(...seen.map(({ available }) => available))).toBe(3);
  expect(Math.max(...seen.map(({ pods }) => pods))).toBe(5);
  expect(live(rig).status).toMatchObject({ updatedReplicas: 4, availableReplicas: 4, replicas: 4 });
});

test('a broken image stops the rollout with the old pods still there', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { replicas: 4 }));
  rig.patch('deployments.apps', 'web', image('nginx:broken'));
  expect(live(rig).status).toMatchObject({ replicas: 5, availableReplicas: 3, updatedReplicas: 2, unavailableReplicas: 2 });
  expect(conditions(rig)).toContain('Progressing True ReplicaSetUpdated');
});

test('Recreate starts nothing new before the last old pod is gone', () => {
  const rig = controllerRig({ timing: SIMULATION_TIMINGS.lifelike });
  rig.create(deploymentBody('web', { replicas: 2, strategy: { type: 'Recreate' } }));
  rig.advance(5000);
  rig.patch('deployments.apps', 'web', image('nginx:2'));
  const images = (): readonly unknown[] => rig.storage.list('pods').map((pod) => JSON.stringify(pod['spec']).includes('nginx:2'));
  expect(images()).toEqual([false, false]);
  rig.advance(200);
  expect(images()).toEqual([true, true]);
  rig.advance(5000);
  expect(live(rig).status).toMatchObject({ updatedReplicas: 2, availableReplicas: 2, replicas: 2 });
});

test('paused, it takes no new template; resumed, it does', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', {}));
  rig.patch('deployments.apps', 'web', { spec: { paused: true } });
  rig.patch('deployments.apps', 'web', image('nginx:2'));
  expect(sets(rig)).toHaveLength(1);
  expect(conditions(rig)).toContain('Progressing Unknown DeploymentPaused');
  rig.patch('deployments.apps', 'web', { spec: { paused: null } });
  expect(sets(rig)).toHaveLength(2);
  expect(conditions(rig)).toContain('Progressing True NewReplicaSetAvailable');
});

test('it keeps as many old ReplicaSets as its history allows', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { revisionHistoryLimit: 1 }));
  for (const tag of ['2', '3', '4']) rig.patch('deployments.apps', 'web', image(`nginx:${tag}`));
  expect(sets(rig)).toHaveLength(2);
});

test('what the server refuses to create stands in ReplicaFailure, and goes on later', () => {
  let allowed = 1;
  const rig = controllerRig({
    admission: [
      {
        name: 'test',
        validate: ({ operation, resource, name }) => {
          if (operation !== 'CREATE' || resource.kind !== 'Pod') return;
          if (allowed === 0) throw forbidden(resource, name, 'exceeded quota: q');
          allowed -= 1;
        },
      },
    ],
  });
  rig.create(deploymentBody('web', { replicas: 3 }));
  expect(conditions(rig)).toContain('ReplicaFailure True FailedCreate');
  expect(live(rig).status).toMatchObject({ replicas: 1, unavailableReplicas: 2 });
  allowed = 2;
  rig.advance(60_000);
  expect(conditions(rig)).not.toContain('ReplicaFailure True FailedCreate');
  expect(live(rig).status).toMatchObject({ replicas: 3, availableReplicas: 3 });
});

test('scaling needs no new ReplicaSet and no new condition', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', {}));
  const before = live(rig).status?.conditions;
  rig.patch('deployments.apps', 'web', { spec: { replicas: 3 } });
  expect(rig.names('pods')).toHaveLength(3);
  rig.patch('deployments.apps', 'web', { spec: { replicas: 0 } });
  expect(rig.names('pods')).toHaveLength(0);
  expect(sets(rig)).toHaveLength(1);
  expect(
    live(rig)
      .status?.conditions?.map(({ type }) => type)
      .toSorted(),
  ).toEqual(before?.map(({ type }) => type).toSorted());
});

test('deleted as an orphanage it leaves ReplicaSet and pods, and a new one takes them over', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', {}));
  const pods = rig.names('pods');
  rig.delete('deployments.apps', 'web', { propagation: 'Orphan' });
  expect(rig.get('deployments.apps', 'web')).toBeUndefined();
  expect(sets(rig)[0]?.metadata.ownerReferences ?? []).toEqual([]);
  rig.create(deploymentBody('web', {}));
  expect(rig.names('pods')).toEqual(pods);
  expect(sets(rig)[0]?.metadata.ownerReferences).toHaveLength(1);
});

test('deleted in the background it takes everything along', () => {
  const rig = controllerRig();
  rig.create(deploymentBody('web', { replicas: 2 }));
  rig.delete('deployments.apps', 'web', { propagation: 'Background' });
  expect([rig.names('replicasets.apps'), rig.names('pods')]).toEqual([[], []]);
});
