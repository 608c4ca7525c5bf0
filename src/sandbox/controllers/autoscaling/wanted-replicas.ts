/** What decides about the number of replicas. */
export interface ScalingFacts {
  readonly current: number;
  readonly min: number;
  readonly max: number;
  /** Measured over wanted utilization, of the metric that asks for most. */
  readonly ratio: number;
  /** The highest recommendation within the stabilization window. */
  readonly recent: number;
}

/** A number of replicas, and what held it back. */
export interface WantedReplicas {
  readonly replicas: number;
  readonly able: { readonly reason: string; readonly message: string };
  readonly limited: { readonly status: 'True' | 'False'; readonly reason: string; readonly message: string };
}

/** Kubernetes' default of `--horizontal-pod-autoscaler-tolerance`. */
const TOLERANCE = 0.1;

/** What the ratio alone asks for. */
export function recommendation(current: number, ratio: number): number {
  return Math.abs(ratio - 1) <= TOLERANCE ? current : Math.ceil(ratio * current);
}

/** The number of replicas to go for: the recommendation, steadied downwards, not faster than doubling upwards, within the bounds. */
export function wantedReplicas({ current, min, max, ratio, recent }: ScalingFacts): WantedReplicas {
  const asked = recommendation(current, ratio);
  const steady = asked < current ? Math.min(current, Math.max(asked, recent)) : asked;
  const able =
    steady === asked
      ? { reason: 'ReadyForNewScale', message: 'recommended size matches current size' }
      : {
          reason: 'ScaleDownStabilized',
          message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
        };
  // Default behaviour upwards: four pods or 100 % within 15 s, whichever is more.
  const fastest = Math.max(current + 4, current * 2);
  const within = (replicas: number, reason: string, message: string, status: 'True' | 'False' = 'True'): WantedReplicas => {
    return { replicas, able, limited: { status, reason, message } };
  };
  if (steady > max)
    return within(Math.min(max, fastest), 'TooManyReplicas', 'the desired replica count is more than the maximum replica count');
  if (steady < min) return within(min, 'TooFewReplicas', 'the desired replica count is less than the minimum replica count');
  if (steady > fastest)
    return within(fastest, 'ScaleUpLimit', 'the desired replica count is increasing faster than the maximum scale rate');
  return within(steady, 'DesiredWithinRange', 'the desired count is within the acceptable range', 'False');
}
