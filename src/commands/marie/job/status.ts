import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { isJsonObject } from '../../../kernel/json.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { formatTable } from '../../../output/table.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { outputFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { jobState, type JobState } from '../shared/job/job-state.ts';
import { jobTasks, type JobTask } from '../shared/job/job-tasks.ts';
import { readJob } from '../shared/job/read-job.ts';
import { marieName } from '../shared/marie-target.ts';

const USAGE = 'job status NAME';
const FORMATS = ['text', 'json'] as const;

function linesOf(name: string, state: JobState, sla: Readonly<Record<string, unknown>>): string {
  const { cluster, completionTime, duration, error, isSuspended, jobId, message, phase, progress, reference, result, retries, startTime } =
    state;
  const uri = result?.['outputUri'];
  const pairs: readonly (readonly [string, unknown])[] = [
    ['Job', name],
    ['Phase', isSuspended ? `${phase} (suspended)` : phase],
    ['Progress', `${String(progress)}%`],
    ['Cluster', cluster],
    ['Attempt', retries + 1],
    ['Job id', jobId],
    ['Reference', reference],
    ['Started', startTime],
    ['Ended', completionTime],
    ['Duration', duration],
    ['Soft deadline', sla['softDeadline']],
    ['Hard deadline', sla['hardDeadline']],
    ['Message', message],
    ['Error', error === undefined ? undefined : `${error.code}${error.message === undefined ? '' : `: ${error.message}`}`],
    ['Result', uri],
  ];
  const shown = pairs.filter(([, value]) => value !== undefined);
  return shown.map(([label, value]) => `${`${label}:`.padEnd(15)}${String(value)}\n`).join('');
}

/** Shows where a job stands. */
export default class JobStatus extends BaseCommand {
  static override summary = 'Show where a job stands.';
  static override description =
    "With --tasks also what the gateway of its cluster lists of it now; a port-forward leads there. Ends with 0 whatever the job's state is.";
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> job status ocr-batch-job',
    '<%= config.bin %> job status job/ocr-batch-job --tasks',
    '<%= config.bin %> job status ocr-batch-job -o json',
  ];
  static override args = { words: Args.string({ description: 'The job.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    tasks: Flags.boolean({ description: 'Ask the gateway for the tasks of the job.' }),
    output: outputFlag(FORMATS),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(JobStatus);
    const { runtime } = this;
    const { signal } = runtime;
    const name = marieName('MarieJob', argv.map(String), runtime.entry, USAGE);
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const session = await openSession(flags, runtime);
    try {
      const { namespace } = session;
      const job = await readJob(session, name, signal);
      const state = jobState(job);
      const tasks: readonly JobTask[] | undefined = flags.tasks ? await jobTasks(session, state, signal) : undefined;
      if (format === 'json') {
        const { toJson } = await import('../../../output/print-object.ts');
        const report = { job: { name, namespace }, ...state, ...(tasks !== undefined && { tasks }) };
        runtime.stdout(toJson({ apiVersion: 'cli.marie.ai/v1', kind: 'JobStatus', ...report }));
        return EXIT.ok;
      }
      const spec = isJsonObject(job['spec']) ? job['spec'] : {};
      runtime.stdout(linesOf(name, state, isJsonObject(spec['sla']) ? spec['sla'] : {}));
      if (tasks === undefined) return EXIT.ok;
      if (tasks.length === 0) {
        runtime.stderr(`No tasks of ${name} found at the gateway.\n`);
        return EXIT.ok;
      }
      const columns = ['TASK', 'STATE', 'ON', 'ID'].map((header) => ({ header }));
      runtime.stdout(
        `\n${await formatTable(
          columns,
          tasks.map((task) => [task.name, task.state, task.on, task.id]),
          { headers: true },
        )}`,
      );
      return EXIT.ok;
    } finally {
      session.close();
    }
  }
}
