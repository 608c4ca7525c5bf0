/** How long simulated things take, in milliseconds of the clock. */
export interface SimulationTiming {
  /** From an unassigned pod to its node. */
  readonly schedule: number;
  /** Of each pod: pulling its images. */
  readonly pullImage: number;
  /** From the pulled image to the running container. */
  readonly start: number;
  /** From the running container to the ready one. */
  readonly ready: number;
  /** How long a container of a Job works that has no program. */
  readonly job: number;
  /** How long an init container works that has no program. */
  readonly init: number;
  /** From the request to end to the end of a pod, at most its grace period. */
  readonly terminate: number;
  /** From a claim to its volume. */
  readonly provision: number;
  /** From a larger request of a bound claim to its capacity. */
  readonly expand: number;
  /** From a Service of type LoadBalancer to its address. */
  readonly balance: number;
  /** First back-off of a container that crashed (doubled each time, up to 30 times this). */
  readonly crashBackOff: number;
  /** First back-off of a Job after a failed pod (doubled each time, up to 60 times this). */
  readonly jobBackOff: number;
  /** First pause after a write that was refused (doubled each time, up to 300 times this). */
  readonly retry: number;
  /** Between two looks of a HorizontalPodAutoscaler. */
  readonly autoscale: number;
  /** Between two runs of a readiness probe against a program. */
  readonly probe: number;
}

/** `instant`: no waiting at all, for tests. `lifelike`: a quick small cluster, for demonstrations: each phase can be seen. */
export const SIMULATION_TIMINGS: { readonly instant: SimulationTiming; readonly lifelike: SimulationTiming } = {
  instant: {
    schedule: 0,
    pullImage: 0,
    start: 0,
    ready: 0,
    job: 0,
    init: 0,
    terminate: 0,
    provision: 0,
    expand: 0,
    balance: 0,
    crashBackOff: 10_000,
    jobBackOff: 10_000,
    retry: 100,
    autoscale: 15_000,
    probe: 100,
  },
  lifelike: {
    schedule: 0,
    pullImage: 300,
    start: 200,
    ready: 500,
    job: 1000,
    init: 200,
    terminate: 200,
    provision: 200,
    expand: 500,
    balance: 300,
    crashBackOff: 10_000,
    jobBackOff: 10_000,
    retry: 100,
    autoscale: 5000,
    probe: 500,
  },
};
