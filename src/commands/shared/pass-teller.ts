import { timestamp } from '../../kernel/clock.ts';
import type { PassReport } from '../../reconcile/engine/pass-report.ts';
import { linesOf, recordName, stateOf } from './reconcile-report.ts';
import type { Runtime } from './runtime.ts';
import { stepRecorder, type StepRecord } from './step-records.ts';

export interface PassTellerOptions {
  readonly runtime: Runtime;
  readonly withNamespace: boolean;
  /** A loop: RFC 3339 time in front of each line, and reasons in full. A one-shot run tells those once, in the errors at its end. */
  readonly isLoop: boolean;
  readonly outputFile: string | undefined;
  /** Lines on stdout. False where a list on the same terminal tells it. Default true. */
  readonly lines?: boolean;
}

/** Tells passes. */
export interface PassTeller {
  readonly tell: (report: PassReport) => void;
  /** Only records: what a run that changes nothing would have done. */
  readonly record: (record: StepRecord) => void;
  /** Resolves once every record is in the file. */
  readonly end: () => Promise<void>;
}

/** Prints what each pass did and how its object stands, one line each, and records the same as JSON where asked. Rejects where that file cannot be written. */
export async function passTeller(options: PassTellerOptions): Promise<PassTeller> {
  const { runtime, withNamespace, isLoop, outputFile, lines: showsLines = true } = options;
  const record = await stepRecorder(outputFile, runtime.now);
  /** How each object stood last, in words: a loop over thousands of objects keeps no more than that. */
  const last = new Map<string, string | undefined>();
  let isWarned = false;
  const warnOnce = (error: unknown): void => {
    if (!isWarned) runtime.stderr(`warning: ${error instanceof Error ? error.message : String(error)}\n`);
    isWarned = true;
  };
  let written: Promise<void> = Promise.resolve();
  // A recorder keeps the order itself: the last one is done when all are.
  const note = (one: StepRecord): void => {
    written = record(one).catch(warnOnce);
  };
  const tell = (report: PassReport): void => {
    const name = recordName(report);
    const stateBefore = last.get(name);
    const lines = linesOf(report, { stateBefore, withNamespace });
    if (report.outcome === 'gone') last.delete(name);
    else if (report.outcome !== 'again' && report.outcome !== 'stale') last.set(name, stateOf(report));
    const prefix = isLoop ? `${timestamp(runtime.now())} ` : '';
    const shown = isLoop ? lines : linesOf(report, { stateBefore, withNamespace, isBrief: true });
    if (showsLines) for (const line of shown) runtime.stdout(`${prefix}${line}\n`);
    for (const line of lines) note({ step: 'reconcile', object: name, result: line });
  };
  return { tell, record: note, end: async () => written };
}
