import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { CliError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { outputFlag, timeoutFlag } from '../../shared/flags.ts';
import { checkArchiveName } from './shared/check-archive-name.ts';
import { instanceArgument } from './shared/instance-argument.ts';
import { lookWithProgress } from './shared/look-with-progress.ts';
import { chosenBackup } from './shared/look-at-backups.ts';
import { sizeWords } from './shared/size-words.ts';

const FORMATS = ['text', 'json'] as const;

/** Reads one backup whole. */
export default class BackupVerify extends BaseCommand {
  static override summary = 'Read a backup whole and compare it with its checksum.';
  static override description =
    'A short-lived Job computes the SHA-256 and lists the archive; nothing is changed. Ends with 9 where the backup is damaged. Whether a server starts with it, only a restore shows: backup restore INSTANCE --rehearse.';
  static override usage = 'backup verify INSTANCE [--from FILE|latest]';
  static override examples = [
    '<%= config.bin %> backup trigger maia-production --wait',
    '<%= config.bin %> backup verify maia-production',
    '<%= config.bin %> backup verify maia-production --from latest -o json',
  ];
  static override args = { instance: Args.string({ description: 'The instance.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    from: Flags.string({ default: 'latest', description: 'File name of the backup, or latest.', helpValue: 'FILE' }),
    output: outputFlag(FORMATS),
    timeout: timeoutFlag('30m'),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(BackupVerify);
    const { runtime } = this;
    const name = instanceArgument(argv.map(String), runtime.entry, 'backup verify');
    const format = parseOutputFormat(flags.output ?? 'text', FORMATS);
    checkArchiveName(flags.from);
    const { records, instance } = await lookWithProgress(name, flags, runtime, { archive: flags.from, verify: true });
    const found = chosenBackup(records, flags.from, instance, runtime.entry.bin);
    if (format === 'json') {
      const { toJson } = await import('../../../output/print-object.ts');
      const { namespace } = instance;
      runtime.stdout(
        toJson({ apiVersion: `cli.${runtime.entry.domain}/v1`, kind: 'BackupVerification', instance: name, namespace, ...found }),
      );
    }
    if (found.verified !== 'ok') {
      throw new CliError({
        exit: EXIT.failedState,
        message: `backup ${found.archive} of MaiaInstance ${name} is ${found.verified}`,
        why: found.verified === 'damaged' ? 'its bytes give another SHA-256 than the file beside it says' : 'tar cannot read it to its end',
        fix: `choose another: ${runtime.entry.bin} backup list ${name} -n ${instance.namespace} --verify`,
      });
    }
    if (format === 'text') {
      const entries = `${String(found.entries ?? 0)} files and folders`;
      runtime.stdout(`${found.archive} ok: ${entries}, ${sizeWords(found.bytes)}, sha256:${found.sha256}\n`);
    }
    return EXIT.ok;
  }
}
