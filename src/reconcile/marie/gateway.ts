import type { JsonObject } from '../../kernel/json.ts';
import type { ObjectKey } from '../../kernel/kube-object.ts';

/** Which Marie gateway is asked, and with what. Data: values of Secrets are read by whoever carries a call out. */
export interface GatewayTarget {
  /** The MarieCluster: its gateway is behind the Service `<cluster>-server-svc` in the same namespace. */
  readonly cluster: Required<Pick<ObjectKey, 'name' | 'namespace'>>;
  /** HTTP port of that Service. */
  readonly port: number;
  /**
   * Where the API key stands. Absent: only what asks for no key can be called. `checksum` as the cache shows it: the value is read again where
   * it differs.
   */
  readonly apiKey?: { readonly namespace: string; readonly secret: string; readonly key: string; readonly checksum?: string };
  /** `http(s)://host:port` instead of the Service: annotation `marie.ai/gateway-url`. */
  readonly endpoint?: string;
}

/** What is submitted. The caller makes it whole: `metadata` holds `project_id`, `ref_type`, `ref_id`, `planner`, `policy` and both SLA values or none. */
export interface GatewaySubmission {
  /** The queue, `invoke_action.name`. */
  readonly queue: string;
  readonly metadata: JsonObject;
}

/** The states of a row, in the order of a row's life. Lists of `skipped` do not work against the shipped schema. */
export const ROW_STATES = ['created', 'active', 'retry', 'completed', 'failed', 'cancelled', 'expired'] as const;

/** Those of them in which something may still happen. */
export const LIVE_STATES = ['created', 'active', 'retry'] as const;

/** A task of a submitted job, as the gateway lists it. */
export interface GatewayRow {
  readonly id: string;
  /** The job's id: of all its rows the same, and what submitting answered. */
  readonly dagId: string;
  readonly queue: string;
  /** One of {@link ROW_STATES} or `skipped`, in lower case. */
  readonly state: string;
  /** Distance from the end of the job's graph: the last task has 0. */
  readonly jobLevel: number;
  /** Texts, numbers and switches of what was submitted (`ref_id`, `k8s_uid`, …), with `on` and `name` of the task. Never an API key or a document. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** Whose finished rows are asked for. */
export interface WantedRows {
  readonly jobIds: readonly string[];
  readonly references: readonly string[];
}

/** The rows of a gateway, read state by state in the order of {@link ROW_STATES}; of a row that was seen twice the later answer. */
export interface RowSweep {
  readonly rows: readonly GatewayRow[];
  /** How many rows the lists had, kept or not. */
  readonly listed: number;
  /** When the first list was asked for. Unix milliseconds. */
  readonly startedAt: number;
}

/** Slots of one executor over all its registered addresses. */
export interface ExecutorSlots {
  readonly capacity: number;
  readonly used: number;
  readonly available: number;
}

/** What waits for executors, by the name of the executor (the scheme of a row's `metadata.on`, `noop` left out). */
export interface WaitingWork {
  /** Rows `created` or `retry`. */
  readonly waiting: Readonly<Record<string, number>>;
  /** Rows `active`. */
  readonly active: Readonly<Record<string, number>>;
  /** As `/api/capacity` tells them; a name may be missing, or stay for a while after its executor has gone. */
  readonly slots: Readonly<Record<string, ExecutorSlots>>;
}

/** Why a call gave nothing. */
export type GatewayFailure =
  /** No key, or one that the gateway does not take: 401, 403, or a 200 that says so. */
  | 'AuthFailed'
  /** No way to the gateway: nothing was sent. */
  | 'Unreachable'
  /** Sent, and no whole answer came. Whether a change happened is not known. */
  | 'NoAnswer'
  /** The gateway looked at it and does not take it: a 200 with an error of its own, a 4xx. */
  | 'Refused'
  /** 5xx, an exception inside the gateway, an answer that cannot be read. Whether a change happened is not known. */
  | 'ServerError'
  /** Its database does not answer: no list can be read. */
  | 'DatabaseError'
  /** Every list is empty though rows were seen before: no proof that they are gone. */
  | 'NothingListed'
  /** What answers is no Marie gateway: 404, or no JSON. */
  | 'NotAGateway';

/** A call to a gateway that gave nothing. The message names route and cause, never a key. */
export class GatewayError extends Error {
  readonly reason: GatewayFailure;

  constructor(reason: GatewayFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'GatewayError';
    this.reason = reason;
  }
}

/** Marie gateways. Every failure is a {@link GatewayError}; an abort throws the signal's reason. Nothing is retried. */
export interface MarieGateway {
  /**
   * Submits a job and gives its id. An accepted job may be lost all the same (its database is down, it restarts): only rows prove it. Nothing
   * keeps a second submission of the same reference out.
   */
  submit(target: GatewayTarget, submission: GatewaySubmission, signal: AbortSignal): Promise<{ readonly jobId: string }>;
  /**
   * The rows that are live, and the finished ones of `wanted` (absent: all); needs no key. Callers share one sweep per gateway: what began less
   * than 5 s ago is told again, and may lack finished rows of whoever asks for the first time. One failing list fails the sweep.
   */
  listRows(target: GatewayTarget, signal: AbortSignal, wanted?: WantedRows): Promise<RowSweep>;
  /** The rows of jobs submitted under one of these references (`metadata.ref_id`), by a sweep of its own, shared with nobody. */
  findByReference(target: GatewayTarget, references: readonly string[], signal: AbortSignal): Promise<RowSweep>;
  /** Asks that a job be stopped. Best effort: the gateway of today answers ok and goes on. */
  stop(target: GatewayTarget, jobId: string, signal: AbortSignal): Promise<void>;
  /** What waits for executors; shares its sweep with {@link listRows}. */
  waitingWork(target: GatewayTarget, signal: AbortSignal): Promise<WaitingWork>;
  /** Names of the executors that have at least one registered address. */
  executors(target: GatewayTarget, signal: AbortSignal): Promise<readonly string[]>;
}
