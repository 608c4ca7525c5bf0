import type { LiveDetail, LiveMoment, LiveOperator, LiveRow, LiveState } from '../../src/ui/live-source.ts';

/** The moment at which the states are looked at. */
export const LIVE_NOW = Date.UTC(2026, 10, 20, 14, 2, 31);

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An object that is well, or as it is said. `age` and `since` in milliseconds before {@link LIVE_NOW}. */
export function liveRow(
  row: Partial<LiveRow> & Pick<LiveRow, 'system' | 'kind' | 'name'>,
  age: number = DAY,
  since: number = age,
): LiveRow {
  return {
    id: `${row.kind}/${row.namespace ?? ''}/${row.name}`,
    target: `${row.kind.toLowerCase()}/${row.name}`,
    phase: 'Running',
    health: 'healthy',
    ready: '',
    reason: '',
    message: '',
    createdAt: LIVE_NOW - age,
    sinceAt: LIVE_NOW - since,
    ...row,
  };
}

function operator(part: Partial<LiveOperator> & Pick<LiveOperator, 'system' | 'title'>): LiveOperator {
  return { runs: 'in-cluster', label: `${part.system}-system 1/1`, lease: '', ...part };
}

const OPERATORS: readonly LiveOperator[] = [
  operator({
    system: 'maia',
    title: 'MAIA',
    runs: 'here',
    label: 'local (you)',
    lease: 'held by you',
    loop: { queue: 0, p95Ms: 120, errors5m: 0, last: { target: 'maiatenant/acme', at: LIVE_NOW - 3 * SECOND } },
  }),
  operator({ system: 'abi', title: 'ABI', lease: 'abi-operator-6f7d9c-x2x9k_1b2c3d' }),
  operator({
    system: 'neurallog',
    title: 'NEURALLOG',
    runs: 'here',
    label: 'local (you)',
    lease: 'held by you',
    loop: { queue: 0, p95Ms: 80, errors5m: 0, last: { target: 'tenant/orbit-labs', at: LIVE_NOW - 9 * SECOND } },
  }),
  operator({ system: 'kaos', title: 'KAOS', lease: 'controller-manager-0_aa' }),
  operator({ system: 'marie', title: 'MARIE', runs: 'nobody', label: 'none' }),
];

const ROWS: readonly LiveRow[] = [
  liveRow(
    {
      system: 'abi',
      kind: 'AbiInstance',
      namespace: 'ml',
      name: 'vision',
      phase: 'Failed',
      health: 'failed',
      ready: '0/2',
      reason: 'ProgressDeadlineExceeded',
      message: 'no node has nvidia.com/gpu',
    },
    42 * MINUTE,
    31 * MINUTE,
  ),
  liveRow(
    {
      system: 'kaos',
      kind: 'Agent',
      namespace: 'team',
      name: 'supervisor',
      phase: 'Pending',
      health: 'pending',
      ready: '1/1',
      reason: 'PeerNotFound',
      message: 'peer worker-4 not found',
    },
    11 * MINUTE,
  ),
  liveRow(
    {
      system: 'maia',
      kind: 'MaiaTenant',
      namespace: 'prod',
      name: 'acme',
      phase: 'Pending',
      health: 'pending',
      reason: 'InstanceNotReady',
      message: 'waits for MaiaInstance/memory',
    },
    4 * MINUTE,
  ),
  liveRow(
    {
      system: 'maia',
      kind: 'MaiaTenant',
      namespace: 'prod',
      name: 'globex',
      phase: 'Suspended',
      health: 'suspended',
      reason: 'Suspended',
      message: 'unpaid (alice, 2h)',
    },
    9 * DAY,
    2 * HOUR,
  ),
  liveRow(
    {
      system: 'marie',
      kind: 'MarieJob',
      namespace: 'docs',
      name: 'ocr-114',
      phase: 'Running',
      health: 'degraded',
      ready: '43%',
      reason: 'DeadlineNear',
      message: '12/28 pages, soft SLA in 6m',
    },
    3 * MINUTE,
  ),
  liveRow(
    { system: 'maia', kind: 'MaiaInstance', namespace: 'prod', name: 'memory-eu', ready: '1/1', message: '2 tenants, 1.2k memories' },
    12 * DAY,
  ),
  liveRow({ system: 'neurallog', kind: 'Tenant', name: 'orbit-labs', message: 'server 2/2, redis 1/1' }, 6 * DAY),
  liveRow({ system: 'kaos', kind: 'ModelAPI', namespace: 'team', name: 'llm', phase: 'Ready', message: 'Hosted smollm2:135m' }, 2 * DAY),
  ...['a', 'b', 'c', 'd'].map((name) =>
    liveRow({ system: 'kaos', kind: 'Agent', namespace: 'team', name: `worker-${name}`, phase: 'Ready', ready: '1/1' }, 2 * DAY),
  ),
  ...['blue', 'green'].map((name) => liveRow({ system: 'abi', kind: 'AbiInstance', namespace: 'ml', name, ready: '2/2' }, 5 * DAY)),
];

