import type { Clock } from '../../kernel/clock.ts';
import { GatewayError, ROW_STATES, type GatewayRow, type GatewayTarget, type RowSweep } from '../../reconcile/marie/gateway.ts';
import type { GatewayCall } from './gateway-call.ts';
import { readRows } from './gateway-readers.ts';

/** Reads every list of a gateway, one after the other. */
export type Sweep = (target: GatewayTarget, signal: AbortSignal) => Promise<RowSweep>;

/** Which gateway it is: not with what it is asked. */
export function gatewayId({ cluster, endpoint, port }: GatewayTarget): string {
  return JSON.stringify([cluster.namespace, cluster.name, port, endpoint]);
}

/**
 * Sweeps in the order of a row's life, so that a row that moves on meanwhile is seen at least once; the later answer about it wins. Finished
 * rows are never cleared away, so lists that are all empty where there were rows prove nothing.
 */
export function createSweep(call: GatewayCall, clock: Clock): Sweep {
  const hadRows = new Set<string>();
  return async (target, signal) => {
    const startedAt = clock.now();
    const rows = new Map<string, GatewayRow>();
    for (const state of ROW_STATES) {
      const path = `/api/jobs/${state}`;
      const { json } = await call(target, { method: 'GET', route: path, path }, signal);
      for (const row of readRows(json, `GET ${path}`)) rows.set(row.id, row);
    }
    const id = gatewayId(target);
    if (rows.size > 0) hadRows.add(id);
    else if (hadRows.has(id)) {
      throw new GatewayError(
        'NothingListed',
        'GET /api/jobs/:state: every list is empty, though there were rows before: nothing is known of them',
      );
    }
    return { rows: [...rows.values()], startedAt };
  };
}
