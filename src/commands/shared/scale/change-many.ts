import type { KubeObject, ObjectKey } from '../../../kernel/kube-object.ts';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import type { ExitCode } from '../../../output/exit-codes.ts';
import { formatError } from '../../../output/format-error.ts';
import { resourceLine, resourceName } from '../../../output/resource-line.ts';
import type { DryRun } from '../../../output/resource-line.ts';
import type { KindIdentity } from '../kind-identity.ts';
import type { Runtime } from '../runtime.ts';
import type { StepRecord } from '../step-records.ts';
import type { WaitTarget } from '../wait/wait-for.ts';
import type { Changed } from './change-object.ts';

/** What `-o` may say where a command changes objects. */
export const CHANGE_FORMATS = ['name', 'json', 'yaml'] as const;

/** One object that shall be changed. */
export interface ToChange {
  readonly kind: KindIdentity;
  readonly key: ObjectKey;
}

export interface ChangeManyOptions {
  /** What is said of an object that was changed: `scaled`. */
  readonly done: string;
  readonly dryRun: DryRun;
  readonly format: (typeof CHANGE_FORMATS)[number] | undefined;
  readonly errorUnchanged: boolean;
  readonly verbosity: number;
  readonly record: (record: StepRecord) => Promise<void>;
}

/** How it went: the exit code, and what to wait for. */
export interface ChangedMany {
  readonly exit: ExitCode;
  readonly targets: readonly WaitTarget[];
}

async function print(objects: readonly KubeObject[], single: boolean, format: 'json' | 'yaml', runtime: Runtime): Promise<void> {
  const { toJson, toList, toYaml } = await import('../../../output/print-object.ts');
  const [only] = objects;
  const whole = single && only !== undefined ? only : toList(objects);
  if (single && only === undefined) return;
  runtime.stdout(format === 'json' ? toJson(whole) : toYaml(whole));
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
  for (const target of objects) {
    try {
      const done = await change(target);
      changes.push(done);
      targets.push({ type: target.kind, key: target.key, ...(done.changed && { wrote: done.object }) });
      const result = done.changed ? options.done : 'unchanged';
      if (format === undefined) runtime.stdout(resourceLine(done.object, result, dryRun));
      if (format === 'name') runtime.stdout(`${resourceName(done.object)}\n`);
      await record({ step: options.done, object: resourceName(done.object), result });
    } catch (error) {
      if (!(error instanceof CliError) || runtime.signal.aborted) throw error;
      failures.push(error);
      runtime.stderr(formatError(error, options.verbosity));
      await record({
        step: options.done,
        object: `${target.kind.singular}.${target.kind.group}/${target.key.name}`,
        result: `error: ${error.message}`,
      });
    }
  }
  if (format === 'json' || format === 'yaml') {
    await print(
      changes.map(({ object }) => object),
      objects.length === 1,
      format,
      runtime,
    );
  }
  return { exit: exitOf(failures, changes, options), targets };
}
