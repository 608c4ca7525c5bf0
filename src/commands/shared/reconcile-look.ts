import { isApiError } from '../../cluster/api-error.ts';
import type { CliError } from '../../output/cli-error.ts';
import type { ColorMode } from '../../output/color.ts';
import { EXIT } from '../../output/exit-codes.ts';
import { formatError } from '../../output/format-error.ts';
import type { LeaseGuard } from '../../reconcile/engine/lease-guard.ts';
import type { ManagerOptions } from '../../reconcile/engine/manager.ts';
import { timestamp } from '../../kernel/clock.ts';
import { findOperator } from './operators/find-operator.ts';
import { reconcileDryRun } from './reconcile-dry-run.ts';
import { primaryName } from './reconcile-report.ts';
import type { ReconcileScope, ReconcileScopeOptions } from './reconcile-scope.ts';
import { runLoop } from './run-loop.ts';
import { runOneShot } from './run-one-shot.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';
import type { StepRecord } from './step-records.ts';
import { readOnlyApi } from './shadow/read-only-api.ts';
import { shadowTeller } from './shadow/shadow-teller.ts';

/** A run of `reconcile` that changes nothing. */
export interface ReconcileLookOptions {
  readonly mode: 'client' | 'server' | 'shadow';
  /** Of a shadow: goes on until a signal comes. */
  readonly watch: boolean;
  readonly manager: ManagerOptions;
  readonly session: Session;
  readonly runtime: Runtime;
  readonly options: ReconcileScopeOptions;
  readonly chosen: ReconcileScope;
  readonly timeout: string;
  readonly withNamespace: boolean;
  readonly color: ColorMode;
  readonly verbosity: number;
  readonly quiet: boolean;
  readonly addresses: { readonly metrics: string; readonly health: string };
  /** What was found, for `--output-file`. */
  readonly record: (record: StepRecord) => void;
}

/** Who only looks needs no lease and loses none. */
const NO_LEASE: LeaseGuard = { covers: () => false, lost: new AbortController().signal, release: () => Promise.resolve() };

/** A shadow that goes on gives the operator beside it so long to act on a change. */
const GRACE_MS = 2_000;

/** 1 says that something would change or diverges: no failure may. */
function failureExit(exit: number): number {
  return exit === EXIT.general ? EXIT.usage : exit;
}

/** Says who else works on the same objects; what may not be looked at is left out. */
async function noteOperators({ session, runtime, chosen, quiet }: ReconcileLookOptions): Promise<void> {
  if (quiet) return;
  for (const { operator, title } of chosen.systems) {
    try {
      const { ready = [], holders = [] } = await findOperator(session.api, operator, { now: runtime.now(), signal: runtime.signal });
      for (const { metadata } of ready)
        runtime.stderr(
          `note: ${title}: deployment/${metadata.name} is ready in namespace ${metadata.namespace ?? ''} and reconciles by itself\n`,
        );
      for (const { identity, namespace, name } of holders)
        runtime.stderr(`note: ${title}: ${identity} holds lease ${namespace}/${name} and reconciles by itself\n`);
    } catch (error) {
      if (!isApiError(error)) throw error;
    }
  }
}

async function lookOnce(
  look: ReconcileLookOptions,
  manager: ManagerOptions,
  finish: () => Promise<{ changes: boolean; errors: readonly CliError[] }>,
): Promise<number> {
  const { runtime, session, options, chosen, timeout } = look;
  const verdict = await runOneShot({ manager, guard: NO_LEASE, runtime, session, options, chosen, once: true, timeout });
  const { changes, errors } = await finish();
  const all = [...verdict.errors, ...errors];
  for (const error of all) runtime.stderr(formatError(error, look.verbosity));
  const exit = verdict.exit === EXIT.ok ? errors[0]?.exit : verdict.exit;
  if (exit !== undefined) return failureExit(exit);
  return changes ? EXIT.general : EXIT.ok;
}

async function shadow(look: ReconcileLookOptions, manager: ManagerOptions): Promise<number> {
  const { runtime, session, watch, withNamespace, addresses, record } = look;
  const teller = shadowTeller({
    record: (object, result) => record({ step: 'shadow', object, result }),
    nameOf: (pass) => primaryName(pass, withNamespace),
    tell: (line) => runtime.stdout(`${watch ? `${timestamp(runtime.now())} ` : ''}${line}\n`),
    ...(watch && { grace: { clock: manager.clock, ms: GRACE_MS } }),
  });
  const shadowing: ManagerOptions = {
    ...manager,
    executor: teller.executor,
    onPass: (report) => {
      manager.onPass?.(report);
      teller.ended(report);
    },
  };
  if (!watch) return lookOnce(look, shadowing, () => Promise.resolve({ changes: teller.diverges(), errors: [] }));
  return runLoop({ manager: shadowing, guard: NO_LEASE, runtime, session, addresses, doing: 'comparing, and writing nothing,' });
}

/**
 * Plans as `reconcile` does and changes nothing: no object, no status, no event, no lease; no effect is carried out. Gives 1 where
 * something would change or diverges, 0 where nothing does, and more than 1 where it could not be told.
 */
export async function reconcileLook(look: ReconcileLookOptions): Promise<number> {
  const api = readOnlyApi(look.manager.api);
  const manager: ManagerOptions = { ...look.manager, api };
  if (look.mode === 'shadow') return shadow(look, manager);
  await noteOperators(look);
  const { mode, runtime, withNamespace, color, record } = look;
  const session: Session = { ...look.session, api };
  const dryRun = reconcileDryRun({ mode, session, runtime, withNamespace, color, record });
  return lookOnce(look, { ...manager, executor: dryRun.executor }, dryRun.finish);
}
