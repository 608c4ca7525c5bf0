import type { JsonObject } from '../../../kernel/json.ts';
import { change, changeEach, fill, put } from '../values/change.ts';
import { listIn, objectIn, textIn } from '../../values/read-values.ts';

const WITH_TRAFFIC_POLICY = new Set(['ClusterIP', 'NodePort', 'LoadBalancer']);

/** Whether a Service's spec is reached from outside: those have an external traffic policy. */
export function isExternallyAccessible(spec: JsonObject): boolean {
  const type = textIn(spec['type']);
  return type === 'LoadBalancer' || type === 'NodePort' || (type === 'ClusterIP' && listIn(spec['externalIPs']).length > 0);
}

function withAffinity(spec: JsonObject): JsonObject {
  if (spec['sessionAffinity'] === 'None') return put(spec, 'sessionAffinityConfig', undefined);
  if (spec['sessionAffinity'] !== 'ClientIP') return spec;
  const timeout = objectIn(objectIn(spec['sessionAffinityConfig'])['clientIP'])['timeoutSeconds'];
  return timeout === undefined ? put(spec, 'sessionAffinityConfig', { clientIP: { timeoutSeconds: 10_800 } }) : spec;
}

function withPort(port: JsonObject): JsonObject {
  const filled = fill(port, { protocol: 'TCP' });
  const target = filled['targetPort'];
  return target === undefined || target === 0 || target === '' ? put(filled, 'targetPort', filled['port'] ?? 0) : filled;
}

function withAddressModes(status: JsonObject): JsonObject {
  return change(status, 'loadBalancer', (balancer) =>
    changeEach(balancer, 'ingress', (point) => (textIn(point['ip']) === '' ? point : fill(point, { ipMode: 'VIP' }))),
  );
}

/** Defaults of a Service. */
export function withServiceDefaults<T extends JsonObject>(service: T): T {
  const result = change(service, 'spec', (given) => {
    const spec = changeEach(withAffinity(fill(given, { sessionAffinity: 'None', type: 'ClusterIP' })), 'ports', withPort);
    const type = textIn(spec['type']);
    return fill(spec, {
      ...(isExternallyAccessible(spec) ? { externalTrafficPolicy: 'Cluster' } : {}),
      ...(WITH_TRAFFIC_POLICY.has(type) ? { internalTrafficPolicy: 'Cluster' } : {}),
      ...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: true } : {}),
    });
  });
  return objectIn(result['spec'])['type'] === 'LoadBalancer' ? change(result, 'status', withAddressModes) : result;
}
