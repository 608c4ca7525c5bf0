import {
  CONFIG_MAP,
  DEPLOYMENT,
  INGRESS,
  NETWORK_POLICY,
  POD_DISRUPTION_BUDGET,
  RESOURCE_QUOTA,
  SERVICE,
} from '../../src/kernel/builtin-types.ts';
import { DAEMON_SET } from '../../src/commands/shared/doctor/looked-through.ts';
import {
  NS,
  READY,
  own,
  INSTANCE,
  child,
  ago,
  MINUTE,
  withChild,
  only,
  check,
  operatorOf,
  operatorDeployment,
  lease,
  shardLease,
  shardDeployment,
  TAKEN,
  GOING,
  link,
  PENDING,
  secret,
  WITH_SECRET,
  envFrom,
  FAST,
  SLOW,
  claim,
  growing,
  node,
  condition,
  tenant,
  SUSPENDED,
  workload,
  pod,
  hpa,
  old,
  type DoctorCase,
} from './doctor-pieces.ts';
import { sampleObject } from './sample-objects.ts';

/** One for each rule that is about no system of its own. */
export const CLUSTER_CASES: readonly DoctorCase[] = [
  { id: 'AIS001', ill: check('server', 'failed'), well: check('server', 'ok') },
  { id: 'AIS002', ill: check('apis', 'failed'), well: check('apis', 'ok') },
  { id: 'AIS003', ill: check('definition x', 'failed'), well: check('definition x', 'warning') },
  { id: 'AIS004', ill: check('definition x', 'warning'), well: check('definition x', 'failed') },
  { id: 'AIS005', ill: check('rights get', 'warning'), well: check('rights get', 'ok') },
  { id: 'AIS006', ill: check('storage-class', 'warning'), well: check('storage-class', 'unknown') },
  { id: 'AIS007', ill: check('operator maia', 'warning'), well: check('operator maia', 'ok') },
  { id: 'AIS008', ill: check('operator maia', 'failed'), well: check('operator maia', 'warning') },
  { id: 'AIS009', ill: check('write agents', 'failed'), well: check('write agents', 'unknown') },
  { id: 'AIS010', ill: only(node(condition('Ready', 'Unknown'))), well: only(node(condition('Ready', 'True'))) },
  { id: 'AIS011', ill: only(node(condition('DiskPressure', 'True'))), well: only(node(condition('DiskPressure', 'False'))) },
  { id: 'AIS012', ill: only(node({ spec: { unschedulable: true } })), well: only(node({})) },
  {
    id: 'AIS013',
    ill: only(
      ...[FAST, SLOW].map((one) => ({
        ...one,
        metadata: { ...one.metadata, annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      })),
    ),
    well: only(FAST, SLOW),
  },
  {
    id: 'AIS101',
    ill: { operators: operatorOf([operatorDeployment('a', 1), operatorDeployment('b', 1)]) },
    well: { operators: operatorOf([operatorDeployment('a', 1), operatorDeployment('b', 0)]) },
  },
  {
    id: 'AIS102',
    ill: { operators: operatorOf([operatorDeployment('a', 1)], [lease('x', MINUTE)]) },
    well: { operators: operatorOf([operatorDeployment('a', 1)], [lease('x', 1000)]) },
  },
  { id: 'AIS103', ill: { operators: operatorOf([], [lease('x', MINUTE)]) }, well: { operators: operatorOf([], [lease('', MINUTE)]) } },
  {
    id: 'AIS104',
    ill: { operators: operatorOf([operatorDeployment('a', 0, TAKEN)], [lease('me', MINUTE)]) },
    well: { operators: operatorOf([operatorDeployment('a', 0, TAKEN)], [lease('me', 1000)]) },
  },
  {
    id: 'AIS105',
    ill: withChild(DEPLOYMENT, {}),
    well: withChild(DEPLOYMENT, { metadata: { annotations: { 'aistack.dev/intent': 'x' } } }),
  },
  {
    id: 'AIS106',
    ill: { ...only(own('MaiaInstance', {}, { metadata: GOING })), operators: operatorOf([]) },
    well: { ...only(own('MaiaInstance', {}, { metadata: GOING })), operators: operatorOf([], [], 'leases') },
  },
  {
    id: 'AIS107',
    ill: { ...only(own('MaiaInstance', {}, { metadata: GOING })), operators: operatorOf([operatorDeployment('a', 1)]) },
    well: {
      ...only(own('MaiaInstance', {}, { metadata: { ...GOING, deletionTimestamp: ago(MINUTE) } })),
      operators: operatorOf([operatorDeployment('a', 1)]),
    },
  },
  {
    id: 'AIS108',
    ill: only(own('MaiaInstance', {}, { metadata: { generation: 2 }, status: { ...READY, observedGeneration: 1 } })),
    well: only(own('MaiaInstance', {}, { metadata: { generation: 2 }, status: { ...READY, observedGeneration: 2 } })),
  },
  {
    id: 'AIS109',
    ill: { operators: operatorOf([], [shardLease('1/3', 1000), shardLease('2/3', 2 * MINUTE), shardLease('3/3', 1000)]) },
    // One that has just been given back is about to be taken.
    well: { operators: operatorOf([], [shardLease('1/3', 1000), shardLease('2/3', MINUTE / 2), shardLease('3/3', 1000)]) },
  },
  {
    id: 'AIS110',
    ill: {
      operators: operatorOf([], [shardLease('1/2', 1000)], undefined, [
        shardDeployment('1/2', 1, 90 * MINUTE),
        ...['1/3', '2/3', '3/3'].map((shard) => shardDeployment(shard, 1, 3 * MINUTE)),
      ]),
    },
    // The old ones end within the grace of their pods.
    well: {
      operators: operatorOf([], [shardLease('1/2', 1000)], undefined, [
        shardDeployment('1/2', 1, 90 * MINUTE),
        ...['1/3', '2/3', '3/3'].map((shard) => shardDeployment(shard, 1, MINUTE)),
      ]),
    },
  },
  { id: 'AIS201', ill: only(own('MaiaInstance', {}, { status: { ...PENDING, phase: 'Failed' } })), well: only(INSTANCE) },
  {
    id: 'AIS202',
    ill: { ...only(own('MaiaInstance', {}, { status: PENDING })), chains: { it: link('stuck') } },
    well: { ...only(own('MaiaInstance', {}, { status: PENDING })), chains: { it: link('waits') } },
  },
  { id: 'AIS203', ill: { ...only(own('MaiaInstance', {}, { status: PENDING })), chains: { it: link('waits') } }, well: only(INSTANCE) },
  {
    id: 'AIS204',
    ill: only(
      own(
        'MaiaInstance',
        {},
        { status: { conditions: [...READY.conditions, { type: 'Degraded', status: 'True', reason: 'R', message: 'm' }] } },
      ),
    ),
    well: only(INSTANCE),
  },
  { id: 'AIS205', ill: only(own('MaiaInstance', { replicas: 'many' })), well: only(INSTANCE) },
  { id: 'AIS206', ill: only(own('MaiaInstance', { replicas: 2 })), well: only(own('MaiaInstance', { replicas: 1 })) },
  { id: 'AIS207', ill: workload('x/y'), well: workload('host:5000/x/y:v1') },
  { id: 'AIS208', ill: pod(5), well: pod(4) },
  {
    id: 'AIS209',
    ill: only(
      INSTANCE,
      sampleObject(RESOURCE_QUOTA, { namespace: NS, name: 'q' }, { status: { hard: { cpu: '1' }, used: { cpu: '1000m' } } }),
    ),
    well: only(
      INSTANCE,
      sampleObject(
        RESOURCE_QUOTA,
        { namespace: NS, name: 'q' },
        { status: { hard: { cpu: '1', pods: '0' }, used: { cpu: '999m', pods: '0' } } },
      ),
    ),
  },
  {
    id: 'AIS210',
    ill: withChild(DEPLOYMENT, condition('Progressing', 'False')),
    well: withChild(DEPLOYMENT, condition('Progressing', 'True')),
  },
  { id: 'AIS211', ill: only(tenant({ suspended: true }, SUSPENDED(1))), well: only(tenant({})) },
  { id: 'AIS301', ill: only(INSTANCE, claim({ phase: 'Lost' })), well: only(INSTANCE, claim({ phase: 'Bound' })) },
  {
    id: 'AIS302',
    ill: only(INSTANCE, claim({ phase: 'Pending' })),
    well: only(INSTANCE, claim({ phase: 'Pending' }, {}, { creationTimestamp: ago(MINUTE) })),
  },
  {
    id: 'AIS303',
    ill: only(INSTANCE, FAST, claim({ phase: 'Pending' }, { storageClassName: 'nope' })),
    well: { ...only(INSTANCE, claim({ phase: 'Pending' }, { storageClassName: 'nope' })), hidden: ['StorageClass'] },
  },
  {
    id: 'AIS304',
    ill: only(claim({ phase: 'Bound' }, {}, { annotations: { 'aistack.dev/owner': 'maiainstances.maia.cuemby.com/ns/gone' } })),
    well: only(INSTANCE, claim({ phase: 'Bound' }, {}, { annotations: { 'aistack.dev/owner': 'maiainstances.maia.cuemby.com/ns/it' } })),
  },
  { id: 'AIS305', ill: only(INSTANCE, growing('fast', '1Gi'), FAST), well: only(INSTANCE, growing('fast', '2Gi'), FAST) },
  { id: 'AIS306', ill: only(INSTANCE, growing('slow', '1Gi'), SLOW), well: only(INSTANCE, growing('fast', '1Gi'), FAST) },
  { id: 'AIS401', ill: only(WITH_SECRET), well: { ...only(WITH_SECRET), hidden: ['Secret'] } },
  { id: 'AIS402', ill: only(WITH_SECRET, secret('s', { other: 'x' })), well: only(WITH_SECRET, secret('s', { 'api-key': 'x' })) },
  {
    id: 'AIS403',
    ill: only(WITH_SECRET, secret('s', { 'api-key': 'change-me' })),
    well: only(WITH_SECRET, secret('s', { 'api-key': 'x7Gh2', other: 'test' })),
  },
  { id: 'AIS404', ill: only(envFrom('configMapKeyRef')), well: only(envFrom('configMapKeyRef', true)) },
  {
    id: 'AIS405',
    ill: only(envFrom('configMapKeyRef'), sampleObject(CONFIG_MAP, { namespace: NS, name: 's' }, { data: { other: '' } })),
    well: only(envFrom('configMapKeyRef'), sampleObject(CONFIG_MAP, { namespace: NS, name: 's' }, { data: { k: '' } })),
  },
  {
    id: 'AIS406',
    ill: only(own('MCPServer', { type: 'python-runtime', serviceAccountName: 'gone', config: { mcp: 'p' } })),
    well: only(own('MCPServer', { type: 'python-runtime', config: { mcp: 'p' } })),
  },
  {
    id: 'AIS407',
    ill: only(own('ModelAPI', { mode: 'Hosted', serverConfig: { model: 'm', env: [{ name: 'HF_TOKEN', value: 'x' }] } })),
    well: only(own('ModelAPI', { mode: 'Hosted', serverConfig: { model: 'm', env: [{ name: 'LEVEL', value: 'x' }] } })),
  },
  {
    id: 'AIS408',
    ill: only(own('MaiaInstance', { storage: { storageClassName: 'nope' } })),
    well: only(own('MaiaInstance', { storage: { storageClassName: 'fast' } }), FAST),
  },
  { id: 'AIS501', ill: old(INGRESS, {}, 11 * MINUTE), well: old(INGRESS, {}, MINUTE) },
  {
    id: 'AIS502',
    ill: old(SERVICE, { spec: { type: 'LoadBalancer' } }, 11 * MINUTE),
    well: old(SERVICE, { spec: { type: 'ClusterIP' } }, 11 * MINUTE),
  },
  {
    id: 'AIS503',
    ill: withChild(NETWORK_POLICY, {}),
    well: only(INSTANCE, child(NETWORK_POLICY, {}), sampleObject(DAEMON_SET, { namespace: 'kube-system', name: 'calico-node' })),
  },
  {
    id: 'AIS504',
    ill: withChild(POD_DISRUPTION_BUDGET, { status: { disruptionsAllowed: 0, expectedPods: 1, currentHealthy: 1, desiredHealthy: 1 } }),
    well: withChild(POD_DISRUPTION_BUDGET, { status: { disruptionsAllowed: 0, expectedPods: 2, currentHealthy: 1, desiredHealthy: 1 } }),
  },
  { id: 'AIS505', ill: hpa({ spec: { minReplicas: 3, maxReplicas: 3 } }), well: hpa({}) },
  {
    id: 'AIS506',
    ill: hpa(condition('ScalingActive', 'False', 'FailedGetResourceMetric')),
    well: hpa(condition('ScalingActive', 'False', 'ScalingDisabled')),
  },
  {
    id: 'AIS507',
    ill: hpa(condition('ScalingLimited', 'True', 'TooManyReplicas')),
    well: hpa(condition('ScalingLimited', 'True', 'TooFewReplicas')),
  },
];
