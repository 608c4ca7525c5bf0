import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { awaitLease } from '../../reconcile/engine/await-lease.ts';
import type { LeaseGuard } from '../../reconcile/engine/lease-guard.ts';
import { shardName } from '../../kernel/shard.ts';
import type { Metrics } from '../../reconcile/engine/metrics.ts';
import { holdLeases, tellingOnce, type HoldLeasesOptions } from './hold-leases.ts';

/** A pod that waits for its turn. */
export interface StandBy {
  /** Covers nothing until the leases are held. */
  readonly guard: LeaseGuard;
  /** Resolves when they are. Rejects with the signal's reason. */
  readonly lead: (signal: AbortSignal) => Promise<void>;
}

export interface StandByOptions extends HoldLeasesOptions {
  readonly random: () => number;
  readonly metrics: Metrics;
}

function takenBy(error: unknown): string | undefined {
  if (!(error instanceof CliError)) return undefined;
  return error.exit === EXIT.conflict || error.exit === EXIT.unreachable ? (error.why ?? error.message) : undefined;
}

/** Leader election in the cluster: instead of refusing beside another holder, waits until it is gone. `leader_election_master_status` says which it is. */
export function standBy(options: StandByOptions): StandBy {
  const { session, clock, random, identity, shard, systems, namespaces, leaseNamespace, metrics } = options;
  const names = systems.map(({ operator }) => shardName(operator.leaseName, shard));
  // Every try looks again, and would warn again of what it may not see.
  const log = tellingOnce(options.log);
  const gauge = (value: 0 | 1): void => {
    for (const name of names) metrics.gauge('leader_election_master_status', { name }, value);
  };
  const lost = new AbortController();
  let held: LeaseGuard | undefined;
  let leading: Promise<void> | undefined;
  gauge(0);

  const lead = async (signal: AbortSignal): Promise<void> => {
    held = await awaitLease({
      api: session.api,
      clock,
      random,
      log,
      identity,
      signal,
      names,
      namespaces: namespaces ?? [leaseNamespace ?? session.namespace],
      isTaken: takenBy,
      acquire: (seize) => holdLeases({ ...options, log, signal, standby: { seize, ownNamespace: session.namespace } }),
    });
    const { lost: gone } = held;
    const onLost = (): void => {
      gauge(0);
      lost.abort(gone.reason);
    };
    gone.addEventListener('abort', onLost, { once: true });
    if (gone.aborted) onLost();
    else gauge(1);
  };

  return {
    guard: {
      covers: (ms) => held?.covers(ms) ?? false,
      lost: lost.signal,
      release: async () => {
        // It may have been taken at the very moment in which the end was asked for.
        await leading?.catch(() => undefined);
        await held?.release();
        gauge(0);
      },
    },
    lead: (signal) => {
      leading = lead(signal);
      return leading;
    },
  };
}
