import { builtinCase, create, tryCreatePrinted, tryPrint, type Body, type BuiltinCase } from './builtin-case.ts';
import { minimal } from './builtin-objects.ts';
import { paths } from './builtin-paths.ts';

const LONG_AGO = '2020-01-01T00:00:00Z';

function printed(name: string, path: string, object: Body): BuiltinCase {
  return builtinCase(name, tryCreatePrinted(path, object));
}

/** The object is made, then printed with that status. */
function withStatus(name: string, path: string, object: Body, status: Body): BuiltinCase {
  const own = `table-${name.replaceAll(/[^a-z0-9]+/g, '-')}`;
  const named = { ...object, metadata: { ...(object['metadata'] as Body), name: own } };
  return builtinCase(name, create(path, named), tryPrint(`${path}/${own}/status`, { status }));
}

const running = { running: { startedAt: LONG_AGO } };
const container = (fields: Body): Body => ({
  name: 'c',
  image: 'i',
  imageID: '',
  ready: false,
  restartCount: 0,
  state: running,
  ...fields,
});
const pod = (name: string, status: Body, spec: Body = {}): BuiltinCase =>
  withStatus(`pod ${name}`, paths.pods, minimal.pod({}, { schedulerName: 'none', ...spec }), status);
const waiting = (reason: string): Body => ({ waiting: { reason } });
const terminated = (fields: Body): Body => ({ terminated: { exitCode: 1, ...fields } });

