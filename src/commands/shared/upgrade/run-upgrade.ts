import type { ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { ExitCode } from '../../../output/exit-codes.ts';
import { resourceLine, resourceName } from '../../../output/resource-line.ts';
import { tellOperators } from '../apply/operator-warnings.ts';
import { printWritten } from '../apply/written-objects.ts';
import type { ChangeTerms } from '../change/change-flags.ts';
import type { Runtime } from '../runtime.ts';
import { changeObject } from '../change/change-object.ts';
import type { Changed, ObjectChange } from '../change/change-object.ts';
import { nested } from '../change/at-path.ts';
import type { Session } from '../session.ts';
import { waitFor } from '../wait/wait-for.ts';
import { tagOf, upgradeChange } from './upgrade-change.ts';
import type { UpgradableKind, UpgradeRequest } from './upgrade-change.ts';

/** `waitMs` counts twice at most: a way back may take as long again. */
export interface RunUpgradeOptions extends ChangeTerms {
  readonly fieldManager: string;
  readonly rollbackOnFailure: boolean;
}

/** The upgrade, while it is under way. */
interface Upgrade {
  readonly session: Session;
  readonly kind: UpgradableKind;
  readonly key: ObjectKey;
  readonly request: UpgradeRequest;
  readonly runtime: Runtime;
  readonly options: RunUpgradeOptions;
}

function waitReady({ session, kind, key, runtime, options }: Upgrade, { object, changed }: Changed): Promise<void> {
  const { waitMs: timeoutMs = 0, record, quiet } = options;
  const target = { type: kind, key, ...(changed && { wrote: object }) };
  return waitFor(session, [target], { is: 'ready' }, { timeoutMs, mode: 'all', runtime, signal: runtime.signal, record, quiet });
}

function isFailure(error: unknown): error is CliError {
  return error instanceof CliError && (error.exit === EXIT.failedState || error.exit === EXIT.timeout);
}

/** The old tag again, unless somebody has set a third one meanwhile. */
function wayBack(kind: UpgradableKind, from: string, to: string): ObjectChange {
  return {
    decide: (live) => {
      const tag = tagOf(kind, live);
      if (tag === from) return undefined;
      if (tag === to) return nested(kind.imageTag, from);
      throw new CliError({
        exit: EXIT.conflict,
        message: `${resourceName(live)} has tag ${tag ?? 'none'} by now: it is left alone`,
        why: 'somebody else changed it meanwhile',
      });
    },
  };
}

/** Both stories in one error: what went wrong, and what became of the way back. */
function told(first: CliError, message: string, back?: Error): CliError {
  const { exit, fix, details } = first;
  const why = back === undefined ? first.why : `${first.why ?? first.message}\nthe way back: ${back.message}`;
  return new CliError({ exit, message, why, fix, details, cause: back ?? first });
}

/** Sets the old tag again and waits. Always throws: the upgrade has failed. */
async function rollBack(upgrade: Upgrade, from: string, failure: CliError): Promise<never> {
  const { session, kind, key, request, runtime, options } = upgrade;
  const { fieldManager, record } = options;
  runtime.stderr(`warning: ${failure.message}: ${failure.why ?? 'no cause is known'}\n`);
  runtime.stderr(`note: setting tag ${from} again\n`);
  const name = `${kind.singular}.${kind.group}/${key.name}`;
  const failed = `the upgrade of ${name} to ${request.to} failed`;
  let back: Changed;
  try {
    back = await changeObject(session, kind, key, wayBack(kind, from, request.to), {
      dryRun: 'none',
      fieldManager,
      signal: runtime.signal,
    });
  } catch (error) {
    if (runtime.signal.aborted || !(error instanceof CliError)) throw error;
    throw told(failure, `${failed}, and tag ${from} could not be set again`, error);
  }
  await record({ step: 'roll back', object: name, result: 'rolled back' });
  try {
    await waitReady(upgrade, back);
  } catch (error) {
    if (runtime.signal.aborted || !(error instanceof CliError)) throw error;
    throw told(failure, `${failed}; tag ${from} is set again, but it is not ready with that either`, error);
  }
  throw told(failure, `${failed}; it is ready with tag ${from} again`);
}

/**
 * Sets the tag of one object and waits until it is ready with it. Gives the exit code. Throws 9 where it can only fail, 124 where the time is
 * over; with `rollbackOnFailure` the old tag is set again first, and the error tells both.
 */
export async function runUpgrade(
  session: Session,
  kind: UpgradableKind,
  key: ObjectKey,
  request: UpgradeRequest,
  runtime: Runtime,
  options: RunUpgradeOptions,
): Promise<ExitCode> {
  const upgrade: Upgrade = { session, kind, key, request, runtime, options };
  const { dryRun, fieldManager, format, record } = options;
  let from: string | undefined;
  const change = upgradeChange(kind, request);
  const noting: ObjectChange = {
    decide: (live) => {
      from = tagOf(kind, live);
      return change.decide(live);
    },
  };
  const done = await changeObject(session, kind, key, noting, { dryRun, fieldManager, signal: runtime.signal });
  const result = done.changed ? 'upgraded' : 'unchanged';
  if (format === undefined) runtime.stdout(resourceLine(done.object, result, dryRun));
  else await printWritten([done.object], format, runtime);
  await record({ step: 'upgrade', object: resourceName(done.object), result });
  if (done.changed && !options.quiet) runtime.stderr(`note: tag ${from ?? 'none'} → ${request.to}\n`);
  if (dryRun === 'none') {
    if (done.changed && !options.quiet) await tellOperators(session, [done.object], kind.system, runtime);
    if (options.waitMs !== undefined) {
      try {
        await waitReady(upgrade, done);
      } catch (error) {
        const returns = options.rollbackOnFailure && done.changed && isFailure(error) && !runtime.signal.aborted;
        if (!returns || from === undefined) throw error;
        await rollBack(upgrade, from, error);
      }
    }
  }
  return options.errorUnchanged && !done.changed ? EXIT.unchanged : EXIT.ok;
}
