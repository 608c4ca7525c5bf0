import type { MarieContext } from './marie-context.ts';
import { executorOf, isFinished, MARIE_STATES, pythonTime, type MarieRow, type MarieState } from './marie-row.ts';

const UNSET = [
  'JINA_DEFAULT_TIMEOUT_CTRL',
  'JINA_DEPLOYMENT_NAME',
  'JINA_DISABLE_UVLOOP',
  'JINA_EARLY_STOP',
  'JINA_FULL_CLI',
  'JINA_GATEWAY_IMAGE',
  'JINA_GRPC_RECV_BYTES',
  'JINA_GRPC_SEND_BYTES',
  'JINA_HUB_NO_IMAGE_REBUILD',
  'JINA_LOG_CONFIG',
];
const UNSET_AFTER = [
  'JINA_RANDOM_PORT_MAX',
  'JINA_RANDOM_PORT_MIN',
  'JINA_LOCKS_ROOT',
  'JINA_K8S_ACCESS_MODES',
  'JINA_K8S_STORAGE_CLASS_NAME',
  'JINA_K8S_STORAGE_CAPACITY',
];

function unset(names: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, '(unset)']));
}

/** `GET /status`: versions and environment, whatever state the gateway is in. */
export function gatewayStatus(): unknown {
  return {
    jina: null,
    marie: {
      marie: '4.0.0',
      docarray: '0.40.0',
      jcloud: 'not-available',
      'jina-hubble-sdk': 'v0.0.0',
      'marie-proto': '0.1.28',
      protobuf: '4.23.4',
      'proto-backend': 'upb',
      grpcio: '1.69.0',
      pyyaml: '6.0.3',
      python: '3.11.7',
      platform: 'Linux',
      'platform-release': 'sandbox',
      'platform-version': 'sandbox',
      architecture: 'x86_64',
      processor: 'sandbox',
      uid: '1',
      'session-id': 'sandbox',
      uptime: '0',
      'ci-vendor': '(unset)',
      internal: 'False',
    },
    envs: {
      JINA_DEFAULT_HOST: '127.0.0.1',
      ...unset(UNSET),
      JINA_LOG_LEVEL: 'INFO',
      JINA_LOG_NO_COLOR: '1',
      JINA_MP_START_METHOD: 'fork',
      JINA_OPTOUT_TELEMETRY: '1',
      ...unset(UNSET_AFTER),
      JINA_STREAMER_ARGS:
        '{"graph_representation": {}, "executor_addresses": {}, "graph_conditions": {}, "deployments_metadata": {}, "deployments_no_reduce": [], "timeout_send": null, "retries": -1, "compression": null, "runtime_name": "gateway", "prefetch": 1000}',
    },
  };
}

type Counts = Record<MarieState | 'all', number>;

function noCounts(): Counts {
  return { created: 0, retry: 0, active: 0, completed: 0, skipped: 0, expired: 0, cancelled: 0, failed: 0, all: 0 };
}

function count(items: readonly { readonly queue: string; readonly state: MarieState }[]): Readonly<Record<string, Counts>> {
  const queues: Record<string, Counts> = {};
  for (const { queue, state } of items) {
    const counts = (queues[queue] ??= noCounts());
    counts[state] += 1;
    counts.all += 1;
  }
  return queues;
}

/** The state of a job as the gateway sees it: failed, completed or active. */
function dagState(rows: readonly MarieRow[]): MarieState {
  if (rows.some(({ state }) => state === 'failed')) return 'failed';
  if (rows.every(({ state }) => state === 'completed')) return 'completed';
  return rows.every(({ state }) => MARIE_STATES.indexOf(state) === 0) ? 'created' : 'active';
}

/** What waits, by whether it could begin. Jobs that failed are no longer looked at. */
function frontierOf(dags: readonly (readonly MarieRow[])[], now: number): unknown {
  const open = dags.filter((rows) => !rows.every(isFinished) && dagState(rows) !== 'failed');
  const rows = open.flat();
  const waits = open.flatMap((dag) =>
    dag
      .filter(({ state }) => state === 'created')
      .map((row) => ({ row, unmet: dag.filter(({ level, state }) => level === row.level + 1 && state !== 'completed').length })),
  );
  const ready = waits.filter(({ unmet }) => unmet === 0).map(({ row }) => row);
  const blocked = waits.length - ready.length;
  const byExecutor = Map.groupBy(ready, (row) => executorOf(row) ?? 'noop');
  const ages = ready.map(({ startAfter }) => (now - startAfter) / 1000).toSorted((a, b) => a - b);
  const age = (share: number): number => ages[Math.floor((ages.length - 1) * share)] ?? 0;
  const told = ({ id, level, priority, queue, startAfter }: MarieRow): unknown => ({
    id,
    name: queue,
    priority,
    job_level: level,
    ready_for_s: (now - startAfter) / 1000,
  });
  return {
    totals: {
      dags: open.length,
      jobs: rows.filter((row) => !isFinished(row)).length,
      edges: open.reduce((sum, dag) => sum + dag.length - 1, 0),
      ready: ready.length,
      leased: rows.filter(({ state }) => state === 'active').length,
      blocked,
    },
    ready_by_executor: Object.fromEntries([...byExecutor].map(([name, items]) => [name, items.length])),
    unmet_dependencies: { count_nonzero: blocked, max: Math.min(1, blocked), avg: waits.length === 0 ? 0 : blocked / waits.length },
    ready_age_seconds: { p50: age(0.5), p90: age(0.9), max: age(1) },
    ...(ready.length > 0 && {
      stalest_ready: Object.fromEntries([...byExecutor].map(([name, items]) => [name, items.slice(0, 5).map(told)])),
    }),
  };
}

/** `GET /api/debug`: the insides of the scheduler. */
export function schedulerInsides({ clock, process, site }: MarieContext): unknown {
  const now = clock.now();
  const { counters, startedAt } = process();
  const dags = Map.groupBy(site.rows.values(), ({ dagId }) => dagId);
  const active = process().activeDags();
  const frontier = frontierOf([...dags.values()], now);
  const seconds = Math.floor((now - startedAt) / 1000);
  return {
    scheduler_info: {
      running: true,
      scheduler_mode: 'serial',
      max_concurrent_dags: 4,
      known_queues: [...site.queues],
      active_dags_count: active.length,
    },
    timing_info: {
      current_time: pythonTime(now),
      start_time: pythonTime(startedAt),
      uptime_seconds: seconds,
      uptime_human: `${String(seconds)}s`,
    },
    counters: { fetch_counter: 0, submission_count: counters.submissions, pending_requests: 0 },
    queues: { request_queue_size: 0, event_queue_size: 0 },
    execution_planning: { execution_planner_available: true },
    queue_status: {
      queue_size: 0,
      pending_requests: 0,
      total_submissions: counters.submissions,
      workers: { total: 5, active: 5, utilization: '100.0%' },
    },
    ...(active.length > 0 && { active_dags: Object.fromEntries(active.map((dag) => [dag, { dag_id: dag, status: 'unknown' }])) }),
    job_state_counts: { queues: count([...site.rows.values()]) },
    dag_state_counts: {
      queues: count([...dags.values()].map((rows) => ({ queue: rows[0]?.queue ?? '', state: dagState(rows) }))),
    },
    frontier: { available: true, summary: frontier, batch_size: 1000, lease_ttl_seconds: 5 },
  };
}
