import * as Args from '@oclif/core/args';
import { EXIT } from '../../../output/exit-codes.ts';
import { usageError } from '../../../output/cli-error.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { noHeadersFlag, outputFlag } from '../../shared/flags.ts';
import { keyFor } from '../../shared/change/change-object.ts';
import { openSession } from '../../shared/session.ts';
import { readKeySecrets } from '../shared/keys/key-secrets.ts';
import { keyViews } from '../shared/keys/key-views.ts';
import { KEY_FORMATS, printKeys } from '../shared/keys/print-keys.ts';
import { tenantWords } from '../shared/tenant-words.ts';
import { readNamed } from '../../shared/read-named.ts';

const USAGE = 'keys list TENANT';

/** Lists the API keys of a tenant. */
export default class KeysList extends BaseCommand {
  static override summary = 'List the API keys of a tenant and how each stands; no value is ever shown.';
  static override description =
    'HASH is the beginning of the SHA-256 by which the server lists a key. Keys that are being revoked stand last; EXPIRES is then the end of their grace.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> keys list demo',
    '<%= config.bin %> keys list tenant/demo -o json',
    '<%= config.bin %> keys list demo -o name',
  ];
  static override args = { words: Args.string({ description: 'The tenant.', multiple: true, ignoreStdin: true }) };
  static override flags = { 'no-headers': noHeadersFlag, output: outputFlag(KEY_FORMATS) };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(KeysList);
    const { runtime } = this;
    const { kind, tenant, rest } = tenantWords(argv.map(String), runtime.entry, USAGE);
    if (rest.length > 0) throw usageError('keys list takes one tenant', `${runtime.entry.bin} ${USAGE}`);
    const format = parseOutputFormat(flags.output ?? 'table', KEY_FORMATS);
    const { signal } = runtime;
    const session = await openSession(flags, runtime);
    try {
      const key = keyFor(kind, tenant, session.namespace);
      const live = await readNamed(session, kind, key, signal);
      const secrets = await readKeySecrets(session, live, signal);
      const keys = keyViews(live, secrets, runtime.now());
      const unread = [...secrets.values()].filter((secret) => secret === 'unreadable').length;
      if (unread > 0) runtime.stderr(`warning: you may not read ${unread} of ${secrets.size} Secrets: how their keys stand is not known\n`);
      if (keys.length === 0 && !flags.quiet) runtime.stderr(`${resourceName(live)} has no API keys\n`);
      await printKeys(live, keys, runtime, { format, headers: !flags['no-headers'] });
      return EXIT.ok;
    } finally {
      session.close();
    }
  }
}
