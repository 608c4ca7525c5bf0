import type { LiveConnection, LiveDetail, LiveMoment, LiveOperator, LiveRow, LiveState } from '../../../ui/live-source.ts';
import { sameRow } from './live-row.ts';

/** How many moments and log lines are kept. */
const KEPT = 500;
/** So that cutting them is not done with each one. */
const SLACK = 100;

/** A moment before it has its number. `key`: the same moment told again, as an event with a higher count; the newer one replaces it. */
export type NewMoment = Omit<LiveMoment, 'seq'> & { readonly key?: string };

/** A moment as it is kept; its key is nobody's business. */
interface KeptMoment {
  readonly moment: LiveMoment;
  readonly key: string | undefined;
}

/** What a frame is made of while it changes. A change costs nothing but itself; the state is put together when somebody asks for it. */
export interface LiveModel {
  state(): LiveState;
  subscribe(listener: () => void): () => void;
  connection(connection: LiveConnection): void;
  operators(operators: readonly LiveOperator[]): void;
  /** Gives whether what is shown of it changed. */
  put(row: LiveRow): boolean;
  drop(id: string): void;
  /** Another part of the cluster is looked at: nothing of the rows and of what is selected stays. */
  clear(): void;
  detail(detail: LiveDetail | undefined): void;
  add(moments: readonly NewMoment[]): void;
  log(line: string): void;
}

function cut(list: unknown[]): void {
  if (list.length > KEPT + SLACK) list.splice(0, list.length - KEPT);
}

/** A model that shows nothing yet. */
export function createLiveModel(connection: LiveConnection): LiveModel {
  const rows = new Map<string, LiveRow>();
  const moments: KeptMoment[] = [];
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  let state: LiveState = { connection, operators: [], rows: new Map(), changes: 0, moments: [], log: [] };
  /** What differs from the state that was given last. */
  const stale = new Set<'rows' | 'moments' | 'log' | 'rest'>();
  let next: Pick<LiveState, 'connection' | 'operators' | 'changes' | 'detail'> = state;
  let seq = 0;

  const touch = (what: 'rows' | 'moments' | 'log' | 'rest'): void => {
    // Whoever was told and has not looked since will see this too.
    const isTold = stale.size > 0;
    stale.add(what);
    if (!isTold) for (const listener of listeners) listener();
  };

  const changed = (): void => {
    next = { ...next, changes: next.changes + 1 };
    touch('rows');
  };

  return {
    state: () => {
      if (stale.size === 0) return state;
      state = {
        ...next,
        rows: stale.has('rows') ? new Map(rows) : state.rows,
        moments: stale.has('moments') ? moments.slice(-KEPT).map(({ moment }) => moment) : state.moments,
        log: stale.has('log') ? lines.slice(-KEPT) : state.log,
      };
      stale.clear();
      return state;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      if (stale.size > 0) listener();
      return () => void listeners.delete(listener);
    },
    connection: (given) => {
      if (JSON.stringify(given) === JSON.stringify(next.connection)) return;
      next = { ...next, connection: given };
      touch('rest');
    },
    operators: (operators) => {
      if (JSON.stringify(operators) === JSON.stringify(next.operators)) return;
      const before = new Map(next.operators.map((one) => [JSON.stringify(one), one]));
      next = { ...next, operators: operators.map((one) => before.get(JSON.stringify(one)) ?? one) };
      touch('rest');
    },
    put: (row) => {
      const before = rows.get(row.id);
      if (before !== undefined && sameRow(before, row)) return false;
      rows.set(row.id, row);
      changed();
      return true;
    },
    drop: (id) => {
      if (rows.delete(id)) changed();
    },
    clear: () => {
      rows.clear();
      const { detail: _, ...rest } = next;
      next = rest;
      changed();
    },
    detail: (detail) => {
      if (JSON.stringify(detail) === JSON.stringify(next.detail)) return;
      const { detail: _, ...rest } = next;
      next = detail === undefined ? rest : { ...rest, detail };
      touch('rest');
    },
    add: (news) => {
      for (const { key, ...told } of news) {
        const old = key === undefined ? -1 : moments.findLastIndex((kept) => kept.key === key);
        const same = moments[old]?.moment;
        if (same?.text === told.text && same.at === told.at) continue;
        if (old >= 0) moments.splice(old, 1);
        seq += 1;
        const at = moments.findLastIndex(({ moment }) => moment.at <= told.at) + 1;
        moments.splice(at, 0, { moment: { ...told, seq }, key });
        cut(moments);
        touch('moments');
      }
    },
    log: (line) => {
      lines.push(line);
      cut(lines);
      touch('log');
    },
  };
}
