import { timestamp } from '../../kernel/clock.ts';
import type { PassReport } from '../../reconcile/engine/pass-report.ts';
import { linesOf, recordName, stateOf } from './reconcile-report.ts';
import type { Runtime } from './runtime.ts';
import { stepRecorder } from './step-records.ts';

export interface PassTellerOptions {
  readonly runtime: Runtime;
  readonly withNamespace: boolean;
  /** A loop: RFC 3339 time in front of each line, and reasons in full. A one-shot run tells those once, in the errors at its end. */
  readonly isLoop: boolean;
  readonly outputFile: string | undefined;
  /** Lines on stdout. False where a list on the same terminal tells it. Default true. */
  readonly lines?: boolean;
}

/** Prints what each pass did and how its object stands, one line each, and records the same as JSON where asked. Rejects where that file cannot be written. */
export async function passTeller(options: PassTellerOptions): Promise<(report: PassReport) => void> {
  const { runtime, withNamespace, isLoop, outputFile, lines: showsLines = true } = options;
  const record = await stepRecorder(outputFile, runtime.now);
  /** How each object stood last, in words: a loop over thousands of objects keeps no more than that. */
  const last = new Map<string, string | undefined>();
  let isWarned = false;
  const warnOnce = (error: unknown): void => {
    if (!isWarned) runtime.stderr(`warning: ${error instanceof Error ? error.message : String(error)}\n`);
    isWarned = true;
  };
  return (report) => {
    const name = recordName(report);
    const stateBefore = last.get(name);
    const lines = linesOf(report, { stateBefore, withNamespace });
    if (report.outcome === 'gone') last.delete(name);
    else if (report.outcome !== 'again' && report.outcome !== 'stale') last.set(name, stateOf(report));
    const prefix = isLoop ? `${timestamp(runtime.now())} ` : '';
    const shown = isLoop ? lines : linesOf(report, { stateBefore, withNamespace, isBrief: true });
    if (showsLines) for (const line of shown) runtime.stdout(`${prefix}${line}\n`);
    for (const line of lines) record({ step: 'reconcile', object: name, result: line }).catch(warnOnce);
  };
}
