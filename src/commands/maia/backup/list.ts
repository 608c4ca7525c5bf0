import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { formatAge } from '../../../output/age.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { formatTable } from '../../../output/table.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { noHeadersFlag, outputFlag, timeoutFlag } from '../../shared/flags.ts';
import { instanceArgument } from './shared/instance-argument.ts';
import { lookWithProgress } from './shared/look-with-progress.ts';
import { sizeWords } from './shared/size-words.ts';

const FORMATS = ['table', 'wide', 'json', 'name'] as const;
/** Enough of a checksum to tell archives apart. */
const SHORT_SUM = 12;

/** Lists the backups of an instance. */
export default class BackupList extends BaseCommand {
  static override summary = 'List the backups of an instance.';
  static override description =
    'Reads their volume by a short-lived Job, which is removed again. VERIFIED: made = read back when it was made, no = nothing says so; with --verify every byte is read now: ok, damaged or unreadable.';
  static override usage = 'backup list INSTANCE';
  static override examples = [
    '<%= config.bin %> backup list maia-production',
    '<%= config.bin %> backup list maia-production -o json',
    '<%= config.bin %> backup list instance/maia-production --verify --timeout 10m',
  ];
  static override args = { instance: Args.string({ description: 'The instance.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    verify: Flags.boolean({ description: 'Read every backup whole, and compare it with its checksum.' }),
    'no-headers': noHeadersFlag,
    output: outputFlag(FORMATS),
    timeout: timeoutFlag('5m'),
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(BackupList);
    const { runtime } = this;
    const name = instanceArgument(argv.map(String), runtime.entry, 'backup list');
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const { records, namespace } = await lookWithProgress(name, flags, runtime, { archive: '', verify: flags.verify });
    if (format === 'json') {
      const { toJson } = await import('../../../output/print-object.ts');
      runtime.stdout(
        toJson({ apiVersion: `cli.${runtime.entry.domain}/v1`, kind: 'BackupList', instance: name, namespace, items: records }),
      );
    } else if (format === 'name') runtime.stdout(records.map(({ archive }) => `${archive}\n`).join(''));
    else if (records.length === 0) runtime.stderr(`No backups of ${name} found in ${namespace} namespace.\n`);
    else {
      const columns = ['ARCHIVE', 'SIZE', 'SHA256', 'VERIFIED', 'AGE'].map((header) => ({ header }));
      const rows = records.map(({ archive, bytes, sha256, verified, created }) => [
        archive,
        sizeWords(bytes),
        format === 'wide' ? sha256 : sha256.slice(0, SHORT_SUM),
        verified,
        formatAge(runtime.now() - Date.parse(created)),
      ]);
      runtime.stdout(await formatTable(columns, rows, { headers: !flags['no-headers'] }));
    }
    return records.some(({ verified }) => verified === 'damaged' || verified === 'unreadable') ? EXIT.failedState : EXIT.ok;
  }
}
