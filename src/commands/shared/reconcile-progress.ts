import type { Controller } from '../../reconcile/engine/controller.ts';
import type { Action } from '../../reconcile/engine/execute-plan.ts';
import type { PassReport } from '../../reconcile/engine/pass-report.ts';
import { progress, type Progress, type ProgressStep } from './progress/progress.ts';
import { primaryName, recordName, stateOf } from './reconcile-report.ts';
import type { Runtime } from './runtime.ts';

/** A list on the terminal with one line for each object of a one-shot run. */
export interface ReconcileProgress {
  /** These objects there are: their lines come up together. */
  begin(controllers: readonly Pick<Controller, 'reconciler' | 'selectedKeys'>[]): void;
  pass(report: PassReport): void;
  /** Puts the terminal back as it was. Never rejects. */
  close(): Promise<void>;
}

/** What became of one object's children so far. `unchanged`: in its last pass. */
interface Counts {
  created: number;
  configured: number;
  deleted: number;
  unchanged: number;
}

interface Shown {
  readonly step: ProgressStep;
  readonly counts: Counts;
}

function count(actions: readonly Action[], verb: Action['verb']): number {
  return actions.filter((action) => action.verb === verb).length;
}

function countsText({ created, configured, deleted, unchanged }: Counts): string {
  const parts = [
    [created, 'created'],
    [configured, 'updated'],
    [deleted, 'deleted'],
    [unchanged, 'unchanged'],
  ] as const;
  return parts
    .filter(([number]) => number > 0)
    .map(([number, word]) => `${String(number)} ${word}`)
    .join(', ');
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== '').join('; ');
}

/** Whether a one-shot run shows a list: only where a person looks at a terminal that can move its cursor. */
export function showsProgress({ stderrIsTerminal, env }: Pick<Runtime, 'stderrIsTerminal' | 'env'>, quiet: boolean): boolean {
  return stderrIsTerminal && env['TERM'] !== 'dumb' && !quiet;
}

/** The list of a run. Where standard output is no terminal its lines are data, and the list is wiped away at the end. */
export function reconcileProgress(
  runtime: Pick<Runtime, 'stderr' | 'stderrIsTerminal' | 'env' | 'paintsStderr' | 'columns'>,
  withNamespace: boolean,
  shown: Progress = progress(runtime, 'reconciling', { lines: runtime.columns !== undefined }),
): ReconcileProgress {
  const objects = new Map<string, Shown>();
  const shownOf = (object: Pick<PassReport, 'reconciler' | 'key'>): Shown => {
    const name = recordName(object);
    const found = objects.get(name) ?? {
      step: shown.step(primaryName(object, withNamespace)),
      counts: { created: 0, configured: 0, deleted: 0, unchanged: 0 },
    };
    objects.set(name, found);
    return found;
  };
  return {
    begin: (controllers) => {
      for (const { reconciler, selectedKeys } of controllers) for (const key of selectedKeys()) shownOf({ reconciler, key });
    },
    pass: (report) => {
      const { step, counts } = shownOf(report);
      const { actions = [] } = report;
      counts.created += count(actions, 'created');
      counts.configured += count(actions, 'configured');
      counts.deleted += count(actions, 'deleted');
      counts.unchanged = count(actions, 'unchanged');
      const state = stateOf(report);
      const text = countsText(counts);
      if (report.outcome === 'stuck' || report.outcome === 'failed') step.failed(new Error(joined(text, state)));
      else if (report.outcome === 'gone' || (report.outcome === 'ready' && report.statusPending !== true)) step.done(joined(state, text));
      else step.say(joined(text, state));
    },
    close: () => shown.close(),
  };
}
