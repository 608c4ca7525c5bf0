import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { deadline } from '../../shared/deadline.ts';
import { parseDuration } from '../../shared/duration.ts';
import { timeoutFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { awaitJob } from './shared/await-job.ts';
import { readInstance } from './shared/backup-instance.ts';
import { instanceArgument } from './shared/instance-argument.ts';
import { tellingPod } from './shared/job-state.ts';
import { podLog } from './shared/pod-log.ts';
import { backupJobs, podsOfJob } from './shared/pods-of.ts';

/** Prints what a backup Job logged. */
export default class BackupLogs extends BaseCommand {
  static override summary = 'Print the log of the newest backup of an instance.';
  static override description = 'With --follow until the Job has ended.';
  static override usage = 'backup logs INSTANCE [--job NAME]';
  static override examples = [
    '<%= config.bin %> backup logs maia-production',
    '<%= config.bin %> backup logs maia-production --follow --timeout 1h',
    '<%= config.bin %> backup logs instance/maia-production -n default',
  ];
  static override args = { instance: Args.string({ description: 'The instance.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    job: Flags.string({ description: 'The Job. Default: the newest.', helpValue: 'NAME' }),
    follow: Flags.boolean({ description: 'Go on until the Job has ended.' }),
    timeout: timeoutFlag('-1s'),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(BackupLogs);
    const { runtime } = this;
    const name = instanceArgument(argv.map(String), runtime.entry, 'backup logs');
    const limit = deadline(parseDuration(flags.timeout, 'timeout'), runtime.signal, () => 'the Job has not ended');
    const session = await openSession(flags, runtime);
    try {
      const { signal } = limit;
      const instance = await readInstance(session, name, signal);
      const { namespace } = instance;
      const jobs = await backupJobs(session, instance, signal);
      const job = flags.job === undefined ? jobs[0] : jobs.find(({ metadata }) => metadata.name === flags.job);
      if (job === undefined && flags.job === undefined) {
        runtime.stderr(`No backup Jobs of ${name} found in ${namespace} namespace (old ones are removed, their archives stay).\n`);
        return EXIT.ok;
      }
      if (job === undefined) {
        throw new CliError({
          exit: EXIT.notFound,
          message: `MaiaInstance ${name} in namespace ${namespace} has no backup Job ${flags.job ?? ''}`,
          why: 'old ones are removed; their archives stay',
          fix: `kubectl get jobs -n ${namespace} -l app.kubernetes.io/component=backup`,
        });
      }
      const key = { name: job.metadata.name, namespace };
      if (flags.follow) {
        await awaitJob(session, key, { signal, onLog: (text) => void (text !== '' && runtime.stdout(text)) });
        return EXIT.ok;
      }
      const pod = tellingPod(await podsOfJob(session, key, signal));
      const log = pod === undefined ? undefined : await podLog(session, pod, signal);
      if (log === undefined) runtime.stderr(`No log of Job ${key.name}: its pod has not begun, or is gone.\n`);
      else runtime.stdout(log === '' || log.endsWith('\n') ? log : `${log}\n`);
      return EXIT.ok;
    } finally {
      limit.cancel();
      session.close();
    }
  }
}