/** What is known of the first of the rows. */
export const VISION_DETAIL: LiveDetail = {
  id: 'AbiInstance/ml/vision',
  generation: 7,
  observedGeneration: 7,
  finalizers: ['abi.io/finalizer'],
  conditions: [
    { type: 'Ready', status: 'False', reason: 'ProgressDeadlineExceeded', message: '', sinceAt: LIVE_NOW - 31 * MINUTE, good: false },
    { type: 'Available', status: 'False', reason: 'NotEnoughReplicas', message: '', sinceAt: LIVE_NOW - 42 * MINUTE, good: false },
    { type: 'Autoscaling', status: 'True', reason: 'ScalingActive', message: '', sinceAt: LIVE_NOW - 42 * MINUTE, good: true },
  ],
  nodes: [
    {
      label: 'StatefulSet/vision',
      relation: 'child',
      health: 'failed',
      state: '0/2',
      count: 1,
      children: [{ label: 'Pod/vision-{0,1}', relation: 'child', health: 'failed', state: 'Unschedulable', count: 2, children: [] }],
    },
    { label: 'Service/vision', relation: 'child', health: 'healthy', state: 'ClusterIP 8080', count: 1, children: [] },
    {
      label: 'PersistentVolumeClaim/data-vision-{0,1}',
      relation: 'child',
      health: 'healthy',
      state: 'Bound 200Gi',
      count: 2,
      children: [],
    },
    { label: 'Secret/llm-keys', relation: 'uses', health: 'healthy', state: 'found', count: 1, children: [] },
  ],
  why: ['2 pods are unschedulable', 'no node offers nvidia.com/gpu (needs 4, cluster has 0)'],
  fix: 'kubectl abi gpu check abiinstance/vision -n ml',
  unread: [],
};

const MOMENTS: readonly Omit<LiveMoment, 'seq' | 'target' | 'id'>[] = [
  { at: LIVE_NOW - 42 * MINUTE, what: 'spec', bad: false, text: 'generation 6 to 7' },
  { at: LIVE_NOW - 42 * MINUTE + 1000, what: 'event', bad: false, text: 'Created StatefulSet/vision' },
  { at: LIVE_NOW - 31 * MINUTE, what: 'condition', bad: true, text: 'Ready True to False: ProgressDeadlineExceeded' },
  {
    at: LIVE_NOW - 20 * SECOND,
    what: 'event',
    bad: true,
    text: 'FailedScheduling ×27 Pod/vision-0: 0/3 nodes are available: 3 Insufficient nvidia.com/gpu',
  },
  { at: LIVE_NOW - SECOND, what: 'reconcile', bad: false, text: '#8c1f 412ms, 0 writes, again in 15s' },
];

/** Five systems with objects of all healths, the first of them read. */
export function fiveSystems(change: Partial<LiveState> = {}): LiveState {
  return {
    connection: {
      context: 'kind-dev',
      server: 'https://127.0.0.1:6443',
      user: 'alice',
      latencyMs: 14.2,
      watches: { live: 11, total: 11 },
      freshAt: LIVE_NOW - 400,
      refused: [],
    },
    operators: OPERATORS,
    rows: new Map(ROWS.map((row) => [row.id, row])),
    changes: ROWS.length,
    detail: VISION_DETAIL,
    moments: MOMENTS.map((moment, seq) => ({ ...moment, seq, id: 'AbiInstance/ml/vision', target: 'abiinstance/vision' })),
    log: ['watch of pods began'],
    ...change,
  };
}

/** A cluster without objects, and nobody who works. */
export function emptyCluster(): LiveState {
  const idle = OPERATORS.map(({ system, title }): LiveOperator => ({ system, title, runs: 'nobody', label: 'none', lease: '' }));
  const { detail: _none, ...state } = fiveSystems({ operators: idle, rows: new Map(), changes: 0, moments: [], log: [] });
  return state;
}

/** A state whose connection is lost. */
export function lostConnection(): LiveState {
  const state = fiveSystems();
  const broken = { what: 'watch maiatenants', why: 'connection reset', attempt: 4, retryAt: LIVE_NOW + 8_000 };
  return { ...state, connection: { ...state.connection, watches: { live: 10, total: 11 }, freshAt: LIVE_NOW - 38_000, broken } };
}

/** Many objects, one in ten of them not well. */
export function manyRows(count: number, make: (row: LiveRow) => LiveRow = (row) => row): ReadonlyMap<string, LiveRow> {
  const rows = Array.from({ length: count }, (_, index): LiveRow => {
    const bad = index % 10 === 0;
    const name = `object-${String(index).padStart(5, '0')}`;
    const health = bad ? { health: 'pending' as const, phase: 'Pending', reason: 'Waiting' } : {};
    return make(
      liveRow({ system: 'maia', kind: 'MaiaTenant', namespace: `ns-${String(index % 20)}`, name, ...health }, (index + 1) * 1000),
    );
  });
  return new Map(rows.map((row) => [row.id, row]));
}
