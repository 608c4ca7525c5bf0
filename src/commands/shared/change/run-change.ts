import type { KubeObject } from '../../../kernel/kube-object.ts';
import { EXIT, type ExitCode } from '../../../output/exit-codes.ts';
import { resourceLine, resourceName } from '../../../output/resource-line.ts';
import { cliFieldManager } from '../../../registry.ts';
import { tellOperators } from '../apply/operator-warnings.ts';
import { printWritten } from '../apply/written-objects.ts';
import type { Runtime } from '../runtime.ts';
import type { Session } from '../session.ts';
import { waitFor } from '../wait/wait-for.ts';
import type { WaitCondition } from '../wait/wait-condition.ts';
import type { ChangeTerms } from './change-flags.ts';
import type { ToChange } from './change-many.ts';
import { changeObject, type ObjectChange } from './change-object.ts';

/** One change of one object, in words and deeds. */
export interface OneChange extends ToChange {
  readonly change: ObjectChange;
  /** What is said of an object that was changed: `quota set`. */
  readonly done: string;
  /** What is to be told of a change, also of one that is only tried: lines such as `warning: …`. */
  readonly tell?: (before: KubeObject, after: KubeObject) => readonly string[] | Promise<readonly string[]>;
  /** What `--wait` waits for. */
  readonly until: WaitCondition;
}

/** Changes one object, says what became of it and who will act on it, and waits where that was asked for. Gives the exit code. */
export async function runChange(session: Session, one: OneChange, terms: ChangeTerms, runtime: Runtime): Promise<ExitCode> {
  const { change, done, key, kind, tell, until } = one;
  const { dryRun, format, quiet, record, waitMs } = terms;
  const { signal, stderr, stdout } = runtime;
  let before: KubeObject | undefined;
  const noting: ObjectChange = {
    decide: (live) => {
      before = live;
      return change.decide(live);
    },
  };
  const fieldManager = terms.fieldManager ?? cliFieldManager(kind.system);
  const { object, changed } = await changeObject(session, kind, key, noting, { dryRun, fieldManager, signal });
  const result = changed ? done : 'unchanged';
  if (format === undefined) stdout(resourceLine(object, result, dryRun));
  else await printWritten([object], format, runtime);
  await record({ step: done, object: resourceName(object), result });
  if (changed && before !== undefined && !quiet) for (const line of (await tell?.(before, object)) ?? []) stderr(`${line}\n`);
  if (dryRun !== 'none') return EXIT.ok;
  if (changed && !quiet) await tellOperators(session, [object], kind.system, runtime);
  if (waitMs !== undefined) {
    const target = { type: kind, key, ...(changed && { wrote: object }) };
    await waitFor(session, [target], until, { timeoutMs: waitMs, mode: 'all', runtime, signal, record, quiet });
  }
  return terms.errorUnchanged && !changed ? EXIT.unchanged : EXIT.ok;
}
