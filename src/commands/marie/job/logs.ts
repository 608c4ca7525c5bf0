import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { EXIT } from '../../../output/exit-codes.ts';
import { usageError } from '../../../output/cli-error.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { openSession } from '../../shared/session.ts';
import { logSources, printLogs } from '../../shared/logs/print-logs.ts';
import { mentioning } from '../shared/job/job-log-lines.ts';
import { jobState } from '../shared/job/job-state.ts';
import { readJob } from '../shared/job/read-job.ts';
import { marieName } from '../shared/marie-target.ts';

const USAGE = 'job logs NAME';
/** A job that began just now has said nothing before. */
const BEFORE_SECONDS = 5;

/** Prints what pods logged about a job. */
export default class JobLogs extends BaseCommand {
  static override summary = 'Print what the pods of its cluster logged about a job.';
  static override description =
    'The gateway keeps no log of a job: these are the lines since its start that name its id or its reference, from the server, the executors and the Job that submitted it. With --all every line since then.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> job logs ocr-batch-job',
    '<%= config.bin %> job logs job/ocr-batch-job --all --tail 20',
    '<%= config.bin %> job logs ocr-batch-job -n default --all',
  ];
  static override args = { words: Args.string({ description: 'The job.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    all: Flags.boolean({ description: 'All lines since the start of the job, not only those that name it.' }),
    follow: Flags.boolean({ description: 'Go on until a signal comes.' }),
    tail: Flags.integer({ default: -1, min: -1, description: 'The newest N lines of each pod; -1 is all.', helpValue: 'N' }),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(JobLogs);
    const { runtime } = this;
    const { signal } = runtime;
    const name = marieName('MarieJob', argv.map(String), runtime.entry, USAGE);
    const session = await openSession(flags, runtime);
    try {
      const { namespace } = session;
      const { cluster, jobId, reference, startTime, submitter } = jobState(await readJob(session, name, signal));
      if (cluster === undefined) {
        runtime.stderr(`No log of ${name}: no cluster works on it yet.\n`);
        return EXIT.ok;
      }
      const words = [jobId, reference].filter((word) => word !== undefined);
      if (words.length === 0 && !flags.all && submitter === undefined) {
        runtime.stderr(`No log of ${name}: it was not submitted yet. Its cluster's logs: --all\n`);
        return EXIT.ok;
      }
      const started = startTime === undefined ? undefined : Math.ceil((runtime.now() - Date.parse(startTime)) / 1000) + BEFORE_SECONDS;
      if (started !== undefined && Number.isNaN(started)) throw usageError(`the start of ${name} is no time`, 'look at it with describe');
      const options = {
        follow: flags.follow,
        previous: false,
        timestamps: false,
        tailLines: flags.tail < 0 ? undefined : flags.tail,
        sinceSeconds: started === undefined ? undefined : Math.max(1, started),
      };
      const ofJob = submitter === undefined ? [] : [{ component: 'submitter', name: submitter, selector: `job-name=${submitter}` }];
      const ofCluster = { component: 'cluster', name: cluster, selector: `marie.ai/cluster=${cluster},marie.ai/node-type` };
      const own = await logSources(session, namespace, ofJob, undefined, signal);
      const others = await logSources(session, namespace, [ofCluster], undefined, signal);
      if (own.length + others.length === 0) {
        runtime.stderr(`No pods of MarieCluster ${cluster} found in ${namespace} namespace.\n`);
        return EXIT.ok;
      }
      // What the submitting Job says is about this job alone.
      const chosen = { stderr: runtime.stderr, stdout: flags.all ? runtime.stdout : mentioning(words, runtime.stdout) };
      const reading = [
        ...(own.length === 0 ? [] : [printLogs(session, own, options, runtime, signal)]),
        ...(others.length === 0 ? [] : [printLogs(session, others, options, chosen, signal)]),
      ];
      await Promise.all(reading);
      return EXIT.ok;
    } catch (error) {
      // A signal is how following ends well.
      if (flags.follow && signal.aborted) return EXIT.ok;
      throw error;
    } finally {
      session.close();
    }
  }
}
