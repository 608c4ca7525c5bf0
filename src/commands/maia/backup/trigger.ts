import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { resourceLine } from '../../../output/resource-line.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { deadline } from '../../shared/deadline.ts';
import { parseDuration } from '../../shared/duration.ts';
import { outputFileFlag, outputFlag, timeoutFlag } from '../../shared/flags.ts';
import { progress } from '../../shared/progress/progress.ts';
import { openSession } from '../../shared/session.ts';
import type { Session } from '../../shared/session.ts';
import { stepRecorder } from '../../shared/step-records.ts';
import { awaitJob, failedJob } from './shared/await-job.ts';
import { readInstance } from './shared/backup-instance.ts';
import { instanceArgument } from './shared/instance-argument.ts';
import { jobLines } from './shared/job-lines.ts';
import { triggerBackup } from './shared/trigger-backup.ts';

const FORMATS = ['text', 'json'] as const;

/** What the script says that it made. */
interface Made {
  readonly archive: string;
  readonly bytes: number;
  readonly sha256: string;
}

function madeBy(log: string): Made | undefined {
  for (const { archive, bytes, sha256 } of jobLines(log)) {
    if (typeof archive === 'string' && typeof bytes === 'number' && typeof sha256 === 'string') return { archive, bytes, sha256 };
  }
  return undefined;
}

/** Starts a backup now. */
export default class BackupTrigger extends BaseCommand {
  static override summary = 'Make a backup of an instance now.';
  static override description =
    'Starts a Job from the CronJob of the instance. While another backup of it is being made it refuses (exit 6), or waits with --wait-running. With --wait it ends with 9 where the backup failed.';
  static override usage = 'backup trigger INSTANCE';
  static override examples = [
    '<%= config.bin %> backup trigger maia-production',
    '<%= config.bin %> backup trigger maia-production --wait-running --wait --timeout 10m',
    '<%= config.bin %> backup create maia-production --wait-running --follow -o json',
  ];
  static override args = { instance: Args.string({ description: 'The instance.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    wait: Flags.boolean({
      default: false,
      allowNo: true,
      description: 'Wait until the backup is made, and print its archive and checksum.',
    }),
    follow: Flags.boolean({ description: 'Show the log of the Job on stderr meanwhile; waits.' }),
    'wait-running': Flags.boolean({ description: 'Wait for a backup that is being made already.' }),
    timeout: timeoutFlag('30m'),
    output: outputFlag(FORMATS),
    'output-file': outputFileFlag,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(BackupTrigger);
    const { runtime } = this;
    const { entry, signal, stdout } = runtime;
    const name = instanceArgument(argv.map(String), entry, 'backup trigger');
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const record = await stepRecorder(flags['output-file'], runtime.now);
    const session = await openSession(flags, runtime);
    let waitsFor = 'the API server has not answered';
    const limit = deadline(timeoutMs, signal, () => waitsFor);
    const shown = progress(runtime, 'waiting', { verb: 'backup', record, quiet: flags.quiet, lines: false });
    const step = shown.step(`backup of ${name}`);
    const say = (text: string): void => {
      waitsFor = text;
      step.say(text);
    };
    try {
      const instance = await readInstance(session, name, limit.signal);
      const { bin } = entry;
      const job = await triggerBackup(session, instance, {
        waitRunning: flags['wait-running'],
        now: runtime.now,
        signal: limit.signal,
        bin,
        say,
      });
      const waits = flags.wait || flags.follow;
      const made = waits ? await this.#made(session, job, limit.signal, flags.follow, say) : undefined;
      step.done(waits ? 'made' : 'started');
      await shown.close();
      const report = {
        instance: name,
        namespace: session.namespace,
        job: job.metadata.name,
        state: waits ? 'complete' : 'started',
        ...made,
      };
      if (format === 'json') {
        const { toJson } = await import('../../../output/print-object.ts');
        stdout(toJson({ apiVersion: `cli.${entry.domain}/v1`, kind: 'BackupRun', ...report }));
      } else if (made === undefined) stdout(resourceLine(job, waits ? 'complete' : 'created'));
      else stdout(`${made.archive}  sha256:${made.sha256}\n`);
      return EXIT.ok;
    } catch (error) {
      step.failed(error);
      throw error;
    } finally {
      limit.cancel();
      await shown.close();
      session.close();
    }
  }

  /** What the Job says that it made; nothing where its log cannot be read: the backup is there all the same. */
  async #made(
    session: Session,
    job: KubeObject,
    signal: AbortSignal,
    follow: boolean,
    say: (text: string) => void,
  ): Promise<Made | undefined> {
    const { runtime } = this;
    const { name, namespace = session.namespace } = job.metadata;
    const { bin } = runtime.entry;
    try {
      const onLog = (text: string): void => void (text !== '' && runtime.stderr(text));
      const ended = await awaitJob(session, { name, namespace }, { signal, say, ...(follow ? { onLog } : {}) });
      if (ended.state.is === 'failed')
        throw failedJob('the backup', { name, namespace }, ended, `${bin} backup logs, or kubectl describe job ${name} -n ${namespace}`);
      const said = madeBy(ended.log ?? '');
      if (said !== undefined) return said;
      runtime.stderr(
        `warning: the backup is made; its name cannot be told, since the log of Job ${name} cannot be read: ${bin} backup list\n`,
      );
      return undefined;
    } catch (error) {
      if (signal.aborted)
        runtime.stderr(`note: the backup goes on; look again: ${bin} backup logs --job ${name} -n ${namespace} --follow\n`);
      throw error;
    }
  }
}
