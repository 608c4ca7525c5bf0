import { isApiError } from '../../cluster/api-error.ts';
import { LEASE } from '../../kernel/builtin-types.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { SystemId } from '../../kernel/kind-definition.ts';
import type { Log } from '../../kernel/log.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { acquireLeaseGuard, OperatorRunningError, type LeaseGuard } from '../../reconcile/engine/lease-guard.ts';
import type { System } from '../../registry.ts';
import { describeRefusal } from './describe-refusal.ts';
import type { Session } from './session.ts';

export interface HoldLeasesOptions {
  readonly session: Session;
  readonly clock: Clock;
  readonly log: Log;
  readonly systems: readonly System[];
  readonly bin: string;
  readonly identity: string;
  /** Absent: all namespaces. */
  readonly namespaces: readonly string[] | undefined;
  readonly leaseNamespace: string | undefined;
  /** Systems with cluster-scoped objects in this run: no namespace keeps two runs of them apart, so each takes the lease of the whole cluster. */
  readonly spanning: readonly SystemId[];
  readonly signal: AbortSignal;
}

function refusal(error: unknown, system: System, options: HoldLeasesOptions): unknown {
  if (error instanceof OperatorRunningError) {
    return new CliError({
      exit: EXIT.conflict,
      message: `${system.title} is already being reconciled by ${error.holder}`,
      why: error.message,
      fix: 'stop it first (scale a Deployment to 0, end the other loop), or choose namespaces that it does not work in with -n',
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
      name: system.operator.leaseName,
      bin,
      command: 'reconcile',
      context: session.context,
      server: session.server,
      user: session.user,
    });
  return error;
}

/** The engine looks twice, and once for each system: a warning is told once. */
function tellingOnce(log: Log): Log {
  const told = new Set<string>();
  return {
    ...log,
    warn: (message, fields) => {
      if (!told.has(message)) log.warn(message, fields);
      told.add(message);
    },
  };
}

/** Takes the leases of all systems of a run, or none. Throws the error to show: exit 6 beside another loop or operator. */
export async function holdLeases(options: HoldLeasesOptions): Promise<LeaseGuard> {
  const { session, systems, namespaces, leaseNamespace, spanning } = options;
  const guards: LeaseGuard[] = [];
  const log = tellingOnce(options.log);
  const release = async (): Promise<void> => {
    await Promise.all(guards.map((guard) => guard.release()));
  };
  for (const system of systems) {
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
          ...(leaseNamespace === undefined ? {} : { leaseNamespace }),
        }),
      );
    } catch (error) {
      await release();
      throw refusal(error, system, options);
    }
  }
  return { covers: (ms) => guards.every((guard) => guard.covers(ms)), lost: AbortSignal.any(guards.map((guard) => guard.lost)), release };
}
