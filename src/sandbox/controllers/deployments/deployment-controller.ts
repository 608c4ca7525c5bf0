import { controllerOf, keyOf, parseKey } from '../../../kernel/kube-object.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import type { Pod } from '../framework/pod.ts';
import { isTerminal, isTerminating } from '../framework/pod-facts.ts';
import { conditionOf } from '../framework/workload-condition.ts';
import type { Deployment, ReplicaSet } from './deployment.ts';
import type { RolloutState } from './deployment-status.ts';
import { deadlineIn, deploymentStatus } from './deployment-status.ts';
import { createSet, findSets, refreshSet, revisionOf, scaledFor, scaleSet, tellScaling } from './deployment-sets.ts';
import type { ReplicaCount, RolloutBounds } from './rollout-plan.ts';
import { newSetReplicas, oldSetSteps, proportionalSteps, rolloutBounds } from './rollout-plan.ts';

const REVISION = 'deployment.kubernetes.io/revision';

const countOf = (set: ReplicaSet): ReplicaCount => {
  return { name: set.metadata.name, replicas: set.spec.replicas, available: set.status?.availableReplicas ?? 0 };
};

/** Keeps ReplicaSets behind Deployments: rollouts in both strategies, scaling, pausing, history, status. */
export function deploymentController(hands: Hands): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'deployment-controller' });

  const boundsOf = ({ spec }: Deployment): RolloutBounds => {
    return spec.strategy.type === 'Recreate'
      ? { maxSurge: 0, maxUnavailable: 0 }
      : rolloutBounds(spec.replicas, spec.strategy.rollingUpdate);
  };
  const scale = (deployment: Deployment, set: ReplicaSet, replicas: number, bounds: RolloutBounds): ReplicaSet => {
    return scaleSet(writer, deployment, set, replicas, deployment.spec.replicas + bounds.maxSurge);
  };
  const rescale = (
    deployment: Deployment,
    newSet: ReplicaSet | undefined,
    oldSets: readonly ReplicaSet[],
    bounds: RolloutBounds,
  ): boolean => {
    const sets = newSet === undefined ? oldSets : [...oldSets, newSet];
    const active = sets.filter((set) => set.spec.replicas > 0);
    const wanted = deployment.spec.replicas;
    const [only] = active;
    if (active.length <= 1) {
      const target = only ?? newSet ?? oldSets.at(-1);
      if (target === undefined || target.spec.replicas === wanted) return false;
      scale(deployment, target, wanted, bounds);
      return true;
    }
    if (active.every((set) => scaledFor(set).desired === wanted)) return false;
    const before = Math.max(1, ...active.map((set) => scaledFor(set).maximum ?? 1));
    const steps = new Map(
      proportionalSteps(wanted, bounds.maxSurge, active.map(countOf), before).map((step) => [step.name, step.replicas]),
    );
    for (const set of active) scale(deployment, set, steps.get(set.metadata.name) ?? set.spec.replicas, bounds);
    return true;
  };
  const stillRuns = (sets: readonly ReplicaSet[]): boolean => {
    return sets.some((set) => hands.controlled(set.metadata.uid, 'pods').some((pod) => !isTerminal(pod)));
  };
  const clean = (deployment: Deployment, oldSets: readonly ReplicaSet[]): void => {
    const limit = deployment.spec.revisionHistoryLimit ?? 10;
    const idle = oldSets.filter((set) => !isTerminating(set));
    const surplus = idle.toSorted((left, right) => revisionOf(left) - revisionOf(right)).slice(0, Math.max(0, idle.length - limit));
    for (const set of surplus) {
      const used = set.spec.replicas > 0 || (set.status?.replicas ?? 0) > 0;
      const seen = (set.status?.observedGeneration ?? 0) >= (set.metadata.generation ?? 0);
      if (!used && seen) writer.delete('replicasets.apps', set, { propagation: 'Background' });
    }
  };
  const finish = (deployment: Deployment, state: RolloutState): number | undefined => {
    const status = deploymentStatus(deployment, state);
    const written = writer.updateStatus('deployments.apps', deployment, status) as Deployment;
    return deadlineIn(written, written.status?.conditions ?? [], hands.clock.now());
  };
  const withRevision = (deployment: Deployment, set: ReplicaSet): Deployment => {
    const revision = String(revisionOf(set));
    if (deployment.metadata.annotations?.[REVISION] === revision) return deployment;
    const annotations = { ...deployment.metadata.annotations, [REVISION]: revision };
    // By the status, as the real controller does: it is no new generation.
    const changed = { ...deployment, metadata: { ...deployment.metadata, annotations } };
    return writer.update('deployments.apps', changed, 'status') as Deployment;
  };
  const rollOut = (first: Deployment): number | undefined => {
    const sets = findSets(hands, writer, first);
    const { oldSets } = sets;
    const bounds = boundsOf(first);
    const now = hands.clock.now();
    const wanted = first.spec.replicas;
    const recreate = first.spec.strategy.type === 'Recreate';
    const active = oldSets.filter((set) => set.spec.replicas > 0);
    if (first.spec.paused === true) {
      rescale(first, sets.newSet, oldSets, bounds);
      const fresh = findSets(hands, writer, first);
      return finish(first, { now, bounds, ...fresh });
    }
    const resized = sets.newSet !== undefined && active.length > 0 && !recreate && scaledFor(sets.newSet).desired !== wanted;
    if (resized && rescale(first, sets.newSet, oldSets, bounds)) return finish(first, { now, bounds, ...findSets(hands, writer, first) });
    if (recreate) {
      for (const set of active) scale(first, set, 0, bounds);
      if (sets.newSet === undefined && stillRuns(oldSets)) return finish(first, { now, bounds, ...findSets(hands, writer, first) });
    }
    const revision = Math.max(0, ...oldSets.map(revisionOf)) + 1;
    const maximum = wanted + bounds.maxSurge;
    let begun: RolloutState['begun'];
    let { newSet } = sets;
    if (newSet === undefined) {
      const start = recreate ? wanted : newSetReplicas(wanted, bounds, { name: '', replicas: 0, available: 0 }, oldSets.map(countOf));
      newSet = createSet(
        writer,
        first,
        start,
        revision,
        maximum,
        oldSets.map((set) => set.metadata.name),
      );
      begun = { reason: 'NewReplicaSetCreated', message: `Created new replica set "${newSet.metadata.name}"` };
      if (start > 0) tellScaling(writer, first, newSet.metadata.name, 0, start);
    } else {
      if (conditionOf(first.status?.conditions, 'Progressing') === undefined)
        begun = { reason: 'FoundNewReplicaSet', message: `Found new replica set "${newSet.metadata.name}"` };
      newSet = refreshSet(writer, first, newSet, revision, maximum);
      const goal = recreate
        ? stillRuns(oldSets)
          ? newSet.spec.replicas
          : wanted
        : newSetReplicas(wanted, bounds, countOf(newSet), oldSets.map(countOf));
      newSet = scale(first, newSet, goal, bounds);
      if (!recreate && goal === sets.newSet?.spec.replicas) {
        for (const step of oldSetSteps(wanted, bounds, countOf(newSet), active.map(countOf))) {
          const set = active.find(({ metadata }) => metadata.name === step.name);
          if (set !== undefined) scale(first, set, step.replicas, bounds);
        }
      }
      const reached = newSet.status?.availableReplicas === wanted || wanted === 0;
      if (reached && active.length === 0) clean(first, oldSets);
    }
    const deployment = withRevision(first, newSet);
    const fresh = findSets(hands, writer, deployment);
    return finish(deployment, { now, bounds, ...fresh, ...(begun === undefined ? {} : { begun }) });
  };

  return {
    name: 'deployment',
    watches: ['deployments.apps', 'replicasets.apps', 'pods'],
    observe: ({ type, resource, object }, enqueue) => {
      const { namespace = '' } = object.metadata;
      const owner = controllerOf(object);
      if (resource === 'deployments.apps') enqueue(keyOf({ namespace, name: object.metadata.name }));
      else if (resource === 'replicasets.apps' && owner?.kind === 'Deployment') enqueue(keyOf({ namespace, name: owner.name }));
      else if (resource === 'pods' && owner?.kind === 'ReplicaSet' && (type === 'DELETED' || isTerminal(object as Pod))) {
        // Strategy Recreate waits for the last old pod.
        const set = hands.read('replicasets.apps', namespace, owner.name);
        const above = set === undefined ? undefined : controllerOf(set);
        if (above?.kind === 'Deployment') enqueue(keyOf({ namespace, name: above.name }));
      }
    },
    work: (key) => {
      const { namespace, name } = parseKey(key);
      const deployment = hands.read('deployments.apps', namespace, name);
      if (deployment === undefined) return undefined;
      if (!isTerminating(deployment)) return rollOut(deployment);
      finish(deployment, { now: hands.clock.now(), bounds: boundsOf(deployment), ...findSets(hands, writer, deployment) });
      return undefined;
    },
  };
}
