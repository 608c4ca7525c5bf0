import type { JsonObject } from '../../../kernel/json.ts';
import { change, changeEach, fill, put } from '../values/change.ts';
import { listIn, objectIn, textIn } from '../../values/read-values.ts';

/** Defaults of a Namespace. Its name is always a label. */
export function withNamespaceDefaults<T extends JsonObject>(namespace: T): T {
  const name = textIn(objectIn(namespace['metadata'])['name']);
  const phased = change(namespace, 'status', (status) => fill(status, { phase: 'Active' }));
  if (name === '') return phased;
  return change(phased, 'metadata', (metadata) =>
    put(metadata, 'labels', put(objectIn(metadata['labels']), 'kubernetes.io/metadata.name', name)),
  );
}

/** Defaults of a PersistentVolumeClaim. */
export function withClaimDefaults<T extends JsonObject>(claim: T): T {
  const spec = change(claim, 'spec', (one) => fill(one, { volumeMode: 'Filesystem' }));
  return change(spec, 'status', (status) => fill(status, { phase: 'Pending' }));
}

/** Defaults of a PersistentVolume. */
export function withVolumeDefaults<T extends JsonObject>(volume: T): T {
  const spec = change(volume, 'spec', (one) => {
    const filled = fill(one, { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' });
    return change(filled, 'hostPath', (source) => fill(source, { type: '' }));
  });
  return change(spec, 'status', (status) => fill(status, { phase: 'Pending' }));
}

/** Defaults of a Node. */
export function withNodeDefaults<T extends JsonObject>(node: T): T {
  return change(node, 'status', (status) =>
    status['capacity'] === undefined ? status : fill(status, { allocatable: status['capacity'] }),
  );
}

/** Defaults of Endpoints. */
export function withEndpointsDefaults<T extends JsonObject>(endpoints: T): T {
  return changeEach(endpoints, 'subsets', (subset) => changeEach(subset, 'ports', (port) => fill(port, { protocol: 'TCP' })));
}

/** Defaults of an EndpointSlice. */
export function withSliceDefaults<T extends JsonObject>(slice: T): T {
  return changeEach(slice, 'ports', (port) => fill(port, { name: '', protocol: 'TCP' }));
}

function withLimits(item: JsonObject): JsonObject {
  if (item['type'] !== 'Container') return item;
  const defaults = fill(objectIn(item['default']), objectIn(item['max']));
  const requests = fill(fill(objectIn(item['defaultRequest']), defaults), objectIn(item['min']));
  const limited = Object.keys(defaults).length === 0 ? item : put(item, 'default', defaults);
  return Object.keys(requests).length === 0 ? limited : put(limited, 'defaultRequest', requests);
}

/** Defaults of a LimitRange. */
export function withLimitRangeDefaults<T extends JsonObject>(range: T): T {
  return change(range, 'spec', (spec) => changeEach(spec, 'limits', withLimits));
}

const SCALE_UP = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
};
const SCALE_DOWN = { selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };
const CPU = { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } };

/** Defaults of a HorizontalPodAutoscaler. */
export function withAutoscalerDefaults<T extends JsonObject>(autoscaler: T): T {
  return change(autoscaler, 'spec', (spec) => {
    const filled = fill(spec, { minReplicas: 1, ...(listIn(spec['metrics']).length === 0 ? { metrics: [CPU] } : {}) });
    return change(filled, 'behavior', (behavior) => ({
      ...behavior,
      scaleUp: fill(objectIn(behavior['scaleUp']), SCALE_UP),
      scaleDown: fill(objectIn(behavior['scaleDown']), SCALE_DOWN),
    }));
  });
}

/** Defaults of a NetworkPolicy. */
export function withNetworkPolicyDefaults<T extends JsonObject>(policy: T): T {
  const withPorts = (rule: JsonObject): JsonObject => changeEach(rule, 'ports', (port) => fill(port, { protocol: 'TCP' }));
  return change(policy, 'spec', (spec) => {
    const ports = changeEach(changeEach(spec, 'ingress', withPorts), 'egress', withPorts);
    return fill(ports, { policyTypes: listIn(spec['egress']).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'] });
  });
}

/** Defaults of an IngressClass. */
export function withIngressClassDefaults<T extends JsonObject>(ingressClass: T): T {
  return change(ingressClass, 'spec', (spec) => change(spec, 'parameters', (one) => fill(one, { scope: 'Cluster' })));
}

/** Defaults of a StorageClass. */
export function withStorageClassDefaults<T extends JsonObject>(storageClass: T): T {
  return fill(storageClass, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}

const RBAC = 'rbac.authorization.k8s.io';

/** Defaults of a RoleBinding and of a ClusterRoleBinding. */
export function withBindingDefaults<T extends JsonObject>(binding: T): T {
  const role = change(binding, 'roleRef', (ref) => (textIn(ref['apiGroup']) === '' ? put(ref, 'apiGroup', RBAC) : ref));
  return changeEach(role, 'subjects', (subject) =>
    subject['kind'] === 'User' || subject['kind'] === 'Group' ? fill(subject, { apiGroup: RBAC }) : subject,
  );
}
