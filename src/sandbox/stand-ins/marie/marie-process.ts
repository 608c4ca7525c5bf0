import type { Clock } from '../../../kernel/clock.ts';
import { startPriorities } from './marie-priority.ts';
import { plannedRows, type MarieSubmission } from './marie-plan.ts';
import { executorOf, isFinished, RETRY_LIMIT, shownRow, type MarieRow } from './marie-row.ts';
import { addressesOf, type MarieSite } from './marie-site.ts';

/** What the gateway has in its memory: gone when it ends. */
export interface MarieProcess {
  readonly startedAt: number;
  readonly counters: { submissions: number };
  /** Single rows as they were first asked for. */
  readonly remembered: Map<string, unknown>;
  /** Slots in use, by executor. */
  slotsUsed(name: string): number;
  /** Ids of jobs that are being worked on. */
  activeDags(): readonly string[];
  /** Stores the rows of a submission, one after the other. */
  store(submission: MarieSubmission): void;
  /** The database went away, or came back. */
  setDatabase(isDown: boolean): void;
  /** Sets every row of a job that is not finished to `cancelled`. */
  cancel(dagId: string): void;
  /** Forgets the jobs that are being worked on. */
  reset(): readonly string[];
  /** Ends the process: what it had not stored is lost, and active tasks stay as they are. */
  end(): void;
}

/** From created to completed for a task that does nothing, from ready to active, between a failure and the next try. Milliseconds, measured. */
const NOOP_MS = 400;
const START_MS = 1000;
const RETRY_MS = 5000;
/** How long the slot of an executor that was killed stays taken after it is back. */
const STUCK_SLOT_MS = 35_000;

