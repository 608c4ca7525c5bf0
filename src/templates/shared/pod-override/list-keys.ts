/**
 * The lists of a pod spec that a strategic merge patch merges by a key (patchMergeKey in Kubernetes' core/v1 types), by the name of the field
 * that holds them. Every other list is replaced as a whole: `command`, `args`, `envFrom`, `tolerations`.
 */
export const POD_LIST_KEYS: Readonly<Record<string, string>> = {
  containers: 'name',
  initContainers: 'name',
  ephemeralContainers: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
  resourceClaims: 'name',
  env: 'name',
  volumeMounts: 'mountPath',
  volumeDevices: 'devicePath',
  ports: 'containerPort',
  hostAliases: 'ip',
  topologySpreadConstraints: 'topologyKey',
};
