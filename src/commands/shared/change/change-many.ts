import type { ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { ExitCode } from '../../../output/exit-codes.ts';
import { formatError } from '../../../output/format-error.ts';
import { resourceLine, resourceName } from '../../../output/resource-line.ts';
import type { DryRun } from '../../../output/resource-line.ts';
import { printWritten, type WriteFormat, type WrittenObject } from '../apply/written-objects.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Runtime } from '../runtime.ts';
import type { StepRecord } from '../step-records.ts';
import type { WaitTarget } from '../wait/wait-for.ts';
import type { Changed } from './change-object.ts';

/** One object that shall be changed. */
export interface ToChange {
  readonly kind: KindIdentity;
  readonly key: ObjectKey;
}

export interface ChangeManyOptions {
  /** What is said of an object that was changed: `scaled`. */
  readonly done: string;
  readonly dryRun: DryRun;
  readonly format: WriteFormat | undefined;
  readonly errorUnchanged: boolean;
  readonly verbosity: number;
  readonly record: (record: StepRecord) => Promise<void>;
}

/** How it went: the exit code, and what to wait for. */
export interface ChangedMany {
  readonly exit: ExitCode;
  readonly targets: readonly WaitTarget[];
}

function exitOf(failures: readonly CliError[], changes: readonly Changed[], options: ChangeManyOptions): ExitCode {
  const [first] = failures;
  if (first !== undefined) return changes.length > 0 ? EXIT.partial : first.exit;
  return options.errorUnchanged && changes.every(({ changed }) => !changed) ? EXIT.unchanged : EXIT.ok;
}

/**
 * Changes objects one after the other and says of each what became of it. One that fails does not keep the others from their turn: exit 10
 * when some failed, the error's own code when all did. A signal ends it at once.
 */
export async function changeMany(
  objects: readonly ToChange[],
  change: (object: ToChange) => Promise<Changed>,
  runtime: Runtime,
  options: ChangeManyOptions,
): Promise<ChangedMany> {
  const { dryRun, format, record } = options;
  const failures: CliError[] = [];
  const changes: Changed[] = [];
  const targets: WaitTarget[] = [];
  const written: WrittenObject[] = [];
  for (const target of objects) {
    try {
      const done = await change(target);
      changes.push(done);
      written.push(done.object);
      targets.push({ type: target.kind, key: target.key, ...(done.changed && { wrote: done.object }) });
      const result = done.changed ? options.done : 'unchanged';
      if (format === undefined) runtime.stdout(resourceLine(done.object, result, dryRun));
      if (format === 'name') runtime.stdout(`${resourceName(done.object)}\n`);
      await record({ step: options.done, object: resourceName(done.object), result });
    } catch (error) {
      if (!(error instanceof CliError) || runtime.signal.aborted) throw error;
      failures.push(error);
      written.push({
        manifest: { apiVersion: `${target.kind.group}/${target.kind.version}`, kind: target.kind.kind, metadata: target.key },
        error,
      });
      runtime.stderr(formatError(error, options.verbosity));
      await record({
        step: options.done,
        object: `${target.kind.singular}.${target.kind.group}/${target.key.name}`,
        result: `error: ${error.message}`,
      });
    }
  }
  // One object that could not be changed is told on stderr alone; of several each stands in the list, the failed ones as a Status.
  if ((format === 'json' || format === 'yaml') && (objects.length > 1 || failures.length === 0))
    await printWritten(written, format, runtime);
  return { exit: exitOf(failures, changes, options), targets };
}
