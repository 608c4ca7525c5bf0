import type { KubeObject } from '../../kernel/kube-object.ts';
import { CliError } from '../../output/cli-error.ts';
import type { ColorMode } from '../../output/color.ts';
import type { Step } from '../../reconcile/engine/contract.ts';
import type { Decision } from '../../reconcile/engine/decide-plan.ts';
import type { Action } from '../../reconcile/engine/execute-plan.ts';
import type { PlanExecutor } from '../../reconcile/engine/plan-executor.ts';
import { keyOfManifest, readLive } from './apply/apply-object.ts';
import { compareObject } from './diff/compare-manifests.ts';
import type { Comparison } from './diff/comparison.ts';
import { printDiff } from './diff/print-diff.ts';
import { linesOf, primaryName, recordName } from './reconcile-report.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';
import type { StepRecord } from './step-records.ts';

export interface ReconcileDryRunOptions {
  /** `client`: what the plan says is printed; `server`: the server is asked what would come of each write, and the difference is printed. */
  readonly mode: 'client' | 'server';
  /** Its API refuses whatever is no dry run. */
  readonly session: Session;
  readonly runtime: Runtime;
  readonly withNamespace: boolean;
  readonly color: ColorMode;
  /** What each object's plan would do, for `--output-file`. */
  readonly record: (record: StepRecord) => void;
}

/** Gathers what passes would change, and prints it when they are over. */
export interface ReconcileDryRun {
  readonly executor: PlanExecutor;
  /** Prints what was found, in the order of the objects' names. Gives whether anything would change, and what could not be asked. */
  finish(): Promise<{ readonly changes: boolean; readonly errors: readonly CliError[] }>;
}

/** What one object's plan would do. */
interface Found {
  /** Whatever the mode: what it would do, in words. */
  readonly deeds: readonly string[];
  readonly lines: readonly string[];
  readonly notes: readonly string[];
  readonly comparisons: readonly Comparison[];
  readonly errors: readonly CliError[];
  readonly changes: boolean;
}

const ACTIONS: Readonly<Partial<Record<Decision['decision'], Action['verb']>>> = {
  create: 'created',
  update: 'configured',
  remove: 'deleted',
};

/** Changes that no child shows: finalizers, and what lies outside the cluster. A status is nobody's wish and is left out. */
function otherChanges(steps: readonly Step<unknown>[], primary: KubeObject): readonly string[] {
  const held = primary.metadata.finalizers ?? [];
  return steps.flatMap((step) => {
    if (step.do === 'effect') return [`would do ${step.effect.type}${step.effect.about === undefined ? '' : ` ${step.effect.about}`}`];
    if (step.do === 'hold' && !held.includes(step.finalizer)) return [`would add finalizer ${step.finalizer}`];
    if (step.do === 'release' && (step.from !== undefined || held.includes(step.finalizer)))
      return [`would remove finalizer ${step.finalizer}${step.from === undefined ? '' : ` of ${step.from.type.kind}/${step.from.name}`}`];
    return [];
  });
}

function skipText({ ref, why }: Decision): string | undefined {
  if (why === 'foreign') return `${ref.type.kind} ${ref.name} belongs to somebody else: it would be left alone`;
  if (why === 'terminating') return `${ref.type.kind} ${ref.name} is still being deleted: it would be waited for`;
  return undefined;
}

/** Asks the server what would come of one decision. Throws the error to show. */
async function asked(
  { ref, decision, manifest, live: cached }: Decision,
  manager: string,
  { session, runtime }: ReconcileDryRunOptions,
  signal: AbortSignal,
): Promise<readonly Comparison[]> {
  const { type } = ref;
  if (manifest !== undefined && (decision === 'create' || decision === 'update')) {
    const fieldManager = (): string => manager;
    const options = {
      fieldManager,
      manager,
      force: true,
      onlyNamespace: undefined,
      now: runtime.now,
      signal,
      madeHere: (): boolean => true,
    };
    return [await compareObject(session, type, manifest, options)];
  }
  if (decision !== 'remove' || cached === undefined) return [];
  const key = keyOfManifest(cached);
  const live = await readLive(session, type, key, signal);
  if (live === undefined) return [];
  const { uid } = cached.metadata;
  await session.during({ verb: 'delete', type, ...key }, async () => session.api.remove(type, key, { uid, dryRun: true, signal }));
  return [{ type, ...key, live, desired: undefined }];
}

/** A dry run of a reconciliation: every object's plan as it is now, without what would follow from carrying it out. Nothing is stored. */
export function reconcileDryRun(options: ReconcileDryRunOptions): ReconcileDryRun {
  const { mode, runtime, withNamespace } = options;
  const found = new Map<string, Found>();
  return {
    executor: async ({ reconciler, primary, plan, decisions, signal }) => {
      const { namespace, name } = primary.metadata;
      const pass = { reconciler, key: namespace === undefined ? name : `${namespace}/${name}` };
      const title = primaryName(pass, withNamespace);
      const comparisons: Comparison[] = [];
      const errors: CliError[] = [];
      const lines: string[] = [];
      for (const one of decisions) {
        const verb = ACTIONS[one.decision];
        if (verb === undefined) continue;
        const actions: readonly Action[] = [{ verb, subject: one.ref.name, ref: one.ref }];
        const [line = ''] = linesOf({ ...pass, actions, outcome: 'again', durationMs: 0 }, { stateBefore: undefined, withNamespace });
        const fields = one.decision === 'update' ? `: ${one.differences.map(({ path }) => path).join(', ')}` : '';
        lines.push(`${line} (dry run)${fields}`);
        if (mode === 'client') continue;
        try {
          comparisons.push(...(await asked(one, `${reconciler.kind.system}-operator`, options, signal)));
        } catch (error) {
          if (!(error instanceof CliError)) throw error;
          errors.push(error);
        }
      }
      const others = otherChanges(plan.steps, primary).map((text) => `${title}: ${text} (${mode === 'server' ? 'server ' : ''}dry run)`);
      const skips = decisions.flatMap((one) => skipText(one) ?? []).map((text) => `${title}: ${text}`);
      const isWaiting = plan.blocked !== undefined && lines.length === 0 && others.length === 0;
      const blocked = isWaiting ? [`${title} ${plan.blocked?.kind ?? ''}: ${plan.blocked?.message ?? ''}`] : [];
      found.set(recordName(pass), {
        deeds: [...lines, ...others],
        lines: mode === 'client' ? [...lines, ...others] : [],
        notes: [...(mode === 'server' ? others : []), ...skips, ...blocked],
        comparisons,
        errors,
        changes: others.length > 0 || (mode === 'client' && lines.length > 0),
      });
    },
    finish: async () => {
      const sorted = [...found].toSorted(([a], [b]) => (a < b ? -1 : 1));
      for (const [object, { deeds, errors }] of sorted) {
        const results = [...deeds, ...errors.map(({ message }) => `error: ${message}`)];
        for (const result of results.length === 0 ? ['unchanged'] : results) options.record({ step: 'dry run', object, result });
      }
      const all = sorted.map(([, one]) => one);
      for (const { lines } of all) for (const line of lines) runtime.stdout(`${line}\n`);
      const differs = await printDiff(
        all.flatMap(({ comparisons }) => comparisons),
        runtime,
        { json: false, color: options.color },
      );
      for (const { notes } of all) for (const note of notes) runtime.stderr(`note: ${note}\n`);
      return { changes: differs || all.some(({ changes }) => changes), errors: all.flatMap(({ errors }) => errors) };
    },
  };
}
