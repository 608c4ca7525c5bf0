/** When a probe asks, and how patient it is: fields of a core `Probe`. */
export interface ProbeTimes {
  readonly initialDelaySeconds: number;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

/** Seconds; the last number is a count. */
export function probeTimes(initialDelay: number, period: number, timeout: number, failures: number): ProbeTimes {
  return { initialDelaySeconds: initialDelay, periodSeconds: period, timeoutSeconds: timeout, failureThreshold: failures };
}
