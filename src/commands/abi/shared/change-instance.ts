import type { OutputFlags } from '@oclif/core/interfaces';
import * as Flags from '@oclif/core/flags';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import type { ExitCode } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { cliFieldManager } from '../../../registry.ts';
import { CHANGE_FLAGS, changeTerms, type ChangeTerms } from '../../shared/change/change-flags.ts';
import { changeObject, keyFor, type ObjectChange } from '../../shared/change/change-object.ts';
import { runChange } from '../../shared/change/run-change.ts';
import { parseDuration } from '../../shared/duration.ts';
import { timeoutFlag, waitReadyFlag, type GlobalFlags } from '../../shared/flags.ts';
import { showChangePlan } from '../../shared/plan/change-plan.ts';
import { findingText } from '../../shared/plan/finding.ts';
import type { Runtime } from '../../shared/runtime.ts';
import type { Session } from '../../shared/session.ts';
import { ABI_ADVICE } from './findings/abi-advice.ts';
import { instanceKind } from './instance-words.ts';

/** The flags of commands that change one instance. */
export const changeFlags = {
  plan: Flags.boolean({ description: 'Only say what would change, which pods would restart and what cannot work; stores nothing.' }),
  ...CHANGE_FLAGS,
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

/** What the flags ask for: a plan, or a change. */
export type InstanceTerms =
  | { readonly plan: true; readonly format: 'json' | undefined; readonly quiet: boolean }
  | ({ readonly plan: false } & ChangeTerms);

const PLAN_FORMATS = ['json'] as const;

/** Reads the flags, before anything is asked of a cluster. Throws a usage error, or the one of an output file that cannot be written. */
export async function instanceTerms(flags: ChangeFlags, runtime: Runtime): Promise<InstanceTerms> {
  const { output, plan, quiet } = flags;
  if (!plan) return { plan, ...(await changeTerms(flags, runtime)) };
  parseDuration(flags.timeout, 'timeout');
  return { plan, format: output === undefined ? undefined : parseOutputFormat(output, PLAN_FORMATS), quiet };
}

/** What is to be said of a change that was made or tried. */
async function told(session: Session, change: InstanceChange, runtime: Runtime, before: KubeObject, after: KubeObject): Promise<string[]> {
  const notes = change.notes(before, after).map((note) => `note: ${note}`);
  const findings = await ABI_ADVICE.findings({ session, runtime }, before, after);
  return [...notes, ...findings.map((finding) => `warning: ${findingText(finding)}`)];
}

/** Plans a change of an instance, or makes it and tells what speaks against it. Gives the exit code. */
export async function changeInstance(
  session: Session,
  name: string,
  change: InstanceChange,
  terms: InstanceTerms,
  runtime: Runtime,
): Promise<ExitCode> {
  const kind = instanceKind();
  const key = keyFor(kind, name, session.namespace);
  if (!terms.plan) {
    const tell = (before: KubeObject, after: KubeObject): Promise<string[]> => told(session, change, runtime, before, after);
    return await runChange(session, { kind, key, change, done: change.done, tell, until: { is: 'ready' } }, terms, runtime);
  }
  let live: KubeObject | undefined;
  const noting: ObjectChange = {
    decide: (found) => {
      live = found;
      return change.decide(found);
    },
  };
  const { signal } = runtime;
  const { object } = await changeObject(session, kind, key, noting, {
    dryRun: 'client',
    fieldManager: cliFieldManager(kind.system),
    signal,
  });
  return await showChangePlan(session, kind, { live: live ?? object, desired: object, change: change.what }, runtime, terms);
}
