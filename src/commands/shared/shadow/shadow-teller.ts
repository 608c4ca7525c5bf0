import type { Clock } from '../../../kernel/clock.ts';
import { keyOf } from '../../../kernel/kube-object.ts';
import type { PassReport } from '../../../reconcile/engine/pass-report.ts';
import type { PlanExecutor } from '../../../reconcile/engine/plan-executor.ts';
import { recordName } from '../reconcile-report.ts';
import { divergencesOf, divergenceText } from './divergence.ts';

type Pass = Pick<PassReport, 'reconciler' | 'key'>;

/** Compares in place of executing, and tells what is new. */
export interface ShadowTeller {
  readonly executor: PlanExecutor;
  /** Told of each pass: an object that is gone diverges no more. */
  ended(report: PassReport): void;
  /** Whether any object diverged when it was last looked at. */
  diverges(): boolean;
}

export interface ShadowTellerOptions {
  /** `maiainstance.maia.cuemby.com/maia`. */
  readonly nameOf: (pass: Pass) => string;
  /** Gets each line. */
  readonly tell: (line: string) => void;
  /** Gets the same by object. */
  readonly record?: (object: string, line: string) => void;
  /** Beside an operator that works: it gets so many milliseconds to act on a change before that counts as a divergence. Default: none. */
  readonly grace?: { readonly clock: Pick<Clock, 'after'>; readonly ms: number };
}

/** How one object stands: what differs now, and what of it was told. */
interface Standing {
  now: ReadonlySet<string>;
  told: ReadonlySet<string>;
  cancel?: (() => void) | undefined;
}

/** A teller that says each divergence once, and again only after it has been mended or has changed. */
export function shadowTeller({ nameOf, tell, record, grace }: ShadowTellerOptions): ShadowTeller {
  const objects = new Map<string, Standing>();
  const say = (pass: Pass, line: string): void => {
    tell(`${nameOf(pass)}: ${line}`);
    record?.(recordName(pass), line);
  };

  const tellNews = (pass: Pass, at: Standing): void => {
    at.cancel = undefined;
    for (const line of at.now) if (!at.told.has(line)) say(pass, line);
    at.told = at.now;
  };

  return {
    executor: ({ reconciler, primary, decisions }) => {
      const pass = { reconciler, key: keyOf(primary.metadata) };
      const at: Standing = objects.get(recordName(pass)) ?? { now: new Set(), told: new Set() };
      objects.set(recordName(pass), at);
      at.now = new Set(divergencesOf(decisions).map(divergenceText));
      if (at.told.size > 0 && at.now.size === 0) say(pass, 'in step again');
      // What was mended is told anew when it comes back.
      at.told = new Set([...at.told].filter((line) => at.now.has(line)));
      if (grace === undefined) tellNews(pass, at);
      else if (at.told.size < at.now.size) at.cancel ??= grace.clock.after(grace.ms, () => tellNews(pass, at));
      return Promise.resolve();
    },
    ended: (report) => {
      if (report.outcome !== 'gone') return;
      objects.get(recordName(report))?.cancel?.();
      objects.delete(recordName(report));
    },
    diverges: () => [...objects.values()].some(({ now }) => now.size > 0),
  };
}
