import type { JsonObject } from '../../../kernel/json.ts';

/** The states of a row, in the order in which the gateway counts them. */
export const MARIE_STATES = ['created', 'retry', 'active', 'completed', 'skipped', 'expired', 'cancelled', 'failed'] as const;

export type MarieState = (typeof MARIE_STATES)[number];

/** A task of a job, as it lies in the database. */
export interface MarieRow {
  readonly id: string;
  readonly dagId: string;
  readonly queue: string;
  readonly metadata: JsonObject;
  readonly apiKey: string;
  /** Distance from the end of the graph: the last task has 0. */
  readonly level: number;
  readonly startAfter: number;
  priority: number;
  state: MarieState;
  /** How often it was taken back after a failure. */
  retries: number;
}

/** A task is tried this often again. */
export const RETRY_LIMIT = 2;

/** Unix milliseconds as Python's `isoformat` writes them in UTC. */
export function pythonTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 23)}000+00:00`;
}

const KEPT_MS = 14 * 86_400_000;

/** A row as listings show it: read back from the database, so some fields are null or 0. */
export function shownRow(row: MarieRow): JsonObject {
  const { apiKey, dagId, id, level, metadata, priority, queue, startAfter, state } = row;
  return {
    id,
    dag_id: dagId,
    name: queue,
    priority,
    data: { name: queue, action: 'submit', api_key: apiKey, command: 'job', metadata, action_type: 'command' },
    state,
    retry_limit: RETRY_LIMIT,
    retry_delay: 2,
    retry_backoff: true,
    start_after: pythonTime(startAfter),
    expire_in_seconds: 0,
    keep_until: pythonTime(startAfter + KEPT_MS),
    policy: null,
    dependencies: null,
    job_level: level,
    soft_sla: null,
    hard_sla: null,
  };
}

/** Whether a row is at its end. */
export function isFinished({ state }: MarieRow): boolean {
  return state !== 'created' && state !== 'retry' && state !== 'active';
}

/** The executor that a row waits for; undefined for the tasks that do nothing. */
export function executorOf({ metadata }: MarieRow): string | undefined {
  const on = metadata['on'];
  const [, name] = typeof on === 'string' ? (/^([^:]+):\/\//.exec(on) ?? []) : [];
  return name === 'noop' ? undefined : name;
}
