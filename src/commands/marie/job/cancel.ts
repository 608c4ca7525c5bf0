import { WRITE_FORMATS } from '../../shared/apply/written-objects.ts';
import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { CANCEL_ANNOTATION } from '../../../reconcile/marie/job/decide-job.ts';
import { cliFieldManager } from '../../../registry.ts';
import { tellOperators } from '../../shared/apply/operator-warnings.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { parseDuration } from '../../shared/duration.ts';
import { dryRunFlag, errorUnchangedFlag, fieldManagerFlag, outputFileFlag, outputFlag, timeoutFlag, waitFlag } from '../../shared/flags.ts';
import { changeMany } from '../../shared/change/change-many.ts';
import { annotationsOf, changeObject, keyFor } from '../../shared/change/change-object.ts';
import { openSession } from '../../shared/session.ts';
import { stepRecorder } from '../../shared/step-records.ts';
import { waitFor } from '../../shared/wait/wait-for.ts';
import { endOf, jobState } from '../shared/job/job-state.ts';
import { marieKind, marieNames } from '../shared/marie-target.ts';

const USAGE = 'job cancel NAME...';

/** Cancels jobs. */
export default class JobCancel extends BaseCommand {
  static override summary = 'Cancel jobs, as far as the gateway lets one.';
  static override description =
    'The job ends as Cancelled and is not tried again. The gateway of today says yes to a stop and goes on: a task at work may run to its end all the same, and the status of the job says so. A job that has ended is left as it is.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> job cancel ocr-batch-job --dry-run=server',
    '<%= config.bin %> job cancel job/ocr-batch-job --reason "wrong folder" --no-wait',
    '<%= config.bin %> job cancel ocr-batch-job -o name --no-wait',
  ];
  static override args = { words: Args.string({ description: 'The jobs.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    reason: Flags.string({ description: 'Why, for whoever reads the job later.', helpValue: 'TEXT' }),
    'dry-run': dryRunFlag,
    'error-unchanged': errorUnchangedFlag,
    'field-manager': fieldManagerFlag,
    output: outputFlag(WRITE_FORMATS),
    'output-file': outputFileFlag,
    timeout: timeoutFlag('2m'),
    wait: { ...waitFlag, default: false, description: 'Wait until the operator has cancelled it.' },
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(JobCancel);
    const { runtime } = this;
    const names = marieNames('MarieJob', argv.map(String), runtime.entry, USAGE);
    const kind = marieKind('MarieJob');
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const record = await stepRecorder(flags['output-file'], runtime.now);
    const dryRun = flags['dry-run'];
    const reason = flags.reason === undefined ? {} : { 'marie.ai/cancel-reason': flags.reason };
    const session = await openSession(flags, runtime);
    try {
      const done = await changeMany(
        names.map((name) => ({ kind, key: keyFor(kind, name, session.namespace) })),
        ({ key }) =>
          changeObject(
            session,
            kind,
            key,
            {
              decide: (live) => {
                const isDone = endOf(jobState(live)) !== undefined || annotationsOf(live)[CANCEL_ANNOTATION] === 'true';
                return isDone ? undefined : { metadata: { annotations: { [CANCEL_ANNOTATION]: 'true', ...reason } } };
              },
            },
            { dryRun, fieldManager: flags['field-manager'] ?? cliFieldManager('marie'), signal: runtime.signal },
          ),
        runtime,
        { done: 'cancelled', dryRun, format, errorUnchanged: flags['error-unchanged'], verbosity: flags.verbosity, record },
      );
      if (dryRun !== 'none' || done.targets.length === 0) return done.exit;
      const { quiet } = flags;
      if (!quiet)
        await tellOperators(
          session,
          done.targets.flatMap(({ wrote }) => wrote ?? []),
          kind.system,
          runtime,
        );
      if (flags.wait && done.exit !== EXIT.partial) {
        const { signal } = runtime;
        const ended = { is: 'jsonpath', path: '{.status.completionTime}' } as const;
        await waitFor(session, done.targets, ended, { timeoutMs, mode: 'all', runtime, signal, record, quiet });
      }
      return done.exit;
    } finally {
      session.close();
    }
  }
}
