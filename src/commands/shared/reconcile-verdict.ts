import { ApiError, isApiError } from '../../cluster/api-error.ts';
import { resourceNameOf } from '../../kernel/resource-type.ts';
import { parseKey } from '../../kernel/kube-object.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { StepFailure } from '../../reconcile/engine/contract.ts';
import type { SettledObject, SettleResult } from '../../reconcile/engine/run-until-settled.ts';
import { describeRefusal, isRefusal } from './describe-refusal.ts';
import { primaryName } from './reconcile-report.ts';

/** Errors of the run itself, before those of its objects. */
const OWN: readonly number[] = [EXIT.denied, EXIT.conflict, EXIT.notServed, EXIT.unreachable];

/** What a one-shot run tells at its end: an error for each object that is not as it should be, and the exit code. */
export interface Verdict {
  readonly exit: number;
  readonly errors: readonly CliError[];
}

/** A refusal by RBAC, which is our own error; a quota or webhook that says no is the object's. */
function isDenied(failure: StepFailure): boolean {
  return failure.reason === 'Unauthorized' || (failure.reason === 'Forbidden' && isRefusal(failure.message));
}

function describeCommand({ reconciler, key }: SettledObject): string {
  const { name, namespace } = parseKey(key);
  return `kubectl describe ${resourceNameOf(reconciler.kind)} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`;
}

function denied(object: SettledObject, failure: StepFailure, bin: string): CliError {
  const type = object.reconciler.children.find((child) => child.type.kind === failure.kind)?.type ?? object.reconciler.kind;
  const { namespace } = parseKey(object.key);
  const reason = failure.reason === 'Unauthorized' ? 'Unauthorized' : 'Forbidden';
  const error = new ApiError({ reason, code: failure.code, message: failure.message });
  return describeRefusal(error, {
    verb: failure.step === 'remove' ? 'delete' : 'patch',
    type,
    namespace,
    name: failure.name,
    bin,
    command: 'reconcile',
  });
}

/** The pass itself broke. */
function broken(object: SettledObject, error: unknown, bin: string): CliError {
  const { name, namespace } = parseKey(object.key);
  if (isApiError(error))
    return describeRefusal(error, { verb: 'patch', type: object.reconciler.kind, namespace, name, bin, command: 'reconcile' });
  return new CliError({
    exit: EXIT.general,
    message: `internal error at ${primaryName(object, false)}: ${error instanceof Error ? error.message : String(error)}`,
    fix: 'this is a bug of the program: report it',
    cause: error,
  });
}

function blocked(object: SettledObject, exit: typeof EXIT.general | typeof EXIT.failedState): CliError {
  const blocker = object.report?.blocked;
  const word = exit === EXIT.general ? 'blocked' : 'failed';
  return new CliError({
    exit,
    message: `${primaryName(object, false)} is ${word} (${blocker?.reason ?? 'Unknown'})`,
    why: blocker?.message,
    fix: blocker?.fix ?? `mend what the cause names and run it again; more: ${describeCommand(object)}`,
  });
}

function whyUnfinished({ report }: SettledObject): string {
  if (report === undefined) return 'its first pass did not come to an end';
  return report.blocked?.message ?? report.failures?.[0]?.message ?? 'it was still being worked on';
}

function unfinished(object: SettledObject, timeout: string): CliError {
  return new CliError({
    exit: EXIT.timeout,
    message: `${primaryName(object, false)} is not ready after ${timeout}`,
    why: whyUnfinished(object),
    fix: object.report?.blocked?.fix ?? `wait longer with --timeout, or look: ${describeCommand(object)}`,
  });
}

/** Nothing more is to come, and nothing is wrong. */
function isWell({ report, isSettled }: SettledObject): boolean {
  return isSettled && (report?.outcome === 'ready' || report?.outcome === 'gone');
}

function errorOf(object: SettledObject, bin: string, timeout: string): CliError | undefined {
  const { report } = object;
  const refused = report?.failures?.find(isDenied);
  if (refused !== undefined) return denied(object, refused, bin);
  if (report?.outcome === 'stuck') return blocked(object, EXIT.general);
  if (report?.outcome === 'failed') return blocked(object, EXIT.failedState);
  if (report?.outcome === 'error') return broken(object, report.error, bin);
  return isWell(object) ? undefined : unfinished(object, timeout);
}

function exitOf(errors: readonly CliError[]): number {
  const codes = new Set<number>(errors.map((error) => error.exit));
  const own = OWN.find((code) => codes.has(code));
  if (own !== undefined) return own;
  if (codes.has(EXIT.failedState) && codes.has(EXIT.general)) return EXIT.partial;
  return [EXIT.failedState, EXIT.general].find((code) => codes.has(code)) ?? errors[0]?.exit ?? EXIT.ok;
}

/** How a one-shot run ended: our own errors first, then failed and blocked, then what was still on the way. */
export function verdictOf(result: SettleResult, bin: string, timeout: string): Verdict {
  const errors = result.objects.map((object) => errorOf(object, bin, timeout)).filter((error) => error !== undefined);
  return { exit: exitOf(errors), errors };
}

/** A write of the one pass that did not go through. */
function unwritten(object: SettledObject, bin: string): CliError | undefined {
  const { report } = object;
  if (report === undefined || report.outcome === 'error') return errorOf(object, bin, 'one pass');
  const failure = report.failures?.find(isDenied) ?? report.failures?.[0];
  if (failure === undefined) return undefined;
  if (isDenied(failure)) return denied(object, failure, bin);
  if (report.outcome === 'failed' || report.outcome === 'stuck') return errorOf(object, bin, 'one pass');
  return new CliError({
    exit: EXIT.general,
    message: `${primaryName(object, false)}: ${failure.subject} could not be written (${failure.reason})`,
    why: failure.message,
    fix: `run it again, or look: ${describeCommand(object)}`,
  });
}

/** The verdict of `--once`: 0 if every write went through, whatever the objects still wait for. */
export function onceVerdictOf(result: SettleResult, bin: string): Verdict {
  const errors = result.objects.map((object) => unwritten(object, bin)).filter((error) => error !== undefined);
  return { exit: exitOf(errors), errors };
}

/** Adds that something named is not there: it decides the exit code unless an error of our own does. */
export function withMissing(verdict: Verdict, missing: CliError): Verdict {
  const isOwn = OWN.some((code) => code === verdict.exit);
  return { exit: isOwn ? verdict.exit : missing.exit, errors: [...verdict.errors, missing] };
}
