import { controllerOf, keyOf, parseKey } from '../../../kernel/kube-object.ts';
import { isFailure } from '../../failures/api-failure.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import { selects } from '../framework/label-selector.ts';
import type { Pod } from '../framework/pod.ts';
import { availableIn, isActive, isReady, isTerminating } from '../framework/pod-facts.ts';
import { podFromTemplate } from '../framework/pod-from-template.ts';
import { withoutZero } from '../framework/without-zero.ts';
import { conditionOf, withCondition, withoutCondition } from '../framework/workload-condition.ts';
import type { ReplicaSet } from './deployment.ts';
import { claimed } from './deployment-sets.ts';

/** What of a pod makes it go first when a ReplicaSet shrinks: earlier entries weigh more, smaller goes first. */
function rank(pod: Pod): readonly (number | string)[] {
  const phases = ['Pending', 'Unknown', 'Running'];
  const cost = Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0);
  const restarts = pod.status?.containerStatuses?.reduce((most, status) => Math.max(most, status.restartCount), 0) ?? 0;
  return [
    pod.spec.nodeName === undefined ? 0 : 1,
    phases.indexOf(pod.status?.phase ?? 'Pending'),
    isReady(pod) ? 1 : 0,
    cost,
    -restarts,
    -Date.parse(pod.metadata.creationTimestamp),
    pod.metadata.name,
  ];
}

function compareRanks(left: readonly (number | string)[], right: readonly (number | string)[]): number {
  for (const [at, value] of left.entries()) {
    const other = right[at] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

/** Keeps as many pods as a ReplicaSet asks for. */
export function replicaSetController(hands: Hands): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'replicaset-controller' });

  const podsOf = (set: ReplicaSet): readonly Pod[] => {
    const { namespace, uid } = set.metadata;
    const owned = [...hands.controlled(uid, 'pods')];
    if (isTerminating(set)) return owned;
    for (const place of hands.owners.uncontrolled('pods', namespace)) {
      const pod = hands.read('pods', namespace, place.name);
      if (pod === undefined || !isActive(pod) || !selects(set.spec.selector, pod.metadata.labels)) continue;
      owned.push(writer.update('pods', claimed(pod, set)) as Pod);
    }
    return owned;
  };
  const create = (set: ReplicaSet, count: number): Error | undefined => {
    for (let made = 0; made < count; made += 1) {
      try {
        const pod = writer.create(
          'pods',
          set.metadata.namespace,
          podFromTemplate(set, set.spec.template, { generateName: `${set.metadata.name}-` }),
        );
        writer.event(set, { type: 'Normal', reason: 'SuccessfulCreate', message: `Created pod: ${pod.metadata.name}` });
      } catch (error) {
        if (!isFailure(error)) throw error;
        // A namespace that goes refuses for good, and says nothing to anybody.
        if (error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') === true) return undefined;
        writer.event(set, { type: 'Warning', reason: 'FailedCreate', message: `Error creating: ${error.message}` });
        return error;
      }
    }
    return undefined;
  };
  const shrink = (set: ReplicaSet, active: readonly Pod[], count: number): void => {
    const ordered = active.toSorted((left, right) => compareRanks(rank(left), rank(right)));
    for (const pod of ordered.slice(0, count)) {
      writer.delete('pods', pod);
      writer.event(set, { type: 'Normal', reason: 'SuccessfulDelete', message: `Deleted pod: ${pod.metadata.name}` });
    }
  };
  const updateStatus = (set: ReplicaSet, failure: Error | undefined): number | undefined => {
    const now = hands.clock.now();
    const pods = hands.controlled(set.metadata.uid, 'pods');
    const active = pods.filter(isActive);
    const waits = active.map((pod) => availableIn(pod, set.spec.minReadySeconds ?? 0, now));
    const labels = { matchLabels: set.spec.template.metadata?.labels ?? {} };
    const before = set.status?.conditions ?? [];
    // The first failure stands until it is over: the next ones differ only in the name of the pod that was not made.
    const failing = conditionOf(before, 'ReplicaFailure') !== undefined;
    const conditions =
      failure === undefined
        ? withoutCondition(before, 'ReplicaFailure')
        : failing
          ? before
          : withCondition(before, { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: failure.message }, now);
    writer.updateStatus('replicasets.apps', set, {
      ...withoutZero({
        fullyLabeledReplicas: active.filter((pod) => selects(labels, pod.metadata.labels)).length,
        readyReplicas: active.filter(isReady).length,
        availableReplicas: waits.filter((wait) => wait === 0).length,
        observedGeneration: set.metadata.generation ?? 0,
        conditions,
      }),
      replicas: active.length,
      terminatingReplicas: pods.filter(isTerminating).length,
    });
    const later = waits.filter((wait) => wait !== undefined && wait > 0);
    return later.length === 0 ? undefined : Math.min(...later.map((wait) => wait ?? 0));
  };

  return {
    name: 'replicaset',
    watches: ['replicasets.apps', 'pods'],
    observe: ({ resource, object }, enqueue) => {
      const { namespace = '', name } = object.metadata;
      const owner = controllerOf(object);
      if (resource === 'replicasets.apps') enqueue(keyOf({ namespace, name }));
      else if (owner?.kind === 'ReplicaSet') enqueue(keyOf({ namespace, name: owner.name }));
    },
    work: (key) => {
      const { namespace, name } = parseKey(key);
      const set = hands.read('replicasets.apps', namespace, name);
      if (set === undefined) return undefined;
      const active = podsOf(set).filter(isActive);
      const missing = set.spec.replicas - active.length;
      let failure: Error | undefined;
      if (!isTerminating(set) && missing > 0) failure = create(set, missing);
      if (!isTerminating(set) && missing < 0) shrink(set, active, -missing);
      const wait = updateStatus(hands.read('replicasets.apps', namespace, name) ?? set, failure);
      if (failure !== undefined) throw failure;
      return wait;
    },
  };
}
