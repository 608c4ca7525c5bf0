import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { PassReport } from '../../reconcile/engine/pass-report.ts';
import type { LeaseGuard } from '../../reconcile/engine/lease-guard.ts';
import type { ManagerOptions } from '../../reconcile/engine/manager.ts';
import { runUntilSettled } from '../../reconcile/engine/run-until-settled.ts';
import { parseDuration } from './duration.ts';
import { leaseLost } from './lease-lost.ts';
import type { ReconcileProgress } from './reconcile-progress.ts';
import { stateOf } from './reconcile-report.ts';
import { missingNames, type ReconcileScope, type ReconcileScopeOptions } from './reconcile-scope.ts';
import { onceVerdictOf, verdictOf, withMissing, type Verdict } from './reconcile-verdict.ts';
import { refusedList } from './refused-list.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';

export interface OneShotOptions {
  readonly manager: ManagerOptions;
  readonly guard: LeaseGuard;
  readonly runtime: Runtime;
  readonly session: Session;
  readonly options: ReconcileScopeOptions;
  readonly chosen: ReconcileScope;
  readonly once: boolean;
  /** `--timeout` as it was written. */
  readonly timeout: string;
  /** The list on the terminal. Absent: what is waited for is told in lines. */
  readonly progress?: ReconcileProgress;
}

/** A silent CI job is taken for dead: what is waited for is said this often. */
const STILL_WAITING_MS = 10_000;

function tellWaiting(waiting: ReadonlyMap<string, PassReport>, runtime: Runtime): void {
  const [first] = waiting.values();
  if (first === undefined) return;
  const others = waiting.size === 1 ? '' : ` (and ${String(waiting.size - 1)} more)`;
  runtime.stderr(`still waiting: ${first.key}${others}: ${stateOf(first)?.replace(/^waits: /, '') ?? 'in work'}\n`);
}

function notFound(missing: readonly string[], { scope }: ReconcileScope, bin: string): CliError {
  const [namespace] = scope.namespaces ?? [];
  const [where, flag] = namespace === undefined ? ['in any namespace', '-A'] : [`in namespace ${namespace}`, `-n ${namespace}`];
  return new CliError({ exit: EXIT.notFound, message: `${missing.join(', ')} not found ${where}`, fix: `${bin} get all ${flag}` });
}

/** Runs until everything selected is settled. Throws where nothing could be begun, or when the run was broken off. */
export async function runOneShot(options: OneShotOptions): Promise<Verdict> {
  const { manager, guard, runtime, session, once, chosen, progress } = options;
  const timeoutMs = parseDuration(options.timeout, 'timeout');
  const waiting = new Map<string, PassReport>();
  const ticker = progress === undefined ? setInterval(() => tellWaiting(waiting, runtime), STILL_WAITING_MS) : undefined;
  try {
    const result = await runUntilSettled(
      {
        ...manager,
        timeoutMs: timeoutMs === 0 ? -1 : timeoutMs,
        once: once || timeoutMs === 0,
        ...(progress !== undefined && { onSynced: (controllers): void => progress.begin(controllers) }),
        onPass: (report) => {
          manager.onPass?.(report);
          progress?.pass(report);
          if (report.outcome === 'waits' || report.outcome === 'error') waiting.set(report.key, report);
          else waiting.delete(report.key);
        },
      },
      runtime.signal,
      guard.lost,
    );
    runtime.signal.throwIfAborted();
    if (guard.lost.aborted) throw leaseLost(guard.lost);
    const seen = (reconciler: unknown): readonly string[] =>
      result.objects.filter((object) => object.reconciler === reconciler).map(({ key }) => key);
    const missing = missingNames(chosen, options.options, seen);
    if (result.objects.length === 0 && missing.length === 0) {
      runtime.stderr(
        chosen.scope.namespaces === undefined ? 'No resources found\n' : `No resources found in ${session.namespace} namespace.\n`,
      );
    }
    const { bin } = runtime.entry;
    const verdict = once ? onceVerdictOf(result, bin) : verdictOf(result, bin, options.timeout);
    return missing.length === 0 ? verdict : withMissing(verdict, notFound(missing, chosen, bin));
  } catch (error) {
    throw refusedList(error, manager, session, runtime);
  } finally {
    clearInterval(ticker);
    await progress?.close();
  }
}
