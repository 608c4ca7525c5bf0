import * as Args from '@oclif/core/args';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { outputFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { attachCommand } from '../shared/job/follow-job.ts';
import { endOf, jobState, jobWords } from '../shared/job/job-state.ts';
import { readJob } from '../shared/job/read-job.ts';
import { marieName } from '../shared/marie-target.ts';

const USAGE = 'job result NAME';
const FORMATS = ['text', 'json'] as const;

/** Prints what came out of a job. */
export default class JobResult extends BaseCommand {
  static override summary = 'Print where the result of a job is.';
  static override description =
    'Ends with 0 where the job succeeded, with 9 where it failed or was cancelled, and with 1 where it has not ended: job attach waits for it. The gateway stores results itself; output.uri is only what was wished.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> job result ocr-batch-job',
    '<%= config.bin %> job result job/ocr-batch-job -n default',
    '<%= config.bin %> job result ocr-batch-job -o json',
  ];
  static override args = { words: Args.string({ description: 'The job.', multiple: true, ignoreStdin: true }) };
  static override flags = { output: outputFlag(FORMATS) };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(JobResult);
    const { runtime } = this;
    const name = marieName('MarieJob', argv.map(String), runtime.entry, USAGE);
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const session = await openSession(flags, runtime);
    try {
      const { namespace } = session;
      const state = jobState(await readJob(session, name, runtime.signal));
      const end = endOf(state);
      const { error, phase, result } = state;
      if (format === 'json') {
        const { toJson } = await import('../../../output/print-object.ts');
        const report = { job: { name, namespace }, phase, ...(result !== undefined && { result }), ...(error !== undefined && { error }) };
        runtime.stdout(toJson({ apiVersion: 'cli.marie.ai/v1', kind: 'JobResult', ...report }));
      }
      if (end === undefined) {
        throw new CliError({
          exit: EXIT.general,
          message: `MarieJob ${name} in namespace ${namespace} has not ended`,
          why: jobWords(state),
          fix: attachCommand(name, namespace, runtime.entry),
        });
      }
      if (end !== EXIT.ok) {
        throw new CliError({
          exit: end,
          message: `MarieJob ${name} in namespace ${namespace} has no result`,
          why: jobWords(state),
          fix: `${runtime.entry.bin} job retry ${name} -n ${namespace}`,
        });
      }
      if (format === 'text') {
        const uri = typeof result?.['outputUri'] === 'string' ? result['outputUri'] : undefined;
        if (uri === undefined) runtime.stderr(`MarieJob ${name} succeeded, and its status names no place of a result.\n`);
        else runtime.stdout(`${uri}\n`);
      }
      return EXIT.ok;
    } finally {
      session.close();
    }
  }
}
