import type { AbiInstanceSpec } from '../../kinds/abi/instance-spec.ts';

/** What a PodDisruptionBudget says: one of the two. */
export type DrainBudget = { readonly minAvailable: number | string } | { readonly maxUnavailable: number | string };

/** The budget to set, and the wish that it could not follow. */
export interface DrainBudgetChoice {
  readonly budget: DrainBudget;
  /** The wish as the user wrote it, such as `minAvailable: 2`: it would not let any pod go. */
  readonly refused?: string;
}

const ONE_MAY_GO: DrainBudget = { maxUnavailable: 1 };

/** The least number of pods that there are: what an autoscaler may go down to, or what the spec says. */
export function leastReplicas({ autoscaling, replicas }: AbiInstanceSpec): number {
  return autoscaling?.enabled === true && replicas > 0 ? autoscaling.minReplicas : replicas;
}

/** Kubernetes rounds percentages of both fields up. */
function amountOf(value: number | string, of: number): number {
  return typeof value === 'number' ? value : Math.ceil((Number(value.slice(0, -1)) * of) / 100);
}

/**
 * The disruption budget of an instance; undefined where it has none: no high availability, or a single pod, which a budget could only nail to
 * its node. A wish that would not let one of the least number of pods go would block every drain for ever: one pod may go instead.
 */
export function drainBudget(spec: AbiInstanceSpec): DrainBudgetChoice | undefined {
  const least = leastReplicas(spec);
  if (spec.highAvailability?.enabled !== true || least <= 1) return undefined;
  const { minAvailable, maxUnavailable } = spec.highAvailability.podDisruptionBudget ?? {};
  if (minAvailable !== undefined) {
    if (amountOf(minAvailable, least) < least) return { budget: { minAvailable } };
    return { budget: ONE_MAY_GO, refused: `minAvailable: ${minAvailable}` };
  }
  if (maxUnavailable === undefined) return { budget: ONE_MAY_GO };
  if (amountOf(maxUnavailable, least) > 0) return { budget: { maxUnavailable } };
  return { budget: ONE_MAY_GO, refused: `maxUnavailable: ${maxUnavailable}` };
}
