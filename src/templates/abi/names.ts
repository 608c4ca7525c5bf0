/** The names of an instance's objects. */
export const childNames = {
  serviceAccount: (instance: string): string => instance,
  configMap: (instance: string): string => `${instance}-config`,
  service: (instance: string): string => instance,
  metricsService: (instance: string): string => `${instance}-metrics`,
  headlessService: (instance: string): string => `${instance}-headless`,
  workload: (instance: string): string => instance,
  /** The one volume that all pods of a Deployment share. */
  sharedClaim: (instance: string): string => `${instance}-data`,
  /** The volume of a StatefulSet's pod: Kubernetes names it after the template, the set and the pod's number. */
  ordinalClaim: (instance: string, ordinal: number): string => `${DATA_VOLUME}-${instance}-${ordinal}`,
  autoscaler: (instance: string): string => instance,
  disruptionBudget: (instance: string): string => instance,
  serviceMonitor: (instance: string): string => instance,
} as const;

/** The name of the data volume in pods and in the StatefulSet's claim template. */
export const DATA_VOLUME = 'data';