/** Starts the scheduler of a gateway on what its site holds. */
export function startMarieProcess(site: MarieSite, clock: Clock): MarieProcess {
  const { rows, switches } = site;
  const timers = new Set<() => void>();
  /** Rows with a step under way. */
  const busy = new Map<string, { readonly cancel: () => void; readonly executor?: string }>();
  /** Slots that nobody works in. */
  const stuck = new Map<string, number>();
  const dropped = new Set<string>();
  const counters = { submissions: 0 };
  let hasCrashed = false;
  let isOver = false;

  const later = (ms: number, does: () => void): (() => void) => {
    const cancel = clock.after(ms, () => {
      timers.delete(cancel);
      if (!isOver) does();
    });
    timers.add(cancel);
    return cancel;
  };
  const rowsOf = (dagId: string): readonly MarieRow[] => [...rows.values()].filter((row) => row.dagId === dagId);
  const used = (name: string): number => [...busy.values()].filter(({ executor }) => executor === name).length + (stuck.get(name) ?? 0);
  const hasFreeSlot = (name: string): boolean => used(name) < addressesOf(site, name);

  /** Does a step of a row after a while; with the database away it waits until that is back. */
  const step = (row: MarieRow, ms: number, executor: string | undefined, does: () => void): void => {
    const go = (): void => {
      if (switches.dbDown) {
        busy.set(row.id, { cancel: later(1000, go), ...(executor !== undefined && { executor }) });
        return;
      }
      busy.delete(row.id);
      does();
      schedule();
    };
    busy.set(row.id, { cancel: later(ms, go), ...(executor !== undefined && { executor }) });
  };

  const hasToFail = (row: MarieRow): boolean => row.metadata['test_fail'] === true || row.retries < switches.failures;

  const finish = (row: MarieRow): void => {
    if (!hasToFail(row)) row.state = switches.endAs;
    else if (row.retries >= RETRY_LIMIT) row.state = 'failed';
    else {
      row.retries += 1;
      row.state = 'retry';
    }
  };

  const activate = (row: MarieRow, executor: string): void => {
    row.state = 'active';
    if (switches.stall) {
      stuck.set(executor, (stuck.get(executor) ?? 0) + 1);
      return;
    }
    if (hasCrashed && switches.orphanAfterRestart) {
      hasCrashed = false;
      return;
    }
    const sleep = row.metadata['test_sleep'];
    step(row, typeof sleep === 'number' ? sleep * 1000 : switches.workMs, executor, () => finish(row));
  };

  const isReady = (row: MarieRow): boolean => rowsOf(row.dagId).every((other) => other.level <= row.level || other.state === 'completed');

  /** Starts what can start. Nothing moves while no executor is registered. */
  const schedule = (): void => {
    if (isOver || site.executors.size === 0) return;
    for (const row of rows.values()) {
      if (busy.has(row.id) || dropped.has(row.dagId) || isFinished(row) || row.state === 'active' || !isReady(row)) continue;
      const executor = executorOf(row);
      if (executor === undefined) {
        step(row, NOOP_MS, undefined, () => {
          row.state = 'completed';
        });
      } else if (row.state === 'retry') {
        // It waits without a slot, and once more where there is none at the end.
        step(row, RETRY_MS, undefined, () => {
          if (hasFreeSlot(executor)) activate(row, executor);
        });
      } else if (hasFreeSlot(executor)) {
        step(row, START_MS, executor, () => activate(row, executor));
      }
    }
  };

  const onExecutor = ({ come, gone }: { readonly come?: string; readonly gone?: string }): void => {
    if (gone !== undefined) {
      for (const [id, { cancel, executor }] of busy) {
        const row = rows.get(id);
        if (executor !== gone || row === undefined || addressesOf(site, gone) >= used(gone)) continue;
        cancel();
        busy.delete(id);
        if (row.state !== 'active') continue;
        stuck.set(gone, (stuck.get(gone) ?? 0) + 1);
        later(100, () => {
          row.state = 'retry';
        });
      }
    }
    const held = come === undefined ? 0 : (stuck.get(come) ?? 0);
    if (come !== undefined && held > 0) {
      later(STUCK_SLOT_MS, () => {
        stuck.delete(come);
        schedule();
      });
    }
    schedule();
  };
  site.watchers.add(onExecutor);
  const stopPriorities = startPriorities(site, later, clock);

  if (switches.endCompletesAfterRestart) {
    for (const row of rows.values()) {
      const before = rowsOf(row.dagId);
      if (row.level === 0 && row.state === 'created' && before.some(({ state }) => state === 'failed')) row.state = 'completed';
    }
  }
  for (const row of rows.values()) {
    if (row.state === 'active' && !switches.orphanAfterRestart) row.state = 'retry';
  }
  later(0, schedule);

  const activeDags = (): readonly string[] => {
    const active = [...rows.values()].filter((row) => !isFinished(row) && !dropped.has(row.dagId));
    const dags = [...new Set(active.map(({ dagId }) => dagId))];
    return dags.filter((dagId) => {
      const states = new Set(rowsOf(dagId).map(({ state }) => state));
      return !states.has('failed') && (states.has('active') || states.has('retry') || states.has('completed'));
    });
  };

  return {
    startedAt: clock.now(),
    counters,
    remembered: new Map(),
    slotsUsed: used,
    activeDags,
    store: (submission) => {
      counters.submissions += 1;
      const isLost = switches.dropSubmissions || switches.dbDown;
      if (isLost) return;
      site.queues.add(submission.queue);
      for (const [index, row] of plannedRows(submission, switches.tasks).entries()) {
        later((index + 1) * switches.rowDelayMs, () => {
          rows.set(row.id, row);
          schedule();
        });
      }
    },
    setDatabase: (isDown) => {
      if (!isDown && switches.dbDown) hasCrashed = true;
      switches.dbDown = isDown;
      schedule();
    },
    cancel: (dagId) => {
      for (const row of rowsOf(dagId)) {
        if (isFinished(row)) continue;
        busy.get(row.id)?.cancel();
        busy.delete(row.id);
        row.state = 'cancelled';
      }
      schedule();
    },
    reset: () => {
      const dags = activeDags();
      for (const dag of dags) dropped.add(dag);
      return dags;
    },
    end: () => {
      isOver = true;
      stopPriorities();
      site.watchers.delete(onExecutor);
      for (const cancel of timers) cancel();
      timers.clear();
    },
  };
}

/** A row as it is told when it is asked for alone. */
export function singleRow(site: MarieSite, { remembered }: Pick<MarieProcess, 'remembered'>, id: string): unknown {
  const row = site.rows.get(id);
  if (row === undefined) return undefined;
  const shown = (site.switches.staleJobsXX ? remembered.get(id) : undefined) ?? shownRow(row);
  remembered.set(id, shown);
  return shown;
}
