import type { LiveRow, LiveState } from '../../../ui/live-source.ts';

/** What differs between two states: one line of a recording. `detail` null: nothing is selected any more. */
export interface StateDelta {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly connection?: LiveState['connection'];
  readonly operators?: LiveState['operators'];
  readonly set?: readonly LiveRow[];
  /** Ids of rows that went. */
  readonly gone?: readonly string[];
  readonly changes?: number;
  readonly detail?: LiveState['detail'] | null;
  /** The new ones. */
  readonly moments?: LiveState['moments'];
  readonly log?: readonly string[];
}

/** What is behind what both lists have, the older one having lost some at its start. */
function newMoments(before: LiveState['moments'], after: LiveState['moments']): LiveState['moments'] {
  const last = before.reduce((highest, { seq }) => Math.max(highest, seq), 0);
  return after.filter(({ seq }) => seq > last);
}

function newLines(before: readonly string[], after: readonly string[]): readonly string[] {
  for (let skipped = 0; skipped <= before.length; skipped += 1) {
    const kept = before.length - skipped;
    if (kept <= after.length && before.slice(skipped).every((line, index) => line === after[index])) return after.slice(kept);
  }
  return after;
}

/** How `after` came from `before`; undefined where nothing differs. */
export function stateDelta(before: LiveState, after: LiveState, at: number): StateDelta | undefined {
  if (before === after) return undefined;
  const set = before.rows === after.rows ? [] : [...after.rows.values()].filter((row) => before.rows.get(row.id) !== row);
  const gone = before.rows === after.rows ? [] : [...before.rows.keys()].filter((id) => !after.rows.has(id));
  const moments = before.moments === after.moments ? [] : newMoments(before.moments, after.moments);
  const log = before.log === after.log ? [] : newLines(before.log, after.log);
  const delta = {
    ...(before.connection !== after.connection && { connection: after.connection }),
    ...(before.operators !== after.operators && { operators: after.operators }),
    ...(set.length > 0 && { set }),
    ...(gone.length > 0 && { gone }),
    ...(before.changes !== after.changes && { changes: after.changes }),
    ...(before.detail !== after.detail && { detail: after.detail ?? null }),
    ...(moments.length > 0 && { moments }),
    ...(log.length > 0 && { log }),
  };
  return Object.keys(delta).length === 0 ? undefined : { at, ...delta };
}

const KEPT = 500;

/** The state after a delta. Parts that it does not name stay the same values. */
export function withDelta(state: LiveState, delta: StateDelta): LiveState {
  const { set = [], gone = [], moments = [], log = [], detail } = delta;
  let { rows } = state;
  if (set.length > 0 || gone.length > 0) {
    const changed = new Map(rows);
    for (const id of gone) changed.delete(id);
    for (const row of set) changed.set(row.id, row);
    rows = changed;
  }
  const { detail: before, ...rest } = state;
  const next = detail === undefined ? before : (detail ?? undefined);
  return {
    ...rest,
    rows,
    connection: delta.connection ?? state.connection,
    operators: delta.operators ?? state.operators,
    changes: delta.changes ?? state.changes,
    moments: moments.length === 0 ? state.moments : [...state.moments, ...moments].toSorted((a, b) => a.at - b.at).slice(-KEPT),
    log: log.length === 0 ? state.log : [...state.log, ...log].slice(-KEPT),
    ...(next !== undefined && { detail: next }),
  };
}
