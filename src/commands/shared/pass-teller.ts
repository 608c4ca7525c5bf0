import { timestamp } from '../../kernel/clock.ts';
import type { PassReport } from '../../reconcile/engine/pass-report.ts';
import { linesOf, recordName, stateOf } from './reconcile-report.ts';
import type { Runtime } from './runtime.ts';
import { stepRecorder } from './step-records.ts';

export interface PassTellerOptions {
  readonly runtime: Runtime;
  readonly withNamespace: boolean;
  /** RFC 3339 time in front of each line: for loops. */
  readonly withTime: boolean;
  readonly outputFile: string | undefined;
}

/** Prints what each pass did and how its object stands, one line each, and records the same as JSON where asked. */
export function passTeller(options: PassTellerOptions): (report: PassReport) => void {
  const { runtime, withNamespace, withTime } = options;
  const record = stepRecorder(options.outputFile, runtime.now);
  /** How each object stood last, in words: a loop over thousands of objects keeps no more than that. */
  const last = new Map<string, string | undefined>();
  return (report) => {
    const name = recordName(report);
    const lines = linesOf(report, last.get(name), withNamespace);
    if (report.outcome === 'gone') last.delete(name);
    else if (report.outcome !== 'again' && report.outcome !== 'stale') last.set(name, stateOf(report));
    const prefix = withTime ? `${timestamp(runtime.now())} ` : '';
    for (const line of lines) {
      runtime.stdout(`${prefix}${line}\n`);
      record({ step: 'reconcile', object: name, result: line }).catch((error: unknown) => {
        runtime.stderr(`warning: ${error instanceof Error ? error.message : String(error)}\n`);
      });
    }
  };
}
