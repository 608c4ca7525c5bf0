import * as Args from '@oclif/core/args';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { printWritten, WRITE_FORMATS } from '../../shared/apply/written-objects.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { deadline } from '../../shared/deadline.ts';
import { parseDuration } from '../../shared/duration.ts';
import { outputFlag, timeoutFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { followJob } from '../shared/job/follow-job.ts';
import { jobState, jobWords } from '../shared/job/job-state.ts';
import { readJob } from '../shared/job/read-job.ts';
import { marieName } from '../shared/marie-target.ts';

const USAGE = 'job attach NAME';

/** Follows a job to its end. */
export default class JobAttach extends BaseCommand {
  static override summary = 'Follow a job to its end.';
  static override description =
    'Tells every change on stderr. The exit code is the result of the job: 0 where it succeeded, 9 where it failed or was cancelled. Ctrl-C only ends the following.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> job attach ocr-batch-job -n default',
    '<%= config.bin %> job attach job/ocr-batch-job --timeout 10m',
    '<%= config.bin %> job attach ocr-batch-job -q -o name',
  ];
  static override args = { words: Args.string({ description: 'The job.', multiple: true, ignoreStdin: true }) };
  static override flags = { output: outputFlag(WRITE_FORMATS), timeout: timeoutFlag('-1s') };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(JobAttach);
    const { runtime } = this;
    const name = marieName('MarieJob', argv.map(String), runtime.entry, USAGE);
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS);
    let words = 'the job was not read yet';
    const limit = deadline(parseDuration(flags.timeout, 'timeout'), runtime.signal, () => words);
    const session = await openSession(flags, runtime);
    try {
      const job = await readJob(session, name, limit.signal);
      words = jobWords(jobState(job));
      const print = format === undefined ? {} : { print: async (end: typeof job) => await printWritten([end], format, runtime) };
      return await followJob(session, job, { runtime, signal: limit.signal, follow: true, quiet: flags.quiet, ...print });
    } finally {
      limit.cancel();
      session.close();
    }
  }
}
