import { controllerOf, keyOf, parseKey } from '../../../kernel/kube-object.ts';
import type { Controller } from '../framework/controller.ts';
import type { Hands } from '../framework/hands.ts';
import { intOrPercent } from '../framework/int-or-percent.ts';
import { selects } from '../framework/label-selector.ts';
import type { Pod } from '../framework/pod.ts';
import { isActive, isReady } from '../framework/pod-facts.ts';
import { withCondition } from '../framework/workload-condition.ts';
import { withoutZero } from '../framework/without-zero.ts';
import type { DisruptionBudget } from './disruption-budget.ts';
import { BUDGETS } from './disruption-budget.ts';

const OWNER_TYPES: Readonly<Record<string, string>> = {
  ReplicaSet: 'replicasets.apps',
  StatefulSet: 'statefulsets.apps',
  Deployment: 'deployments.apps',
};
/** An eviction whose pod is still there after this long is taken back (kubernetes, `DeletionTimeout`). */
const DISRUPTION_TIMEOUT_MS = 2 * 60_000;

interface Scaled {
  readonly spec?: { readonly replicas?: number };
}

/** Counts the pods under PodDisruptionBudgets and how many of them may go. */
export function disruptionController(hands: Hands): Controller {
  const writer = hands.as({ manager: 'kube-controller-manager', component: 'controllermanager' });

  /** How many pods there ought to be: the sum of what their controllers ask for, or the pods themselves. */
  const expected = (pods: readonly Pod[]): number => {
    const owners = new Map<string, number>();
    for (const pod of pods) {
      const owner = controllerOf(pod);
      const type = owner === undefined ? undefined : OWNER_TYPES[owner.kind];
      if (owner === undefined || type === undefined) return pods.length;
      const live = hands.read(type, pod.metadata.namespace, owner.name) as (Scaled & object) | undefined;
      owners.set(owner.uid, live?.spec?.replicas ?? 0);
    }
    return [...owners.values()].reduce((sum, count) => sum + count, 0);
  };
  const numbers = (budget: DisruptionBudget, pods: readonly Pod[]): { readonly expected: number; readonly desired: number } => {
    const { minAvailable, maxUnavailable } = budget.spec;
    if (maxUnavailable !== undefined) {
      const count = expected(pods);
      return { expected: count, desired: Math.max(0, count - (intOrPercent(maxUnavailable, count, 'up') ?? 0)) };
    }
    if (typeof minAvailable === 'number') return { expected: pods.length, desired: minAvailable };
    const count = expected(pods);
    return { expected: count, desired: intOrPercent(minAvailable, count, 'up') ?? 0 };
  };

  return {
    name: 'disruption',
    watches: [BUDGETS, 'pods', ...Object.values(OWNER_TYPES)],
    observe: ({ resource, object, previous }, enqueue) => {
      const { namespace = '', name } = object.metadata;
      if (resource === BUDGETS) {
        enqueue(keyOf({ namespace, name }));
        return;
      }
      if (hands.storage.count(BUDGETS) === 0) return;
      const labels = [object, previous].flatMap((one) => (one === undefined ? [] : [one.metadata.labels]));
      for (const budget of hands.list(BUDGETS, namespace))
        if (resource !== 'pods' || labels.some((each) => selects(budget.spec.selector, each)))
          enqueue(keyOf({ namespace, name: budget.metadata.name }));
    },
    work: (key) => {
      const { namespace = '', name } = parseKey(key);
      const budget = hands.read(BUDGETS, namespace, name);
      if (budget === undefined) return undefined;
      const now = hands.clock.now();
      const pods = hands
        .selectPods(namespace, budget.spec.selector)
        .filter((pod) => pod.status?.phase !== 'Succeeded' && pod.status?.phase !== 'Failed');
      const disrupted = Object.entries(budget.status?.disruptedPods ?? {}).filter(([pod, time]) => {
        return Date.parse(time) + DISRUPTION_TIMEOUT_MS > now && pods.some((live) => live.metadata.name === pod && isActive(live));
      });
      const leaving = new Set(disrupted.map(([pod]) => pod));
      const { expected: count, desired } = numbers(budget, pods);
      const healthy = pods.filter((pod) => isActive(pod) && isReady(pod) && !leaving.has(pod.metadata.name)).length;
      if (pods.length === 0) writer.event(budget, { type: 'Normal', reason: 'NoPods', message: 'No matching pods found' });
      const allowed = count === 0 ? 0 : Math.max(0, healthy - desired);
      const { generation } = budget.metadata;
      const condition = {
        type: 'DisruptionAllowed',
        status: allowed > 0 ? 'True' : 'False',
        reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
        message: '',
        ...(generation === undefined ? {} : { observedGeneration: generation }),
      };
      writer.updateStatus(BUDGETS, budget, {
        ...withoutZero({
          observedGeneration: generation,
          disruptedPods: disrupted.length === 0 ? undefined : Object.fromEntries(disrupted),
        }),
        disruptionsAllowed: allowed,
        currentHealthy: healthy,
        desiredHealthy: desired,
        expectedPods: count,
        conditions: withCondition(budget.status?.conditions ?? [], condition, now),
      });
      return disrupted.length === 0 ? undefined : DISRUPTION_TIMEOUT_MS;
    },
  };
}
