import type { V1PodDisruptionBudgetSpec } from '@kubernetes/client-node';
import type { Manifest } from '../../kernel/kube-object.ts';
import type { DrainBudget } from './drain-budget.ts';
import type { InstanceValues } from './instance-values.ts';
import { abiMetadata, instanceLabels } from './metadata.ts';
import { childNames } from './names.ts';

/**
 * The PodDisruptionBudget. `letsBrokenPodsGo`: pods that are not ready never hold up a drain (`unhealthyPodEvictionPolicy`, which servers before
 * 1.26 do not know).
 */
export function disruptionBudget(values: InstanceValues, budget: DrainBudget, letsBrokenPodsGo: boolean): Manifest {
  const spec: V1PodDisruptionBudgetSpec = {
    selector: { matchLabels: { ...instanceLabels(values.name) } },
    ...budget,
    ...(letsBrokenPodsGo ? { unhealthyPodEvictionPolicy: 'AlwaysAllow' } : {}),
  };
  const metadata = abiMetadata(values, childNames.disruptionBudget(values.name), 'server');
  return { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata, spec };
}
