/** The names of an instance's objects. `backup` is both the CronJob's and the claim's. */
export const childNames = {
  configMap: (instance: string): string => `${instance}-config`,
  dataClaim: (instance: string): string => `${instance}-data`,
  deployment: (instance: string): string => instance,
  service: (instance: string): string => instance,
  headlessService: (instance: string): string => `${instance}-headless`,
  ingress: (instance: string): string => instance,
  ingressTlsSecret: (instance: string): string => `${instance}-tls`,
  serviceMonitor: (instance: string): string => instance,
  backup: (instance: string): string => `${instance}-backup`,
} as const;
