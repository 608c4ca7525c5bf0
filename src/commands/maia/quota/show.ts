import * as Args from '@oclif/core/args';
import { usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { noHeadersFlag, outputFlag } from '../../shared/flags.ts';
import { keyFor } from '../../shared/change/change-object.ts';
import { openSession } from '../../shared/session.ts';
import { printQuotas } from '../shared/quota/print-quotas.ts';
import { quotaViews } from '../shared/quota/quota-views.ts';
import { tenantWords } from '../shared/tenant-words.ts';
import { readNamed } from '../../shared/read-named.ts';

const USAGE = 'quota show TENANT';
const FORMATS = ['table', 'json'] as const;

/** Shows the limits of a tenant. */
export default class QuotaShow extends BaseCommand {
  static override summary = 'Show the limits of a tenant, where they come from, and what is used of them.';
  static override description =
    'USED and USAGE are what the operator last read from the server; what the server does not count is left empty. The server stores the limits of requests, and does not enforce them.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> quota show demo',
    '<%= config.bin %> quota show tenant/demo -o json',
    '<%= config.bin %> quota show demo --no-headers',
  ];
  static override args = { words: Args.string({ description: 'The tenant.', multiple: true, ignoreStdin: true }) };
  static override flags = { 'no-headers': noHeadersFlag, output: outputFlag(FORMATS) };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(QuotaShow);
    const { runtime } = this;
    const { kind, tenant, rest } = tenantWords(argv.map(String), runtime.entry, USAGE);
    if (rest.length > 0) throw usageError('quota show takes one tenant', `${runtime.entry.bin} ${USAGE}`);
    const format = parseOutputFormat(flags.output ?? 'table', FORMATS);
    const session = await openSession(flags, runtime);
    try {
      const key = keyFor(kind, tenant, session.namespace);
      const live = await readNamed(session, kind, key, runtime.signal);
      await printQuotas(live, quotaViews(live), runtime, { json: format === 'json', headers: !flags['no-headers'] });
      return EXIT.ok;
    } finally {
      session.close();
    }
  }
}
