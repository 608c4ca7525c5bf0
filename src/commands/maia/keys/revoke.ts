import * as Args from '@oclif/core/args';
import { usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { cliFieldManager } from '../../../registry.ts';
import { tellOperators } from '../../shared/apply/operator-warnings.ts';
import { printWritten, WRITE_FORMATS } from '../../shared/apply/written-objects.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { confirm, refuseWithoutTerminal } from '../../shared/confirm.ts';
import {
  dryRunFlag,
  fieldManagerFlag,
  forceConflictsFlag,
  outputFileFlag,
  outputFlag,
  timeoutFlag,
  waitFlag,
  yesFlag,
} from '../../shared/flags.ts';
import { changeTerms } from '../../shared/change/change-flags.ts';
import { keyFor } from '../../shared/change/change-object.ts';
import { openSession } from '../../shared/session.ts';
import { changeWords } from '../shared/keys/change-words.ts';
import { refuseOwnedKeys, removeKeys } from '../shared/keys/remove-keys.ts';
import { revocationPending } from '../shared/keys/revocation-pending.ts';
import { keysNamed } from '../shared/keys/tenant-keys.ts';
import { waitForKeys } from '../shared/keys/wait-for-keys.ts';
import { tenantWords } from '../shared/tenant-words.ts';
import { readNamed } from '../../shared/read-named.ts';

const USAGE = 'keys revoke TENANT KEY...';

/** Takes keys away from a tenant. */
export default class KeysRevoke extends BaseCommand {
  static override summary = 'Take API keys away from a tenant: they stop working, and go from their Secrets.';
  static override description =
    'The entries leave spec.apiKeys; the operator then revokes the keys on the server and takes their values out of the Secrets. For a new value in the same Secret there is keys rotate. Off a terminal it needs --yes.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> keys revoke demo demo-key --dry-run=server',
    '<%= config.bin %> keys revoke tenant/demo demo-key --dry-run',
    '<%= config.bin %> keys revoke demo demo-key --yes',
  ];
  static override args = { words: Args.string({ description: 'The tenant, and its keys.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    'dry-run': dryRunFlag,
    'field-manager': fieldManagerFlag,
    'force-conflicts': forceConflictsFlag,
    output: outputFlag(WRITE_FORMATS),
    'output-file': outputFileFlag,
    timeout: timeoutFlag('5m'),
    wait: { ...waitFlag, default: false, description: 'Wait until the values are gone from their Secrets.' },
    yes: yesFlag,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(KeysRevoke);
    const { runtime } = this;
    const { signal } = runtime;
    const { kind, tenant, rest } = tenantWords(argv.map(String), runtime.entry, USAGE);
    const names = [...new Set(rest)];
    if (names.length === 0) throw usageError('keys revoke needs names of keys', `${runtime.entry.bin} ${USAGE}`);
    const { dryRun, format, quiet, record, waitMs, ...terms } = await changeTerms(flags, runtime);
    const asks = !flags.yes && dryRun === 'none';
    if (asks) refuseWithoutTerminal('keys revoke', runtime);
    const session = await openSession(flags, runtime);
    try {
      const key = keyFor(kind, tenant, session.namespace);
      const options = {
        names,
        force: flags['force-conflicts'],
        now: runtime.now(),
        fieldManager: terms.fieldManager ?? cliFieldManager(kind.system),
        dryRun: dryRun === 'server',
        signal,
      };
      const live = await readNamed(session, kind, key, signal);
      const keys = keysNamed(live, names);
      refuseOwnedKeys(live, options);
      if (asks) await confirm(`Revoke ${names.join(', ')} of ${resourceName(live)}: who uses them is locked out`, runtime);
      const object = dryRun === 'client' ? live : await removeKeys(session, kind, key, options);
      for (const name of names) {
        if (format === undefined) runtime.stdout(changeWords(object, name, 'revocation requested', dryRun));
        await record({ step: 'revoke', object: `${resourceName(object)} key ${name}`, result: 'revocation requested' });
      }
      if (format !== undefined) await printWritten([object], format, runtime);
      if (dryRun !== 'none') return EXIT.ok;
      if (!quiet) await tellOperators(session, [object], kind.system, runtime);
      if (waitMs !== undefined) {
        const secrets = keys.map(({ secret }) => secret);
        const pending = revocationPending(keys);
        await waitForKeys(session, { kind, wrote: object, secrets, pending, timeoutMs: waitMs, runtime, quiet, record });
        if (format === undefined) for (const name of names) runtime.stdout(changeWords(object, name, 'revoked', dryRun));
      }
      return EXIT.ok;
    } finally {
      session.close();
    }
  }
}
