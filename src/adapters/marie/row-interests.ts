import type { Clock } from '../../kernel/clock.ts';
import type { GatewayRow, WantedRows } from '../../reconcile/marie/gateway.ts';

/** Whose finished rows are asked for, over all that share a sweep. */
export interface RowInterests {
  /** `wanted` absent: everybody's. Remembered for a while. */
  add(gateway: string, wanted: WantedRows | undefined): void;
  has(gateway: string, row: GatewayRow): boolean;
}

/** Who follows a job asks every few seconds. */
const REMEMBERED_MS = 600_000;
const EVERYBODY = '*';

/** Nobody asks yet. */
export function rowInterests(clock: Clock): RowInterests {
  const byGateway = new Map<string, Map<string, number>>();
  return {
    add: (gateway, wanted) => {
      const now = clock.monotonic();
      const known = byGateway.get(gateway) ?? new Map<string, number>();
      byGateway.set(gateway, known);
      const keys =
        wanted === undefined
          ? [EVERYBODY]
          : [...wanted.jobIds.map((jobId) => `id ${jobId}`), ...wanted.references.map((ref) => `ref ${ref}`)];
      for (const key of keys) {
        known.delete(key);
        known.set(key, now);
      }
      // Oldest first: whatever is asked for again moves to the end.
      for (const [key, at] of known) {
        if (now - at < REMEMBERED_MS) break;
        known.delete(key);
      }
    },
    has: (gateway, { dagId, metadata }) => {
      const known = byGateway.get(gateway);
      if (known === undefined) return false;
      const reference = metadata['ref_id'];
      return known.has(EVERYBODY) || known.has(`id ${dagId}`) || (typeof reference === 'string' && known.has(`ref ${reference}`));
    },
  };
}
