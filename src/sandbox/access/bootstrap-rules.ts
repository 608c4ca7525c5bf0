import type { PolicyRule } from './policy-rule.ts';

/** The rules of the roles that Kubernetes 1.36 makes by itself, as the server has them, by the role's name. */
export type BootstrapRules = Readonly<Record<string, readonly PolicyRule[]>>;

const READ = 'get list watch';
const WRITE = 'create delete deletecollection patch update';
const ALL = 'create delete deletecollection get list patch update watch';

function words(text: string): readonly string[] {
  return text.split(' ');
}

/** `groups`, `resources` and `verbs` by blanks; `core` is the core group. */
function allow(groups: string, resources: string, verbs: string): PolicyRule {
  const apiGroups = words(groups).map((group) => (group === 'core' ? '' : group));
  return { verbs: words(verbs), apiGroups, resources: words(resources), resourceNames: [], nonResourceURLs: [] };
}

function allowPaths(paths: string, verbs: string): PolicyRule {
  return { verbs: words(verbs), apiGroups: [], resources: [], resourceNames: [], nonResourceURLs: words(paths) };
}

export const BOOTSTRAP_RULES: BootstrapRules = {
  'cluster-admin': [allow('*', '*', '*'), allowPaths('*', '*')],
  'system:aggregate-to-admin': [
    allow('authorization.k8s.io', 'localsubjectaccessreviews', 'create'),
    allow('rbac.authorization.k8s.io', 'rolebindings roles', ALL),
  ],
  'system:aggregate-to-edit': [
    allow('core', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy', READ),
    allow('core', 'serviceaccounts', 'impersonate'),
    allow('core', 'pods pods/attach pods/exec pods/portforward pods/proxy', WRITE),
    allow('core', 'pods/eviction', 'create'),
    allow(
      'core',
      'configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets serviceaccounts services services/proxy',
      WRITE,
    ),
    allow('core', 'serviceaccounts/token', 'create'),
    allow('core events.k8s.io', 'events', WRITE),
    allow(
      'apps',
      'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale statefulsets statefulsets/scale',
      WRITE,
    ),
    allow('autoscaling', 'horizontalpodautoscalers', WRITE),
    allow('batch', 'cronjobs jobs', WRITE),
    allow(
      'extensions',
      'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies replicasets replicasets/scale replicationcontrollers/scale',
      WRITE,
    ),
    allow('policy', 'poddisruptionbudgets', WRITE),
    allow('networking.k8s.io', 'ingresses networkpolicies', WRITE),
    allow('coordination.k8s.io', 'leases', ALL),
    allow('resource.k8s.io', 'resourceclaims resourceclaimtemplates', WRITE),
  ],
  'system:aggregate-to-view': [
    allow(
      'core',
      'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status',
      READ,
    ),
    allow(
      'core',
      'bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas resourcequotas/status',
      READ,
    ),
    allow('core', 'namespaces', READ),
    allow('core events.k8s.io', 'events', READ),
    allow('discovery.k8s.io', 'endpointslices', READ),
    allow(
      'apps',
      'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
      READ,
    ),
    allow('autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status', READ),
    allow('batch', 'cronjobs cronjobs/status jobs jobs/status', READ),
    allow(
      'extensions',
      'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status networkpolicies replicasets replicasets/scale replicasets/status replicationcontrollers/scale',
      READ,
    ),
    allow('policy', 'poddisruptionbudgets poddisruptionbudgets/status', READ),
    allow('networking.k8s.io', 'ingresses ingresses/status networkpolicies', READ),
    allow('resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates', READ),
  ],
  'system:auth-delegator': [
    allow('authentication.k8s.io', 'tokenreviews', 'create'),
    allow('authorization.k8s.io', 'subjectaccessreviews', 'create'),
  ],
  'system:basic-user': [
    allow('authorization.k8s.io', 'selfsubjectaccessreviews selfsubjectrulesreviews', 'create'),
    allow('authentication.k8s.io', 'selfsubjectreviews', 'create'),
  ],
  'system:discovery': [allowPaths('/api /api/* /apis /apis/* /healthz /livez /openapi /openapi/* /readyz /version /version/', 'get')],
  'system:monitoring': [
    allowPaths('/flagz /healthz /healthz/* /livez /livez/* /metrics /metrics/slis /readyz /readyz/* /statusz', 'get'),
    allow('core', 'nodes/metrics', 'get'),
  ],
  'system:public-info-viewer': [allowPaths('/healthz /livez /readyz /version /version/', 'get')],
  'system:service-account-issuer-discovery': [
    allowPaths('/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/', 'get'),
  ],
};
