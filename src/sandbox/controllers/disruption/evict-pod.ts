import { timestamp } from '../../../kernel/clock.ts';
import type { JsonObject } from '../../../kernel/json.ts';
import { isJsonObject } from '../../../kernel/json.ts';
import { apiFailure } from '../../failures/api-failure.ts';
import { badRequest, notFound } from '../../failures/common-failures.ts';
import type { DeleteRequest } from '../../objects/object-service.ts';
import type { ActionHandler } from '../../requests/action-handler.ts';
import type { Hands } from '../framework/hands.ts';
import { selects } from '../framework/label-selector.ts';
import type { Pod } from '../framework/pod.ts';
import { isReady, isTerminal, isTerminating } from '../framework/pod-facts.ts';
import { withCondition } from '../framework/workload-condition.ts';
import type { DisruptionBudget } from './disruption-budget.ts';
import { BUDGETS } from './disruption-budget.ts';

const POD = { group: '', plural: 'pods', kind: 'Pod' };
const SUCCESS: JsonObject = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 };

function deleteOptions(body: unknown, name: string): DeleteRequest {
  const eviction = isJsonObject(body) ? body : {};
  const metadata = isJsonObject(eviction['metadata']) ? eviction['metadata'] : {};
  if (metadata['name'] !== name) throw badRequest('name in URL does not match name in Eviction object');
  const options = isJsonObject(eviction['deleteOptions']) ? eviction['deleteOptions'] : {};
  const { gracePeriodSeconds, preconditions } = options;
  return {
    ...(typeof gracePeriodSeconds === 'number' ? { gracePeriodSeconds } : {}),
    ...(isJsonObject(preconditions) ? { preconditions } : {}),
  };
}

/** The action `pods/eviction`: deletes a pod where its PodDisruptionBudget lets it go. 429 with the budget's numbers where it does not. */
export function evictPod(hands: Hands): ActionHandler {
  const writer = hands.as({ manager: 'kube-apiserver', component: 'kube-apiserver' });

  const refused = (cause: string, retryAfterSeconds?: number): Error => {
    return apiFailure(429, 'TooManyRequests', "Cannot evict pod as it would violate the pod's disruption budget.", {
      causes: [{ reason: 'DisruptionBudget', message: cause }],
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  };
  const take = (budget: DisruptionBudget, pod: Pod): void => {
    const { name, generation = 0 } = budget.metadata;
    const {
      observedGeneration = 0,
      disruptionsAllowed = 0,
      desiredHealthy = 0,
      currentHealthy = 0,
      disruptedPods,
      conditions = [],
    } = budget.status ?? {};
    if (observedGeneration < generation) throw refused(`The disruption budget ${name} is still being processed by the server.`, 10);
    if (disruptionsAllowed <= 0)
      throw refused(
        `The disruption budget ${name} needs ${String(desiredHealthy)} healthy pods and has ${String(currentHealthy)} currently`,
      );
    const left = disruptionsAllowed - 1;
    const now = hands.clock.now();
    const none = { type: 'DisruptionAllowed', status: 'False', reason: 'InsufficientPods', message: '', observedGeneration: generation };
    writer.updateStatus(BUDGETS, budget, {
      ...budget.status,
      disruptionsAllowed: left,
      disruptedPods: { ...disruptedPods, [pod.metadata.name]: timestamp(now) },
      conditions: left > 0 ? conditions : withCondition(conditions, none, now),
    });
  };

  return (key, body, options) => {
    const request = deleteOptions(body, key.name);
    const resource = hands.registry.named('pods');
    const pod = hands.read('pods', key.namespace, key.name);
    if (resource === undefined || pod === undefined) throw notFound(POD, key.name);
    const idle = isTerminal(pod) || isTerminating(pod) || pod.status?.phase === 'Pending';
    const { namespace = '' } = key;
    const budgets = idle ? [] : hands.list(BUDGETS, namespace).filter(({ spec }) => selects(spec.selector, pod.metadata.labels));
    if (budgets.length > 1)
      throw apiFailure(
        500,
        'InternalError',
        'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
      );
    const [budget] = budgets;
    // An unhealthy pod may go where enough others are healthy (IfHealthyBudget), or always (AlwaysAllow).
    const { currentHealthy = 0, desiredHealthy = 0 } = budget?.status ?? {};
    const always = budget?.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow';
    const spare = !isReady(pod) && (always || (currentHealthy >= desiredHealthy && desiredHealthy > 0));
    if (options.dryRun !== true && budget !== undefined && !spare) take(budget, pod);
    hands.objects.delete(resource, key, request, options);
    return SUCCESS;
  };
}
