import {
  GatewayError,
  type ExecutorSlots,
  type GatewayFailure,
  type GatewayRow,
  type MarieGateway,
  type RowSweep,
} from '../../src/reconcile/marie/gateway.ts';

/** A submission that the gateway has answered with ok. */
export interface ModelSubmission {
  readonly jobId: string;
  readonly reference: string;
  readonly uid: string;
  readonly attempt: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly queue: string;
  readonly at: number;
  /** It was acknowledged and never stored. */
  readonly isLost: boolean;
}

/** What tests let go wrong; all may be changed at any time. */
export interface ModelFaults {
  /** Milliseconds until the first row of a submission can be listed, and between its rows. */
  listedAfter: number;
  listedGap: number;
  /** The next so many submissions are acknowledged and lost. */
  lose: number;
  /** Lists fail, and submissions are acknowledged and lost (measured on the real gateway). */
  isDatabaseDown: boolean;
  /** No way to the gateway. */
  isDown: boolean;
  /** The next submissions end so: the first for the next one. `stored`: it was stored all the same. */
  readonly answers: { readonly reason: GatewayFailure; readonly stored?: true }[];
  /** Whether an executor is registered: without one nothing moves. */
  hasExecutor: boolean;
  /** Every list is empty. */
  isEmptied: boolean;
}

/** A Marie gateway in memory, on the test's clock. Jobs go their way by themselves, 1 s a task and 4 s for the one that works. */
export interface MarieGatewayModel extends MarieGateway {
  readonly faults: ModelFaults;
  readonly submissions: readonly ModelSubmission[];
  readonly stops: readonly string[];
  /** Fixes the state of the k-th row of a job. */
  hold(jobId: string, k: number, state: string): void;
  /** A submission that was lost is listed after all, from now on. */
  turnUp(jobId: string): void;
  /** The gateway is killed and started again: what is active stays so for ever. */
  restart(): void;
}

const SHARED_MS = 5_000;
const LEVELS = [2, 1, 0] as const;

/** An empty gateway with one executor. */
export function marieGatewayModel(now: () => number): MarieGatewayModel {
  const faults: ModelFaults = {
    listedAfter: 0,
    listedGap: 0,
    lose: 0,
    isDatabaseDown: false,
    isDown: false,
    answers: [],
    hasExecutor: true,
    isEmptied: false,
  };
  const submissions: ModelSubmission[] = [];
  const stops: string[] = [];
  const held = new Map<string, string>();
  let shared: RowSweep | undefined;

  const fail = (reason: GatewayFailure): never => {
    throw new GatewayError(reason, `gateway: ${reason}`);
  };
  /** Root: created, completed. Work: created, active, completed. End: created, completed. */
  const ownState = (k: number, age: number): string => {
    if (!faults.hasExecutor || age < 1_000) return 'created';
    if (k === 0) return 'completed';
    if (k === 1) return age < 5_000 ? 'active' : 'completed';
    return age < 6_000 ? 'created' : 'completed';
  };
  const rowsOf = ({ at, isLost, jobId, metadata, queue }: ModelSubmission): readonly GatewayRow[] => {
    if (isLost) return [];
    const age = now() - at - faults.listedAfter;
    return LEVELS.flatMap((jobLevel, k) => {
      if (age < k * faults.listedGap) return [];
      const state = held.get(`${jobId} ${String(k)}`) ?? ownState(k, age - 2 * faults.listedGap);
      const on = k === 1 ? 'extract_executor://document/extract' : 'noop://noop';
      return [{ id: k === 0 ? jobId : `${jobId}+${String(k)}`, dagId: jobId, queue, state, jobLevel, metadata: { ...metadata, on } }];
    });
  };
  const sweep = (): RowSweep => {
    if (faults.isDown) fail('Unreachable');
    if (faults.isDatabaseDown) fail('DatabaseError');
    const rows = faults.isEmptied ? [] : submissions.flatMap(rowsOf);
    return { rows, listed: rows.length, startedAt: now() };
  };
  const listRows = (): RowSweep => {
    if (shared === undefined || now() - shared.startedAt >= SHARED_MS) {
      shared = undefined;
      shared = sweep();
    }
    return shared;
  };

  return {
    faults,
    submissions,
    stops,
    hold: (jobId, k, state) => void held.set(`${jobId} ${String(k)}`, state),
    turnUp: (jobId) => {
      const at = submissions.findIndex((submission) => submission.jobId === jobId);
      const lost = submissions[at];
      if (lost === undefined) throw new Error(`nothing was submitted as ${jobId}`);
      submissions[at] = { ...lost, isLost: false };
      shared = undefined;
    },
    restart: () => {
      for (const submission of submissions) {
        rowsOf(submission).forEach(({ state }, k) => {
          if (state === 'active') held.set(`${submission.jobId} ${String(k)}`, state);
        });
      }
    },
    submit: async (_target, { metadata, queue }) => {
      if (faults.isDown) fail('Unreachable');
      const answer = faults.answers.shift();
      const jobId = `job-${String(submissions.length + 1).padStart(4, '0')}`;
      const isLost = faults.isDatabaseDown || faults.lose > 0;
      if (answer === undefined || answer.stored === true) {
        faults.lose = Math.max(0, faults.lose - 1);
        submissions.push({
          jobId,
          reference: String(metadata['ref_id']),
          uid: String(metadata['k8s_uid']),
          attempt: Number(metadata['k8s_attempt']),
          metadata,
          queue,
          at: now(),
          isLost,
        });
      }
      if (answer !== undefined) fail(answer.reason);
      return { jobId };
    },
    listRows: async () => listRows(),
    findByReference: async (_target, references) => {
      const { rows, ...swept } = sweep();
      return { ...swept, rows: rows.filter(({ metadata }) => references.includes(String(metadata['ref_id']))) };
    },
    stop: async (_target, jobId) => {
      if (faults.isDown) fail('Unreachable');
      stops.push(jobId);
    },
    waitingWork: async () => {
      const work = listRows().rows.filter(({ metadata }) => metadata['on'] !== 'noop://noop');
      const count = (states: readonly string[]): Readonly<Record<string, number>> => {
        const found = work.filter(({ state }) => states.includes(state)).length;
        return found === 0 ? {} : { extract_executor: found };
      };
      const slots: Readonly<Record<string, ExecutorSlots>> = faults.hasExecutor
        ? { extract_executor: { capacity: 1, used: 0, available: 1 } }
        : {};
      return { waiting: count(['created', 'retry']), active: count(['active']), slots };
    },
    executors: async () => (faults.hasExecutor ? ['extract_executor'] : []),
  };
}
