import type { Clock } from '../../kernel/clock.ts';
import {
  GatewayError,
  LIVE_STATES,
  ROW_STATES,
  type GatewayRow,
  type GatewayTarget,
  type RowSweep,
} from '../../reconcile/marie/gateway.ts';
import type { GatewayList } from './gateway-list.ts';

/** Reads every list of a gateway, one after the other. `isWanted`: which of the finished rows are kept. */
export type Sweep = (target: GatewayTarget, isWanted: (row: GatewayRow) => boolean, signal: AbortSignal) => Promise<RowSweep>;

/** Rows that are kept of one sweep: some 100 MB. More live ones than this no gateway can work through. */
export const MOST_ROWS = 200_000;

const LIVE: ReadonlySet<string> = new Set(LIVE_STATES);

/** Which gateway it is: not with what it is asked. */
export function gatewayId({ cluster, endpoint, port }: GatewayTarget): string {
  return JSON.stringify([cluster.namespace, cluster.name, port, endpoint]);
}

/**
 * Sweeps in the order of a row's life, so that a row that moves on meanwhile is seen at least once; the later answer about it wins. Finished
 * rows are never cleared away, so of them only those are kept that somebody asks for, and lists that are all empty where there were rows prove
 * nothing.
 */
export function createSweep(list: GatewayList, clock: Clock): Sweep {
  const hadRows = new Set<string>();
  return async (target, isWanted, signal) => {
    const startedAt = clock.now();
    const rows = new Map<string, GatewayRow>();
    let listed = 0;
    for (const state of ROW_STATES) {
      const onRow = (row: GatewayRow): void => {
        listed += 1;
        if (!LIVE.has(row.state) && !isWanted(row)) {
          // It was seen alive a moment ago: that is no longer so.
          rows.delete(row.id);
          return;
        }
        rows.set(row.id, row);
        if (rows.size <= MOST_ROWS) return;
        throw new GatewayError(
          'ServerError',
          `GET /api/jobs/:state: more than ${String(MOST_ROWS)} tasks: clear the gateway's database of old ones`,
        );
      };
      await list(target, state, onRow, signal);
    }
    const id = gatewayId(target);
    if (listed > 0) hadRows.add(id);
    else if (hadRows.has(id)) {
      throw new GatewayError(
        'NothingListed',
        'GET /api/jobs/:state: every list is empty, though there were rows before: nothing is known of them',
      );
    }
    return { rows: [...rows.values()], listed, startedAt };
  };
}
