import type { LiveHealth, LiveRow, LiveState } from '../live-source.ts';
import { compareRows, type SortOrder } from './sort-order.ts';
import { rowFilter } from './row-filter.ts';

/** How many objects of a system are how. */
export type HealthCounts = Readonly<Record<LiveHealth, number>>;

/** Columns of the table whose width depends on what is in them. */
export type MeasuredColumn = 'kind' | 'namespace' | 'name' | 'phase' | 'ready' | 'reason';

/** The objects in the order they are shown, with what is counted on the way. */
export interface ObjectList {
  readonly rows: readonly LiveRow[];
  /** Place of the object with that id, -1 where it is not shown. */
  indexOf(id: string | undefined): number;
  /** Of all objects, shown or not. */
  readonly total: number;
  readonly counts: ReadonlyMap<string, HealthCounts>;
  /** Longest text of each column. */
  readonly widths: Readonly<Record<MeasuredColumn, number>>;
}

/** What decides which objects are shown and how they follow each other. */
export interface ListTerms {
  readonly filter: string;
  readonly faults: boolean;
  readonly sort: SortOrder;
}

const NONE: HealthCounts = { healthy: 0, suspended: 0, pending: 0, degraded: 0, failed: 0 };

function buildList({ rows }: LiveState, { filter, faults, sort }: ListTerms): ObjectList {
  const passes = rowFilter(filter);
  const counts = new Map<string, Record<LiveHealth, number>>();
  const widths: Record<MeasuredColumn, number> = { kind: 0, namespace: 0, name: 0, phase: 0, ready: 0, reason: 0 };
  const shown: LiveRow[] = [];
  for (const row of rows.values()) {
    let count = counts.get(row.system);
    if (count === undefined) counts.set(row.system, (count = { ...NONE }));
    count[row.health]++;
    if ((faults && row.health === 'healthy') || !passes(row)) continue;
    shown.push(row);
    widths.kind = Math.max(widths.kind, row.kind.length);
    widths.namespace = Math.max(widths.namespace, row.namespace?.length ?? 0);
    widths.name = Math.max(widths.name, row.name.length);
    widths.phase = Math.max(widths.phase, row.phase.length);
    widths.ready = Math.max(widths.ready, row.ready.length);
    widths.reason = Math.max(widths.reason, row.reason.length);
  }
  shown.sort(compareRows(sort));
  let places: Map<string, number> | undefined;
  return {
    rows: shown,
    indexOf: (id) => {
      if (id === undefined) return -1;
      places ??= new Map(shown.map((row, index) => [row.id, index]));
      return places.get(id) ?? -1;
    },
    total: rows.size,
    counts,
    widths,
  };
}

/** Gives the list for a state; it is made anew only when objects or terms changed. `rows` may be one growing map: `changes` is its version. */
export function listCache(): (live: LiveState, terms: ListTerms) => ObjectList {
  let last: { readonly live: LiveState; readonly rowsVersion: number; readonly terms: ListTerms; readonly list: ObjectList } | undefined;
  return (live, terms) => {
    const same =
      last !== undefined &&
      last.live.rows === live.rows &&
      last.rowsVersion === live.changes &&
      last.terms.filter === terms.filter &&
      last.terms.faults === terms.faults &&
      last.terms.sort.by === terms.sort.by &&
      last.terms.sort.reversed === terms.sort.reversed;
    if (last !== undefined && same) return last.list;
    const list = buildList(live, terms);
    last = { live, rowsVersion: live.changes, terms, list };
    return list;
  };
}

/** How many objects of a system are how; all zero where it has none. */
export function countsOf(list: ObjectList, system: string): HealthCounts {
  return list.counts.get(system) ?? NONE;
}
