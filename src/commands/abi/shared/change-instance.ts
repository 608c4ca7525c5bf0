import type { OutputFlags } from '@oclif/core/interfaces';
import * as Flags from '@oclif/core/flags';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { EXIT, type ExitCode } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { resourceLine, resourceName } from '../../../output/resource-line.ts';
import { cliFieldManager } from '../../../registry.ts';
import { operatorWarnings } from '../../shared/apply/operator-warnings.ts';
import { printWritten, WRITE_FORMATS } from '../../shared/apply/written-objects.ts';
import { parseDuration } from '../../shared/duration.ts';
import {
  dryRunFlag,
  errorUnchangedFlag,
  fieldManagerFlag,
  forceConflictsFlag,
  outputFileFlag,
  outputFlag,
  timeoutFlag,
  waitReadyFlag,
  type GlobalFlags,
} from '../../shared/flags.ts';
import { showChangePlan } from '../../shared/plan/change-plan.ts';
import { findingText } from '../../shared/plan/finding.ts';
import type { Runtime } from '../../shared/runtime.ts';
import { changeObject, keyFor, type ObjectChange } from '../../shared/scale/change-object.ts';
import type { Session } from '../../shared/session.ts';
import { stepRecorder } from '../../shared/step-records.ts';
import { waitFor } from '../../shared/wait/wait-for.ts';
import { ABI_ADVICE } from './findings/abi-advice.ts';
import { instanceKind } from './instance-words.ts';

/** The flags of commands that change one instance. */
export const changeFlags = {
  plan: Flags.boolean({ description: 'Only say what would change, which pods would restart and what cannot work; stores nothing.' }),
  'dry-run': dryRunFlag,
  'error-unchanged': errorUnchangedFlag,
  'field-manager': fieldManagerFlag,
  'force-conflicts': forceConflictsFlag,
  output: outputFlag(WRITE_FORMATS),
  'output-file': outputFileFlag,
  timeout: timeoutFlag('2m'),
  wait: waitReadyFlag,
};

export type ChangeFlags = GlobalFlags & OutputFlags<typeof changeFlags>;

/** A change in words and deeds. */
export interface InstanceChange extends ObjectChange {
  /** For plans: `the change of features`. */
  readonly what: string;
  /** What is said of an instance that was changed: `features set`. */
  readonly done: string;
  /** What is to be told of the change besides. */
  notes(before: KubeObject, after: KubeObject): readonly string[];
}

const PLAN_FORMATS = ['json'] as const;

/** The formats that the flags allow; throws a usage error before anything is asked of a cluster. */
function formatsOf(flags: ChangeFlags): { plan: 'json' | undefined; written: (typeof WRITE_FORMATS)[number] | undefined } {
  const { output, plan } = flags;
  if (output === undefined) return { plan: undefined, written: undefined };
  return plan
    ? { plan: parseOutputFormat(output, PLAN_FORMATS), written: undefined }
    : { plan: undefined, written: parseOutputFormat(output, WRITE_FORMATS) };
}

/** Plans a change of an instance, or makes it and tells what speaks against it. Gives the exit code. */
export async function changeInstance(
  session: Session,
  name: string,
  change: InstanceChange,
  flags: ChangeFlags,
  runtime: Runtime,
): Promise<ExitCode> {
  const { signal, stderr } = runtime;
  const kind = instanceKind();
  const key = keyFor(kind, name, session.namespace);
  const formats = formatsOf(flags);
  const timeoutMs = parseDuration(flags.timeout, 'timeout');
  const { quiet } = flags;
  let before: KubeObject | undefined;
  const noting: ObjectChange = {
    decide: (live) => {
      before = live;
      return change.decide(live);
    },
  };
  const fieldManager = flags['field-manager'] ?? cliFieldManager(kind.system);
  if (flags.plan) {
    const { object } = await changeObject(session, kind, key, noting, { dryRun: 'client', fieldManager, signal });
    const about = { live: before ?? object, desired: object, change: change.what };
    return await showChangePlan(session, kind, about, runtime, { format: formats.plan, quiet });
  }
  const dryRun = flags['dry-run'];
  const record = stepRecorder(flags['output-file'], runtime.now);
  const { object, changed } = await changeObject(session, kind, key, noting, { dryRun, fieldManager, signal });
  const result = changed ? change.done : 'unchanged';
  if (formats.written === undefined) runtime.stdout(resourceLine(object, result, dryRun));
  else await printWritten([object], formats.written, runtime);
  await record({ step: change.done, object: resourceName(object), result });
  if (changed && before !== undefined && !quiet) {
    for (const note of change.notes(before, object)) stderr(`note: ${note}\n`);
    for (const finding of await ABI_ADVICE.findings({ session, runtime }, before, object)) stderr(`warning: ${findingText(finding)}\n`);
  }
  if (dryRun !== 'none') return EXIT.ok;
  if (changed && !quiet) {
    const written = [{ system: kind.system, namespace: object.metadata.namespace }];
    for (const warning of await operatorWarnings(session, written, { now: runtime.now(), signal })) stderr(`warning: ${warning}\n`);
  }
  if (flags.wait) {
    const target = { type: kind, key, ...(changed && { wrote: object }) };
    await waitFor(session, [target], { is: 'ready' }, { timeoutMs, mode: 'all', runtime, signal, record, quiet });
  }
  return flags['error-unchanged'] && !changed ? EXIT.unchanged : EXIT.ok;
}
