import { isApiError } from '../../cluster/api-error.ts';
import { LEASE } from '../../kernel/builtin-types.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { SystemId } from '../../kernel/kind-definition.ts';
import type { Log } from '../../kernel/log.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { acquireLeaseGuard, OperatorRunningError, type LeaseGuard } from '../../reconcile/engine/lease-guard.ts';
import { shardName, type Shard } from '../../kernel/shard.ts';
import type { Seizure } from '../../reconcile/engine/lease.ts';
import type { System } from '../../registry.ts';
import { describeRefusal } from './describe-refusal.ts';
import type { Session } from './session.ts';
import { takeOver, type TakeOver } from './take-over/take-over.ts';
import type { TakeOverMode } from './take-over/taker.ts';

export interface HoldLeasesOptions {
  readonly session: Session;
  readonly clock: Clock;
  readonly log: Log;
  readonly systems: readonly System[];
  readonly bin: string;
  readonly identity: string;
  /** Absent: all namespaces. */
  readonly namespaces: readonly string[] | undefined;
  /** The part of the objects that is worked on; absent: all. */
  readonly shard?: Shard | undefined;
  readonly leaseNamespace: string | undefined;
  /** Systems with cluster-scoped objects in this run: no namespace keeps two runs of them apart, so each takes the lease of the whole cluster. */
  readonly spanning: readonly SystemId[];
  readonly signal: AbortSignal;
  /** Leases whose holder is known to be gone, and the namespace of the pod that this is: what a standby knows. */
  readonly standby?: { readonly seize: Seizure; readonly ownNamespace: string };
  /** How room is made where somebody else reconciles the same objects; absent: the run is refused then. */
  readonly takeOver?: TakeOverTerms;
}

/** How a run takes over. */
export interface TakeOverTerms {
  readonly mode: TakeOverMode;
  readonly reason: string | undefined;
  /** Asks a person about what is named. Throws where the answer is no. */
  readonly confirm: (question: string) => Promise<void>;
  /** Told what was done to the cluster, in lines. */
  readonly tell: (line: string) => void;
}

/** What helps beside a Deployment, and what beside a lease. */
function takeOverFix(error: OperatorRunningError, bin: string): string {
  const isDeployment = error.holder.startsWith('deployment/');
  const first = isDeployment
    ? `take over for the time of this run: ${bin} reconcile --take-over`
    : `end the other loop; if it is dead, or cannot be ended: ${bin} reconcile --take-over=lease`;
  return `${first}; or choose namespaces that it does not work in with -n`;
}

function refusal(error: unknown, system: System, options: HoldLeasesOptions): unknown {
  if (error instanceof OperatorRunningError) {
    return new CliError({
      exit: EXIT.conflict,
      message: `${system.title} is already being reconciled by ${error.holder}`,
      why: error.message,
      fix: takeOverFix(error, options.bin),
    });
  }
  const { session, bin, namespaces, leaseNamespace } = options;
  const namespace = namespaces?.[0] ?? leaseNamespace;
  // A Lease is created where it is missing: only its namespace can be not found.
  if (isApiError(error, 'NotFound') && namespace !== undefined) {
    return new CliError({
      exit: EXIT.notFound,
      message: `namespace ${namespace} not found`,
      why: error.message,
      fix: 'kubectl get namespaces',
      cause: error,
    });
  }
  if (isApiError(error))
    return describeRefusal(error, {
      verb: 'create',
      type: LEASE,
      namespace,
      name: shardName(system.operator.leaseName, options.shard),
      bin,
      command: 'reconcile',
      context: session.context,
      server: session.server,
      user: session.user,
    });
  return error;
}

/** The engine looks twice, and once for each system: a warning is told once. */
export function tellingOnce(log: Log): Log {
  const told = new Set<string>();
  return {
    ...log,
    warn: (message, fields) => {
      if (!told.has(message)) log.warn(message, fields);
      told.add(message);
    },
  };
}

async function beginTakeOver(options: HoldLeasesOptions, log: Log): Promise<TakeOver | undefined> {
  const { bin, clock, identity, namespaces, session, signal, spanning, systems, takeOver: terms } = options;
  if (terms === undefined) return undefined;
  return await takeOver({
    taker: { session, clock, log, identity, bin, reason: terms.reason, tell: terms.tell },
    mode: terms.mode,
    systems,
    namespacesOf: ({ id }) => (spanning.includes(id) ? undefined : namespaces),
    signal,
    confirm: terms.confirm,
  });
}

/**
 * Takes the leases of all systems of a run, or none; with `takeOver`, makes room for them first and gives back what was taken over when the leases
 * are released. Throws the error to show: exit 6 beside another loop or operator.
 */
export async function holdLeases(options: HoldLeasesOptions): Promise<LeaseGuard> {
  const { session, shard, systems, namespaces, leaseNamespace, spanning } = options;
  const guards: LeaseGuard[] = [];
  const log = tellingOnce(options.log);
  const taken = await beginTakeOver(options, log);
  const release = async (): Promise<void> => {
    await Promise.all(guards.map((guard) => guard.release()));
    await taken?.end();
  };
  for (const system of systems) {
    const seize = taken?.seizureOf(system.id);
    try {
      guards.push(
        await acquireLeaseGuard({
          api: session.api,
          clock: options.clock,
          log,
          operator: system.operator,
          identity: options.identity,
          signal: options.signal,
          contextNamespace: session.namespace,
          ...(namespaces === undefined || spanning.includes(system.id) ? {} : { namespaces }),
          ...(shard === undefined ? {} : { shard }),
          ...(leaseNamespace === undefined ? {} : { leaseNamespace }),
          ...options.standby,
          ...(seize === undefined ? {} : { seize }),
        }),
      );
    } catch (error) {
      await release().catch((late: unknown) => log.error(late instanceof Error ? late.message : String(late)));
      throw refusal(error, system, options);
    }
  }
  const lost = guards.map((guard) => guard.lost);
  if (taken !== undefined) lost.push(await taken.watch());
  const all = AbortSignal.any(lost);
  return { covers: (ms) => !all.aborted && guards.every((guard) => guard.covers(ms)), lost: all, release };
}
