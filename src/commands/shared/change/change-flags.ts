import type { OutputFlags } from '@oclif/core/interfaces';
import { parseOutputFormat } from '../../../output/output-format.ts';
import type { DryRun } from '../../../output/resource-line.ts';
import { WRITE_FORMATS, type WriteFormat } from '../apply/written-objects.ts';
import { parseDuration } from '../duration.ts';
import {
  dryRunFlag,
  errorUnchangedFlag,
  fieldManagerFlag,
  forceConflictsFlag,
  outputFileFlag,
  outputFlag,
  type GlobalFlags,
} from '../flags.ts';
import type { Runtime } from '../runtime.ts';
import { stepRecorder, type StepRecord } from '../step-records.ts';

/** The flags of commands that change one object. `timeout` and `wait` are the command's own: what is waited for differs. */
export const CHANGE_FLAGS = {
  'dry-run': dryRunFlag,
  'error-unchanged': errorUnchangedFlag,
  'field-manager': fieldManagerFlag,
  'force-conflicts': forceConflictsFlag,
  output: outputFlag(WRITE_FORMATS),
  'output-file': outputFileFlag,
};

/** Those flags as they were given, of a command that may lack some of them. */
export type ChangeFlags = GlobalFlags &
  Pick<OutputFlags<typeof CHANGE_FLAGS>, 'dry-run' | 'field-manager' | 'output-file'> & {
    readonly 'error-unchanged'?: boolean;
    readonly output?: string | undefined;
    readonly timeout: string;
    readonly wait: boolean;
  };

/** How an object is changed, told and waited for. */
export interface ChangeTerms {
  readonly dryRun: DryRun;
  /** Absent: the system's own. */
  readonly fieldManager: string | undefined;
  /** Absent: each change is told in a line. */
  readonly format: WriteFormat | undefined;
  readonly errorUnchanged: boolean;
  readonly quiet: boolean;
  /** Milliseconds; undefined: nothing is waited for. */
  readonly waitMs: number | undefined;
  readonly record: (record: StepRecord) => Promise<void>;
}

/** Reads the flags, before anything is asked of a cluster. Throws a usage error, or the one of an output file that cannot be written. */
export async function changeTerms(flags: ChangeFlags, runtime: Pick<Runtime, 'now'>): Promise<ChangeTerms> {
  const timeoutMs = parseDuration(flags.timeout, 'timeout');
  return {
    dryRun: flags['dry-run'],
    fieldManager: flags['field-manager'],
    format: flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS),
    errorUnchanged: flags['error-unchanged'] ?? false,
    quiet: flags.quiet,
    waitMs: flags.wait ? timeoutMs : undefined,
    record: await stepRecorder(flags['output-file'], runtime.now),
  };
}
