/** The names of a cluster's objects. */
export const clusterNames = {
  serverService: (cluster: string): string => `${cluster}-server-svc`,
  headlessService: (cluster: string): string => `${cluster}-server-headless`,
  serverDeployment: (cluster: string): string => `${cluster}-server`,
  executorService: (cluster: string, group: string): string => `${cluster}-executor-${group}-svc`,
  executorDeployment: (cluster: string, group: string): string => `${cluster}-executor-${group}`,
  ingress: (cluster: string): string => `${cluster}-ingress`,
  /** Where the certificate of the Ingress is expected. */
  ingressTlsSecret: (cluster: string): string => `${cluster}-ingress-tls`,
  /** Where the API key of the gateway is expected, unless the spec says otherwise. */
  apiKeySecret: (cluster: string): string => `${cluster}-api-key`,
} as const;
