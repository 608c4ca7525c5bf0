import * as Flags from '@oclif/core/flags';
import type { DryRun } from '../../../../output/resource-line.ts';
import { parseOutputFormat } from '../../../../output/output-format.ts';
import { WRITE_FORMATS, type WriteFormat } from '../../../shared/apply/written-objects.ts';
import { parseDuration } from '../../../shared/duration.ts';
import { dryRunFlag, fieldManagerFlag, outputFileFlag, outputFlag, timeoutFlag, waitFlag } from '../../../shared/flags.ts';

/** The flags of commands that make a job. */
export const RUN_JOB_FLAGS = {
  follow: Flags.boolean({ description: 'Wait, and tell every change of the job on stderr.' }),
  'dry-run': dryRunFlag,
  'field-manager': fieldManagerFlag,
  output: outputFlag(WRITE_FORMATS),
  'output-file': outputFileFlag,
  timeout: timeoutFlag('-1s'),
  wait: { ...waitFlag, default: false, description: 'Wait for the end of the job; the exit code is its result.' },
};

/** How a job is made and waited for. */
export interface RunJobOptions {
  readonly dryRun: DryRun;
  readonly fieldManager: string | undefined;
  readonly format: WriteFormat | undefined;
  readonly outputFile: string | undefined;
  readonly waits: boolean;
  readonly follow: boolean;
  readonly timeoutMs: number;
  readonly quiet: boolean;
}

/** Reads the flags. Throws a usage error. */
export function runOptions(flags: {
  readonly follow: boolean;
  readonly 'dry-run': DryRun;
  readonly 'field-manager'?: string | undefined;
  readonly output?: string | undefined;
  readonly 'output-file'?: string | undefined;
  readonly timeout: string;
  readonly wait: boolean;
  readonly quiet: boolean;
}): RunJobOptions {
  return {
    dryRun: flags['dry-run'],
    fieldManager: flags['field-manager'],
    format: flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS),
    outputFile: flags['output-file'],
    waits: flags.wait || flags.follow,
    follow: flags.follow,
    timeoutMs: parseDuration(flags.timeout, 'timeout'),
    quiet: flags.quiet,
  };
}
