import type { Body } from './builtin-case.ts';

/** A pod spec with one container, and what is put into it. */
export function podSpec(container: Body = {}, spec: Body = {}): Body {
  return { containers: [{ name: 'c', image: 'nginx:1.29', ...container }], ...spec };
}

/** A template with the labels that {@link workload} selects. */
export function template(container: Body = {}, spec: Body = {}, metadata: Body = { labels: { app: 'x' } }): Body {
  return { metadata, spec: podSpec(container, spec) };
}

function object(apiVersion: string, kind: string, fields: Body, metadata: Body = {}): Body {
  return { apiVersion, kind, metadata: { name: 'x', ...metadata }, ...fields };
}

/** A minimal object with the name x, and what is put over its fields. */
export const minimal = {
  pod: (container: Body = {}, spec: Body = {}, metadata: Body = {}): Body =>
    object('v1', 'Pod', { spec: podSpec(container, spec) }, metadata),
  deployment: (spec: Body = {}): Body =>
    object('apps/v1', 'Deployment', { spec: { selector: { matchLabels: { app: 'x' } }, template: template(), ...spec } }),
  replicaSet: (spec: Body = {}): Body =>
    object('apps/v1', 'ReplicaSet', { spec: { selector: { matchLabels: { app: 'x' } }, template: template(), ...spec } }),
  daemonSet: (spec: Body = {}): Body =>
    object('apps/v1', 'DaemonSet', { spec: { selector: { matchLabels: { app: 'x' } }, template: template(), ...spec } }),
  statefulSet: (spec: Body = {}): Body =>
    object('apps/v1', 'StatefulSet', {
      spec: { selector: { matchLabels: { app: 'x' } }, serviceName: 'x', template: template(), ...spec },
    }),
  job: (spec: Body = {}): Body => object('batch/v1', 'Job', { spec: { template: template({}, { restartPolicy: 'Never' }, {}), ...spec } }),
  cronJob: (spec: Body = {}): Body =>
    object('batch/v1', 'CronJob', {
      spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: template({}, { restartPolicy: 'OnFailure' }, {}) } }, ...spec },
    }),
  service: (spec: Body = {}): Body => object('v1', 'Service', { spec: { selector: { app: 'x' }, ports: [{ port: 80 }], ...spec } }),
  claim: (spec: Body = {}): Body =>
    object('v1', 'PersistentVolumeClaim', {
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } }, ...spec },
    }),
  volume: (spec: Body = {}): Body =>
    object('v1', 'PersistentVolume', {
      spec: { accessModes: ['ReadWriteOnce'], capacity: { storage: '1Gi' }, hostPath: { path: '/data' }, ...spec },
    }),
  secret: (fields: Body = {}): Body => object('v1', 'Secret', fields),
  configMap: (fields: Body = {}): Body => object('v1', 'ConfigMap', fields),
  serviceAccount: (fields: Body = {}): Body => object('v1', 'ServiceAccount', fields),
  namespace: (name: string, fields: Body = {}): Body => object('v1', 'Namespace', fields, { name }),
  node: (fields: Body = {}): Body => object('v1', 'Node', fields, { name: 'builtin-node' }),
  endpoints: (subsets: unknown): Body => object('v1', 'Endpoints', { subsets }),
  event: (fields: Body = {}): Body =>
    object('v1', 'Event', { involvedObject: { kind: 'Pod', namespace: 'NS', name: 'p' }, reason: 'Tested', ...fields }),
  limitRange: (...limits: readonly Body[]): Body => object('v1', 'LimitRange', { spec: { limits } }),
  quota: (spec: Body): Body => object('v1', 'ResourceQuota', { spec }),
  autoscaler: (spec: Body = {}): Body =>
    object('autoscaling/v2', 'HorizontalPodAutoscaler', {
      spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' }, ...spec },
    }),
  budget: (spec: Body = {}): Body =>
    object('policy/v1', 'PodDisruptionBudget', { spec: { selector: { matchLabels: { app: 'x' } }, ...spec } }),
  ingress: (spec: Body): Body => object('networking.k8s.io/v1', 'Ingress', { spec }),
  ingressClass: (spec: Body): Body => object('networking.k8s.io/v1', 'IngressClass', { spec }, { name: 'builtin-class' }),
  networkPolicy: (spec: Body): Body => object('networking.k8s.io/v1', 'NetworkPolicy', { spec }),
  lease: (spec: Body = {}): Body => object('coordination.k8s.io/v1', 'Lease', { spec }),
  storageClass: (fields: Body = {}): Body =>
    object('storage.k8s.io/v1', 'StorageClass', { provisioner: 'example.org/disk', ...fields }, { name: 'builtin-storage' }),
  endpointSlice: (fields: Body = {}): Body =>
    object('discovery.k8s.io/v1', 'EndpointSlice', { addressType: 'IPv4', endpoints: [], ...fields }),
  priorityClass: (fields: Body = {}): Body =>
    object('scheduling.k8s.io/v1', 'PriorityClass', { value: 7, ...fields }, { name: 'builtin-priority' }),
  role: (fields: Body = {}): Body => object('rbac.authorization.k8s.io/v1', 'Role', fields),
  clusterRole: (fields: Body = {}): Body => object('rbac.authorization.k8s.io/v1', 'ClusterRole', fields, { name: 'builtin-role' }),
  roleBinding: (fields: Body = {}): Body =>
    object('rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef: { kind: 'Role', name: 'r' }, ...fields }),
  revision: (fields: Body = {}): Body => object('apps/v1', 'ControllerRevision', { revision: 1, ...fields }),
};
