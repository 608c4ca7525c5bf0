import type { Draft } from '../../resources/resource-strategy.ts';
import type { ServedResource } from '../../resources/served-resource.ts';
import { AUTOSCALER_COLUMNS } from '../columns/autoscaler-columns.ts';
import { BUDGET_COLUMNS, LEASE_COLUMNS, PRIORITY_CLASS_COLUMNS } from '../columns/cluster-columns.ts';
import { INGRESS_CLASS_COLUMNS, INGRESS_COLUMNS, NETWORK_POLICY_COLUMNS, SLICE_COLUMNS } from '../columns/network-columns.ts';
import {
  withAutoscalerDefaults,
  withIngressClassDefaults,
  withNetworkPolicyDefaults,
  withSliceDefaults,
} from '../defaults/other-defaults.ts';
import { checkAutoscaler } from '../validation/autoscaler-checks.ts';
import { checkBudget } from '../validation/budget-checks.ts';
import { sameValue } from '../../values/same-value.ts';
import { forbiddenValue } from '../../failures/field-complaints.ts';
import { checkIngress, checkIngressClass } from '../validation/ingress-checks.ts';
import { checkNetworkPolicy } from '../validation/network-policy-checks.ts';
import { checkEndpointSlice, checkLease, checkPriorityClass } from '../validation/small-checks.ts';
import { checkUnchanged } from '../validation/update-checks.ts';
import { fill } from '../values/change.ts';
import { specOf } from '../../values/read-values.ts';
import { defineBuiltin } from './define-builtin.ts';

type Loose = Draft & Record<string, unknown>;

/** `networking.k8s.io/v1`, Ingress. */
export const INGRESSES: ServedResource = defineBuiltin({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  plural: 'ingresses',
  shortNames: ['ing'],
  hasGeneration: true,
  status: { loadBalancer: {} },
  columns: INGRESS_COLUMNS,
  check: (object) => checkIngress(specOf(object)),
});

/** `networking.k8s.io/v1`, IngressClass. */
export const INGRESS_CLASSES: ServedResource = defineBuiltin({
  group: 'networking.k8s.io',
  kind: 'IngressClass',
  plural: 'ingressclasses',
  scope: 'Cluster',
  hasGeneration: true,
  columns: INGRESS_CLASS_COLUMNS,
  defaults: (object) => withIngressClassDefaults(object as Loose),
  check: (object) => checkIngressClass(specOf(object)),
  checkUpdate: (next, previous) => checkUnchanged(specOf(next)['controller'], specOf(previous)['controller'], 'spec.controller'),
});

/** `networking.k8s.io/v1`, NetworkPolicy. */
export const NETWORK_POLICIES: ServedResource = defineBuiltin({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  hasGeneration: true,
  columns: NETWORK_POLICY_COLUMNS,
  defaults: (object) => withNetworkPolicyDefaults(object as Loose),
  check: (object) => checkNetworkPolicy(specOf(object)),
});

/** `autoscaling/v2`, HorizontalPodAutoscaler. */
export const AUTOSCALERS: ServedResource = defineBuiltin({
  group: 'autoscaling',
  version: 'v2',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  shortNames: ['hpa'],
  categories: ['all'],
  status: { desiredReplicas: 0, currentMetrics: null },
  columns: AUTOSCALER_COLUMNS,
  defaults: (object) => withAutoscalerDefaults(object as Loose),
  check: (object) => checkAutoscaler(specOf(object)),
});

/** `policy/v1`, PodDisruptionBudget. */
export const BUDGETS: ServedResource = defineBuiltin({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  shortNames: ['pdb'],
  hasGeneration: true,
  status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  allowsUnconditionalUpdate: false,
  columns: BUDGET_COLUMNS,
  check: (object) => checkBudget(specOf(object)),
  looksAtMetadataOnce: true,
});

/** `coordination.k8s.io/v1`, Lease. */
export const LEASES: ServedResource = defineBuiltin({
  group: 'coordination.k8s.io',
  kind: 'Lease',
  plural: 'leases',
  createsOnUpdate: true,
  allowsUnconditionalUpdate: false,
  columns: LEASE_COLUMNS,
  check: checkLease,
});

/** `discovery.k8s.io/v1`, EndpointSlice. */
export const ENDPOINT_SLICES: ServedResource = defineBuiltin({
  group: 'discovery.k8s.io',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  hasGeneration: true,
  bumpsGeneration: (next, previous) => {
    const { metadata, ...rest } = next as Loose;
    const { metadata: before, ...others } = previous as unknown as Loose;
    return !sameValue(rest, others) || !sameValue(metadata.labels ?? {}, before.labels ?? {});
  },
  columns: SLICE_COLUMNS,
  defaults: (object) => withSliceDefaults(object as Loose),
  check: checkEndpointSlice,
  checkUpdate: (next, previous) => checkUnchanged(next['addressType'], previous['addressType'], 'addressType'),
  looksAtMetadataOnce: true,
});

/** `scheduling.k8s.io/v1`, PriorityClass. */
export const PRIORITY_CLASSES: ServedResource = defineBuiltin({
  group: 'scheduling.k8s.io',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  scope: 'Cluster',
  shortNames: ['pc'],
  hasGeneration: true,
  bumpsGeneration: () => false,
  columns: PRIORITY_CLASS_COLUMNS,
  defaults: (object) => fill(object as Loose, { preemptionPolicy: 'PreemptLowerPriority' }),
  check: checkPriorityClass,
  checkUpdate: (next, previous) => {
    const fixed = checkUnchanged(next['preemptionPolicy'], previous['preemptionPolicy'], 'preemptionPolicy');
    return next['value'] === previous['value'] ? fixed : [forbiddenValue('value', 'may not be changed in an update.'), ...fixed];
  },
});
