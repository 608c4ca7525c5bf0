import { randomBytes } from 'node:crypto';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { isJsonObject } from '../../../kernel/json.ts';
import { CliError, usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { definitionOf } from '../../shared/create/definition-of.ts';
import { objectToCreate } from '../../shared/create/object-to-create.ts';
import { openSession } from '../../shared/session.ts';
import { endOf, jobState, jobWords } from '../shared/job/job-state.ts';
import { readJob } from '../shared/job/read-job.ts';
import { RUN_JOB_FLAGS, runOptions } from '../shared/job/run-flags.ts';
import { runJob } from '../shared/job/run-job.ts';
import { marieKind, marieName } from '../shared/marie-target.ts';

const USAGE = 'job retry NAME [--name NEW]';

/** Longest name of a job. */
const NAME_MAX = 53;

function retryName(name: string): string {
  const base = name.replace(/-again-[a-z0-9]{5}$/, '');
  return `${base.slice(0, NAME_MAX - 12).replace(/[.-]+$/, '')}-again-${randomBytes(3).toString('hex').slice(0, 5)}`;
}

/** Does a job again. */
export default class JobRetry extends BaseCommand {
  static override summary = 'Do a job again that has ended: as a new one with the same order.';
  static override description =
    'What was submitted once is never changed, so the old job stays as it is. With --wait the exit code is the result of the new one.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> job retry ocr-batch-job --dry-run=server --force',
    '<%= config.bin %> job retry job/ocr-batch-job --name ocr-batch-job-2 --force --dry-run=client',
    '<%= config.bin %> job retry ocr-batch-job --force --dry-run=server -o name',
  ];
  static override args = { words: Args.string({ description: 'The job.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    name: Flags.string({ description: 'Name of the new job. Default: the old one with a few letters behind it.', helpValue: 'NAME' }),
    force: Flags.boolean({ description: 'Even if the old one has not ended, or has succeeded.' }),
    ...RUN_JOB_FLAGS,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(JobRetry);
    const { runtime } = this;
    const name = marieName('MarieJob', argv.map(String), runtime.entry, USAGE);
    const options = runOptions(flags);
    const session = await openSession(flags, runtime);
    try {
      const old = await readJob(session, name, runtime.signal);
      const state = jobState(old);
      const end = endOf(state);
      if (!flags.force && (end === undefined || end === EXIT.ok)) {
        const { bin } = runtime.entry;
        throw new CliError({
          exit: EXIT.conflict,
          message: `MarieJob ${name} in namespace ${session.namespace} ${end === undefined ? 'has not ended' : 'has succeeded'}`,
          why: jobWords(state),
          fix: end === undefined ? `${bin} job attach ${name}, ${bin} job cancel ${name}, or --force` : 'say --force to do it once more',
        });
      }
      const spec = isJsonObject(old['spec']) ? { ...old['spec'] } : {};
      delete spec['suspend'];
      if (flags.name === name) throw usageError(`--name ${name} is that of the old job`, 'choose another one, or leave it out');
      const kind = await definitionOf(marieKind('MarieJob'));
      const metadata = {
        name: flags.name ?? retryName(name),
        namespace: session.namespace,
        labels: old.metadata.labels,
        annotations: { 'marie.ai/retry-of': name },
      };
      return await runJob(session, objectToCreate(kind, metadata, spec), runtime, options);
    } finally {
      session.close();
    }
  }
}
