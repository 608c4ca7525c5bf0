import type { ResourceType } from './resource-type.ts';

function namespaced(group: string, version: string, kind: string, plural: string): ResourceType {
  return { group, version, kind, plural, scope: 'Namespaced' };
}

function clusterScoped(group: string, version: string, kind: string, plural: string): ResourceType {
  return { group, version, kind, plural, scope: 'Cluster' };
}

/** The types of Kubernetes itself (and the Prometheus operator's ServiceMonitor) that the five systems touch. */
export const NAMESPACE: ResourceType = clusterScoped('', 'v1', 'Namespace', 'namespaces');
export const CONFIG_MAP: ResourceType = namespaced('', 'v1', 'ConfigMap', 'configmaps');
export const SECRET: ResourceType = namespaced('', 'v1', 'Secret', 'secrets');
export const SERVICE: ResourceType = namespaced('', 'v1', 'Service', 'services');
export const PERSISTENT_VOLUME_CLAIM: ResourceType = namespaced('', 'v1', 'PersistentVolumeClaim', 'persistentvolumeclaims');
export const EVENT: ResourceType = namespaced('', 'v1', 'Event', 'events');
export const DEPLOYMENT: ResourceType = namespaced('apps', 'v1', 'Deployment', 'deployments');
export const STATEFUL_SET: ResourceType = namespaced('apps', 'v1', 'StatefulSet', 'statefulsets');
export const POD: ResourceType = namespaced('', 'v1', 'Pod', 'pods');
export const HORIZONTAL_POD_AUTOSCALER: ResourceType = namespaced(
  'autoscaling',
  'v2',
  'HorizontalPodAutoscaler',
  'horizontalpodautoscalers',
);
export const POD_DISRUPTION_BUDGET: ResourceType = namespaced('policy', 'v1', 'PodDisruptionBudget', 'poddisruptionbudgets');
export const CRON_JOB: ResourceType = namespaced('batch', 'v1', 'CronJob', 'cronjobs');
export const JOB: ResourceType = namespaced('batch', 'v1', 'Job', 'jobs');
export const INGRESS: ResourceType = namespaced('networking.k8s.io', 'v1', 'Ingress', 'ingresses');
export const NETWORK_POLICY: ResourceType = namespaced('networking.k8s.io', 'v1', 'NetworkPolicy', 'networkpolicies');
export const RESOURCE_QUOTA: ResourceType = namespaced('', 'v1', 'ResourceQuota', 'resourcequotas');
export const LIMIT_RANGE: ResourceType = namespaced('', 'v1', 'LimitRange', 'limitranges');
export const SERVICE_MONITOR: ResourceType = namespaced('monitoring.coreos.com', 'v1', 'ServiceMonitor', 'servicemonitors');
export const STORAGE_CLASS: ResourceType = clusterScoped('storage.k8s.io', 'v1', 'StorageClass', 'storageclasses');
export const SERVICE_ACCOUNT: ResourceType = namespaced('', 'v1', 'ServiceAccount', 'serviceaccounts');
export const LEASE: ResourceType = namespaced('coordination.k8s.io', 'v1', 'Lease', 'leases');
export const CUSTOM_RESOURCE_DEFINITION: ResourceType = clusterScoped(
  'apiextensions.k8s.io',
  'v1',
  'CustomResourceDefinition',
  'customresourcedefinitions',
);
