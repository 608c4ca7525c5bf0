import { builtinCase, tryCreate, type Body, type BuiltinCase } from './builtin-case.ts';
import { minimal } from './builtin-objects.ts';
import { paths } from './builtin-paths.ts';

const ingress = (name: string, spec: Body): BuiltinCase =>
  builtinCase(`ingress: ${name}`, tryCreate(paths.ingresses, minimal.ingress(spec)));
const ingressPath = (name: string, path: Body): BuiltinCase => ingress(name, { rules: [{ http: { paths: [path] } }] });
const backend = { service: { name: 's', port: { number: 80 } } };
const policy = (name: string, spec: Body): BuiltinCase =>
  builtinCase(`network policy: ${name}`, tryCreate(paths.networkPolicies, minimal.networkPolicy({ podSelector: {}, ...spec })));
const autoscaler = (name: string, spec: Body): BuiltinCase =>
  builtinCase(`autoscaler: ${name}`, tryCreate(paths.autoscalers, minimal.autoscaler(spec)));
const budget = (name: string, spec: Body): BuiltinCase => builtinCase(`budget: ${name}`, tryCreate(paths.budgets, minimal.budget(spec)));

/** What is said about objects of the other kinds that are wrong. */
export const moreInvalidCases: readonly BuiltinCase[] = [
  ingress('no rules', {}),
  ingress('bad host', { rules: [{ host: 'A_', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] }),
  ingress('address for a host', { rules: [{ host: '10.0.0.1', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] }),
  ingress('bad wildcard host', { rules: [{ host: '*.*.org', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] }),
  ingress('no paths', { rules: [{ http: { paths: [] } }] }),
  ingress('both kinds of backend', { defaultBackend: { ...backend, resource: { kind: 'K', name: 'n' } } }),
  ingress('empty backend', { defaultBackend: {} }),
  ingress('bad class', { defaultBackend: backend, ingressClassName: 'A_' }),
  ingress('bad TLS host', { defaultBackend: backend, tls: [{ hosts: ['A_'], secretName: 'B_' }] }),
  ingressPath('relative path', { path: 'a', pathType: 'Prefix', backend }),
  ingressPath('no path type', { path: '/', backend }),
  ingressPath('unknown path type', { path: '/', pathType: 'Foo', backend }),
  ingressPath('no backend', { path: '/', pathType: 'Exact', backend: {} }),
  ingressPath('backend without port', { path: '/', pathType: 'Exact', backend: { service: { name: 's' } } }),
  ingressPath('backend with a bad name', { path: '/', pathType: 'Exact', backend: { service: { name: 'A_', port: { number: 80 } } } }),
  ingressPath('backend with port name and number', {
    path: '/',
    pathType: 'Exact',
    backend: { service: { name: 's', port: { number: 80, name: 'http' } } },
  }),
  ingressPath('double slashes', { path: '/a//b', pathType: 'Exact', backend }),
  builtinCase('ingress class: no controller', tryCreate(paths.ingressClasses, minimal.ingressClass({}))),
  builtinCase('ingress class: bad controller', tryCreate(paths.ingressClasses, minimal.ingressClass({ controller: 'a' }))),
  policy('bad protocol', { ingress: [{ ports: [{ protocol: 'HTTP', port: 80 }] }] }),
  policy('bad port', { ingress: [{ ports: [{ port: 0 }] }] }),
  policy('bad port name', { ingress: [{ ports: [{ port: 'A_' }] }] }),
  policy('end before the port', { ingress: [{ ports: [{ port: 80, endPort: 79 }] }] }),
  policy('end of a name', { ingress: [{ ports: [{ port: 'http', endPort: 79 }] }] }),
  policy('empty peer', { ingress: [{ from: [{}] }] }),
  policy('block with selector', { ingress: [{ from: [{ podSelector: {}, ipBlock: { cidr: '10.0.0.0/8' } }] }] }),
  policy('bad block', { egress: [{ to: [{ ipBlock: { cidr: 'x' } }] }] }),
  policy('exception outside', { egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['11.0.0.0/16'] } }] }] }),
  policy('unknown type', { policyTypes: ['Foo'] }),
  policy('three types', { policyTypes: ['Ingress', 'Egress', 'Ingress'] }),
  autoscaler('more at least than at most', { minReplicas: 5 }),
  autoscaler('zero at most', { maxReplicas: 0 }),
  autoscaler('zero at least', { minReplicas: 0 }),
  autoscaler('no target', { scaleTargetRef: {} }),
  autoscaler('metric without source', { metrics: [{ type: 'Resource' }] }),
  autoscaler('unknown metric', { metrics: [{ type: 'Foo' }] }),
  autoscaler('metric without target', { metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization' } } }] }),
  autoscaler('metric with two targets', {
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50, averageValue: '1' } } }],
  }),
  autoscaler('metric without name', {
    metrics: [{ type: 'Resource', resource: { target: { type: 'Utilization', averageUtilization: 0 } } }],
  }),
  autoscaler('bad behaviour', { behavior: { scaleUp: { stabilizationWindowSeconds: 4000 } } }),
  autoscaler('bad scaling policy', {
    behavior: { scaleDown: { selectPolicy: 'Foo', policies: [{ type: 'Foo', value: 0, periodSeconds: 0 }] } },
  }),
  budget('both numbers', { minAvailable: 1, maxUnavailable: 1 }),
  budget('negative', { minAvailable: -1 }),
  budget('bad percentage', { maxUnavailable: '101%' }),
  budget('no percentage', { maxUnavailable: 'x' }),
  budget('unknown eviction policy', { unhealthyPodEvictionPolicy: 'Foo' }),
  builtinCase('secret: bad key', tryCreate(paths.secrets, minimal.secret({ data: { 'a/b': 'eA==' } }))),
  builtinCase('secret: dotted key', tryCreate(paths.secrets, minimal.secret({ stringData: { '..': 'a' } }))),
  builtinCase('secret: TLS without keys', tryCreate(paths.secrets, minimal.secret({ type: 'kubernetes.io/tls', data: {} }))),
  builtinCase('secret: docker without its key', tryCreate(paths.secrets, minimal.secret({ type: 'kubernetes.io/dockerconfigjson' }))),
  builtinCase(
    'secret: docker that is no JSON',
    tryCreate(paths.secrets, minimal.secret({ type: 'kubernetes.io/dockerconfigjson', stringData: { '.dockerconfigjson': 'x' } })),
  ),
  builtinCase('secret: basic without keys', tryCreate(paths.secrets, minimal.secret({ type: 'kubernetes.io/basic-auth' }))),
  builtinCase('secret: token without account', tryCreate(paths.secrets, minimal.secret({ type: 'kubernetes.io/service-account-token' }))),
  builtinCase('secret: too large', tryCreate(paths.secrets, minimal.secret({ stringData: { a: 'x'.repeat(1_048_577) } }))),
  builtinCase('config map: bad key', tryCreate(paths.configMaps, minimal.configMap({ data: { 'a b': 'c' } }))),
  builtinCase('config map: key in both', tryCreate(paths.configMaps, minimal.configMap({ data: { a: 'c' }, binaryData: { a: 'eA==' } }))),
  builtinCase('config map: too large', tryCreate(paths.configMaps, minimal.configMap({ data: { a: 'x'.repeat(1_048_577) } }))),
  builtinCase('namespace: bad name', tryCreate(paths.namespaces, minimal.namespace('A_'))),
  builtinCase('namespace: dotted name', tryCreate(paths.namespaces, minimal.namespace('a.b'))),
  builtinCase(
    'event: elsewhere',
    tryCreate(paths.events, minimal.event({ involvedObject: { kind: 'Pod', namespace: 'kube-public', name: 'p' } })),
  ),
  builtinCase(
    'event: of a cluster-scoped object',
    tryCreate(paths.events, minimal.event({ involvedObject: { kind: 'Node', apiVersion: 'v1', name: 'n' } })),
  ),
  builtinCase('event: new form without fields', tryCreate(paths.events, minimal.event({ eventTime: '2026-01-02T03:04:05.000000Z' }))),
  builtinCase('lease: negative duration', tryCreate(paths.leases, minimal.lease({ leaseDurationSeconds: 0, leaseTransitions: -1 }))),
  builtinCase('storage class: no provisioner', tryCreate(paths.storageClasses, minimal.storageClass({ provisioner: '' }))),
  builtinCase(
    'storage class: unknown policies',
    tryCreate(paths.storageClasses, minimal.storageClass({ reclaimPolicy: 'Foo', volumeBindingMode: 'Bar' })),
  ),
  builtinCase(
    'endpoint slice: no address',
    tryCreate(paths.endpointSlices, minimal.endpointSlice({ endpoints: [{ addresses: [] }], addressType: 'Foo' })),
  ),
  builtinCase('endpoint slice: bad address', tryCreate(paths.endpointSlices, minimal.endpointSlice({ endpoints: [{ addresses: ['x'] }] }))),
  builtinCase(
    'endpoints: bad address',
    tryCreate(paths.endpoints, minimal.endpoints([{ addresses: [{ ip: 'x' }], ports: [{ port: 0 }] }])),
  ),
  builtinCase('priority class: too large', tryCreate(paths.priorityClasses, minimal.priorityClass({ value: 2_000_000_000 }))),
  builtinCase(
    'priority class: system name',
    tryCreate(paths.priorityClasses, { ...minimal.priorityClass(), metadata: { name: 'system-x' } }),
  ),
  builtinCase('priority class: unknown policy', tryCreate(paths.priorityClasses, minimal.priorityClass({ preemptionPolicy: 'Foo' }))),
  builtinCase('quota: negative', tryCreate(paths.quotas, minimal.quota({ hard: { pods: '-1' } }))),
  builtinCase('quota: unknown resource', tryCreate(paths.quotas, minimal.quota({ hard: { foo: '1' } }))),
  builtinCase('quota: half a pod', tryCreate(paths.quotas, minimal.quota({ hard: { pods: '0.5' } }))),
  builtinCase('quota: unknown scope', tryCreate(paths.quotas, minimal.quota({ hard: { pods: '1' }, scopes: ['Foo'] }))),
  builtinCase(
    'limit range: least above most',
    tryCreate(paths.limitRanges, minimal.limitRange({ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } })),
  ),
  builtinCase(
    'limit range: default above most',
    tryCreate(paths.limitRanges, minimal.limitRange({ type: 'Container', default: { cpu: '2' }, max: { cpu: '1' } })),
  ),
  builtinCase('limit range: default for pods', tryCreate(paths.limitRanges, minimal.limitRange({ type: 'Pod', default: { cpu: '2' } }))),
  builtinCase('limit range: claims without bounds', tryCreate(paths.limitRanges, minimal.limitRange({ type: 'PersistentVolumeClaim' }))),
  builtinCase('volume: no source', tryCreate(paths.volumes, minimal.volume({ hostPath: null }))),
  builtinCase('volume: no capacity', tryCreate(paths.volumes, minimal.volume({ capacity: null, accessModes: null }))),
  builtinCase('controller revision: negative', tryCreate(paths.revisions, minimal.revision({ revision: -1, data: {} }))),
];
