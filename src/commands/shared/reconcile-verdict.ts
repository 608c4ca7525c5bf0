import { ApiError, isApiError } from '../../cluster/api-error.ts';
import type { ResourceType } from '../../kernel/resource-type.ts';
import { parseKey } from '../../kernel/kube-object.ts';
import { CliError } from '../../output/cli-error.ts';
import { EXIT } from '../../output/exit-codes.ts';
import type { StepFailure } from '../../reconcile/engine/contract.ts';
import type { SettledObject, SettleResult } from '../../reconcile/engine/run-until-settled.ts';
import { describeApiError } from './describe-api-error.ts';
import { primaryName } from './reconcile-report.ts';

/** What a one-shot run tells at its end: an error for each object that is not as it should be, and the exit code. */
export interface Verdict {
  readonly exit: number;
  readonly errors: readonly CliError[];
}

/** A refusal by RBAC, which is our own error; a quota or webhook that says no is the object's. */
function isDenied(failure: StepFailure): boolean {
  return failure.reason === 'Unauthorized' || (failure.reason === 'Forbidden' && /cannot \w+ resource/.test(failure.message));
}

function verbOf(failure: StepFailure): 'patch' | 'delete' {
  return failure.step === 'remove' ? 'delete' : 'patch';
}

function denied(object: SettledObject, failure: StepFailure, bin: string): CliError {
  const type = object.reconciler.children.find((child) => child.type.kind === failure.kind)?.type ?? object.reconciler.kind;
  const { namespace } = parseKey(object.key);
  const error = new ApiError({ reason: 'Forbidden', code: failure.code, message: failure.message });
  return describeApiError(error, { verb: verbOf(failure), type, namespace, name: failure.name, bin });
}

function unfinished(object: SettledObject, bin: string, timeout: string): CliError {
  const { report } = object;
  const name = primaryName(object, false);
  const { name: bare, namespace } = parseKey(object.key);
  const describe = `kubectl describe ${object.reconciler.kind.plural}.${object.reconciler.kind.group} ${bare}${namespace === undefined ? '' : ` -n ${namespace}`}`;
  if (report?.outcome === 'error') {
    const about = { verb: 'patch', type: object.reconciler.kind as ResourceType, namespace, name: bare, bin } as const;
    if (isApiError(report.error)) return describeApiError(report.error, about);
    return new CliError({
      exit: EXIT.general,
      message: `internal error at ${name}: ${report.error instanceof Error ? report.error.message : String(report.error)}`,
      fix: 'this is a bug of the program: report it',
      cause: report.error,
    });
  }
  const why = report?.blocked?.message ?? 'its first pass did not come to an end';
  return new CliError({
    exit: EXIT.timeout,
    message: `${name} is not ready after ${timeout}`,
    why,
    fix: report?.blocked?.fix ?? `wait longer with --timeout, or look: ${describe}`,
  });
}

function errorOf(object: SettledObject, bin: string, timeout: string): CliError | undefined {
  const { report } = object;
  const refused = report?.failures?.find(isDenied);
  if (refused !== undefined) return denied(object, refused, bin);
  const name = primaryName(object, false);
  if (report?.outcome === 'stuck' || report?.outcome === 'failed') {
    const [exit, word] = report.outcome === 'stuck' ? [EXIT.general, 'blocked'] : [EXIT.failedState, 'failed'];
    return new CliError({
      exit,
      message: `${name} is ${word} (${report.blocked?.reason ?? 'Unknown'})`,
      why: report.blocked?.message,
      fix: report.blocked?.fix,
    });
  }
  return object.isSettled ? undefined : unfinished(object, bin, timeout);
}

/** How a one-shot run ended (cli.md, E4): our own errors first, then failed and blocked, then what was still on the way. */
export function verdictOf(result: SettleResult, bin: string, timeout: string): Verdict {
  const errors = result.objects.map((object) => errorOf(object, bin, timeout)).filter((error) => error !== undefined);
  const codes = new Set<number>(errors.map((error) => error.exit));
  const own = [EXIT.denied, EXIT.conflict, EXIT.notServed, EXIT.unreachable].find((code) => codes.has(code));
  if (own !== undefined) return { exit: own, errors };
  const [failed, blocked] = [codes.has(EXIT.failedState), codes.has(EXIT.general)];
  if (failed && blocked) return { exit: EXIT.partial, errors };
  if (failed) return { exit: EXIT.failedState, errors };
  if (blocked) return { exit: EXIT.general, errors };
  return { exit: codes.has(EXIT.timeout) ? EXIT.timeout : EXIT.ok, errors };
}

/** The verdict of `--once`: 0 if every write went through, whatever the objects still wait for. */
export function onceVerdictOf(result: SettleResult, bin: string): Verdict {
  const broken = result.objects.filter(
    ({ report }) => report === undefined || report.outcome === 'error' || (report.failures?.length ?? 0) > 0,
  );
  return verdictOf({ ...result, objects: broken }, bin, 'one pass');
}