/** How objects are printed as rows. */
export const tableCases: readonly BuiltinCase[] = [
  pod('that runs', {
    phase: 'Running',
    podIP: '10.1.2.3',
    podIPs: [{ ip: '10.1.2.3' }],
    conditions: [{ type: 'Ready', status: 'True' }],
    containerStatuses: [container({ ready: true })],
  }),
  pod('that waits', { phase: 'Pending', containerStatuses: [container({ state: waiting('ImagePullBackOff') })] }),
  pod('that is pending', { phase: 'Pending' }),
  pod('that failed with a reason', { phase: 'Failed', reason: 'Evicted' }),
  pod('that ended', { phase: 'Succeeded', containerStatuses: [container({ state: terminated({ exitCode: 0, reason: 'Completed' }) })] }),
  pod('that ended without reason', { phase: 'Failed', containerStatuses: [container({ state: terminated({ exitCode: 3 }) })] }),
  pod('that was killed', { phase: 'Failed', containerStatuses: [container({ state: terminated({ exitCode: 0, signal: 9 }) })] }),
  pod('that restarted', {
    phase: 'Running',
    containerStatuses: [container({ restartCount: 4, ready: true, lastState: { terminated: { exitCode: 1, finishedAt: LONG_AGO } } })],
  }),
  pod('that crashes', { phase: 'Running', containerStatuses: [container({ restartCount: 2, state: waiting('CrashLoopBackOff') })] }),
  pod(
    'in its init containers',
    { phase: 'Pending', initContainerStatuses: [container({ name: 'i', state: waiting('PodInitializing') })] },
    { initContainers: [{ name: 'i', image: 'i' }] },
  ),
  pod(
    'that failed to initialize',
    { phase: 'Pending', initContainerStatuses: [container({ name: 'i', state: terminated({ exitCode: 2 }) })] },
    { initContainers: [{ name: 'i', image: 'i' }] },
  ),
  pod('behind a gate', { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
  pod(
    'with readiness gates',
    { phase: 'Running', nominatedNodeName: 'nn', conditions: [{ type: 'example.org/a', status: 'True' }] },
    { readinessGates: [{ conditionType: 'example.org/a' }, { conditionType: 'example.org/b' }] },
  ),
  withStatus('deployment', paths.deployments, minimal.deployment({ replicas: 0 }), {
    replicas: 3,
    updatedReplicas: 2,
    readyReplicas: 1,
    availableReplicas: 1,
  }),
  withStatus('replica set', paths.replicaSets, minimal.replicaSet({ replicas: 0 }), { replicas: 3, readyReplicas: 1 }),
  withStatus('stateful set', paths.statefulSets, minimal.statefulSet({ replicas: 0 }), { replicas: 3, readyReplicas: 2 }),
  printed('daemon set', paths.daemonSets, minimal.daemonSet({})),
  printed('controller revision', paths.revisions, minimal.revision({ data: {} })),
  printed('job', paths.jobs, minimal.job()),
  printed('job of several', paths.jobs, minimal.job({ completions: 3, parallelism: 2, suspend: true })),
  printed('job without completions', paths.jobs, minimal.job({ parallelism: 3 })),
  printed('cron job', paths.cronJobs, minimal.cronJob({ timeZone: 'UTC', suspend: true })),
  withStatus('cron job that ran', paths.cronJobs, minimal.cronJob({ suspend: true }), {
    lastScheduleTime: LONG_AGO,
    active: [{ name: 'a' }],
  }),
  printed(
    'service',
    paths.services,
    minimal.service({
      clusterIP: '10.0.200.210',
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 53, protocol: 'UDP' },
      ],
    }),
  ),
  printed(
    'service with node ports',
    paths.services,
    minimal.service({ type: 'NodePort', clusterIP: '10.0.200.211', ports: [{ port: 80, nodePort: 31999 }] }),
  ),
  printed(
    'service with an external name',
    paths.services,
    minimal.service({ type: 'ExternalName', externalName: 'example.org', ports: null, selector: null }),
  ),
  printed('service with external addresses', paths.services, minimal.service({ clusterIP: 'None', externalIPs: ['1.2.3.4'] })),
  printed(
    'service with a load balancer',
    paths.services,
    minimal.service({ type: 'LoadBalancer', clusterIP: '10.0.200.212', ports: [{ port: 80, nodePort: 31998 }] }),
  ),
  withStatus(
    'service with an address',
    paths.services,
    minimal.service({ type: 'LoadBalancer', clusterIP: '10.0.200.213', ports: [{ port: 80, nodePort: 31997 }] }),
    { loadBalancer: { ingress: [{ ip: '1.2.3.4' }] } },
  ),
  printed(
    'ingress',
    paths.ingresses,
    minimal.ingress({ ingressClassName: 'c', defaultBackend: { service: { name: 's', port: { number: 80 } } } }),
  ),
  printed(
    'ingress with hosts and TLS',
    paths.ingresses,
    minimal.ingress({ tls: [{ hosts: ['a.example.org'] }], rules: ['a', 'b', 'c', 'd'].map((host) => ({ host: `${host}.example.org` })) }),
  ),
  printed('ingress class', paths.ingressClasses, minimal.ingressClass({ controller: 'example.org/c' })),
  printed(
    'network policy',
    paths.networkPolicies,
    minimal.networkPolicy({
      podSelector: {
        matchLabels: { a: 'b' },
        matchExpressions: [
          { key: 'c', operator: 'NotIn', values: ['d', 'e'] },
          { key: 'f', operator: 'Exists' },
        ],
      },
    }),
  ),
  printed('claim', paths.claims, minimal.claim({ storageClassName: 'no-such-class' })),
  withStatus('bound claim', paths.claims, minimal.claim({ storageClassName: 'no-such-class', volumeName: 'v' }), {
    phase: 'Bound',
    accessModes: ['ReadWriteOnce', 'ReadOnlyMany'],
    capacity: { storage: '1Gi' },
  }),
  printed('volume', paths.volumes, minimal.volume({ storageClassName: 's', claimRef: { namespace: 'a', name: 'b' } })),
  printed('storage class', paths.storageClasses, minimal.storageClass({ allowVolumeExpansion: true })),
  printed('default storage class', paths.storageClasses, {
    ...minimal.storageClass(),
    metadata: { name: 'builtin-storage', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
  }),
  printed('secret', paths.secrets, minimal.secret({ stringData: { a: 'b', c: 'd' } })),
  printed('config map', paths.configMaps, minimal.configMap({ data: { a: 'b' }, binaryData: { c: 'eA==' } })),
  printed('service account', paths.serviceAccounts, minimal.serviceAccount({ secrets: [{ name: 's' }] })),
  printed('namespace', paths.namespaces, minimal.namespace('builtin-ns-table')),
  printed('node', paths.nodes, {
    ...minimal.node({
      spec: { unschedulable: true },
      status: {
        conditions: [{ type: 'Ready', status: 'True' }],
        addresses: [
          { type: 'InternalIP', address: '1.2.3.4' },
          { type: 'ExternalIP', address: '5.6.7.8' },
        ],
        nodeInfo: {
          kubeletVersion: 'v1.2.3',
          osImage: 'An OS',
          kernelVersion: '1',
          containerRuntimeVersion: 'c://1',
          architecture: '',
          bootID: '',
          kubeProxyVersion: '',
          machineID: '',
          operatingSystem: '',
          systemUUID: '',
        },
      },
    }),
    metadata: { name: 'builtin-node', labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'x' } },
  }),
  printed('node without status', paths.nodes, minimal.node()),
  printed(
    'event',
    paths.events,
    minimal.event({
      type: 'Normal',
      message: ' text\n',
      firstTimestamp: LONG_AGO,
      lastTimestamp: LONG_AGO,
      count: 3,
      source: { component: 'c', host: 'h' },
    }),
  ),
  printed(
    'event of the new form',
    paths.events,
    minimal.event({
      type: 'Warning',
      eventTime: '2020-01-01T00:00:00.000000Z',
      action: 'Do',
      reportingComponent: 'example.org/c',
      reportingInstance: 'i',
    }),
  ),
  printed(
    'endpoints',
    paths.endpoints,
    minimal.endpoints([{ addresses: ['1', '2', '3', '4'].map((last) => ({ ip: `10.1.2.${last}` })), ports: [{ port: 80 }] }]),
  ),
  printed('empty endpoints', paths.endpoints, minimal.endpoints(null)),
  printed(
    'endpoint slice',
    paths.endpointSlices,
    minimal.endpointSlice({
      endpoints: [{ addresses: ['10.1.2.3'] }, { addresses: ['10.1.2.4'] }],
      ports: [{ port: 80 }, { name: 'b', port: 81 }],
    }),
  ),
  printed('limit range', paths.limitRanges, minimal.limitRange({ type: 'Container', max: { cpu: '2' } })),
  withStatus('quota', paths.quotas, minimal.quota({ hard: {} }), {
    hard: { pods: '10', 'limits.cpu': '4', 'requests.cpu': '2' },
    used: { pods: '1', 'requests.cpu': '500m' },
  }),
  withStatus(
    'autoscaler',
    paths.autoscalers,
    minimal.autoscaler({ scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Nothing', name: 'n' } }),
    {
      currentReplicas: 2,
      desiredReplicas: 2,
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 40, averageValue: '100m' } } }],
    },
  ),
  printed(
    'autoscaler without status',
    paths.autoscalers,
    minimal.autoscaler({
      minReplicas: 2,
      metrics: [
        { type: 'Resource', resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1Gi' } } },
        { type: 'Pods', pods: { metric: { name: 'm' }, target: { type: 'AverageValue', averageValue: '5' } } },
      ],
    }),
  ),
  printed('budget', paths.budgets, minimal.budget({ minAvailable: '50%' })),
  printed('lease', paths.leases, minimal.lease({ holderIdentity: 'h' })),
  printed('priority class', paths.priorityClasses, minimal.priorityClass({ globalDefault: false })),
  printed('role', paths.roles, minimal.role()),
  printed('cluster role', paths.clusterRoles, minimal.clusterRole()),
  printed(
    'role binding',
    paths.roleBindings,
    minimal.roleBinding({
      subjects: [
        { kind: 'User', name: 'u' },
        { kind: 'Group', name: 'g' },
        { kind: 'ServiceAccount', name: 'a', namespace: 'n' },
      ],
    }),
  ),
];
