import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { resourceName } from '../../../output/resource-line.ts';
import { MAX_GRACE_SECONDS } from '../../../reconcile/maia/tenant/rotation-requests.ts';
import { cliFieldManager } from '../../../registry.ts';
import { tellOperators } from '../../shared/apply/operator-warnings.ts';
import { printWritten, WRITE_FORMATS } from '../../shared/apply/written-objects.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { parseDuration } from '../../shared/duration.ts';
import { dryRunFlag, fieldManagerFlag, outputFileFlag, outputFlag, timeoutFlag, waitFlag } from '../../shared/flags.ts';
import { changeTerms } from '../../shared/change/change-flags.ts';
import { changeObject, keyFor } from '../../shared/change/change-object.ts';
import { openSession } from '../../shared/session.ts';
import { changeWords } from '../shared/keys/change-words.ts';
import { orderedKeys, rotationChange } from '../shared/keys/request-rotation.ts';
import { rotationPending } from '../shared/keys/rotation-pending.ts';
import { waitForKeys } from '../shared/keys/wait-for-keys.ts';
import { tenantWords } from '../shared/tenant-words.ts';

const USAGE = 'keys rotate TENANT KEY... | TENANT --all';

/** Gives keys of a tenant new values. */
export default class KeysRotate extends BaseCommand {
  static override summary = 'Give API keys of a tenant new values, in the same Secrets.';
  static override description =
    'The operator makes the new value, writes it into the Secret, and revokes the old one: at once, or when --grace is over. Until then both work.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> keys rotate demo demo-key --grace 24h',
    '<%= config.bin %> keys rotate demo --all --dry-run=server',
    '<%= config.bin %> keys rotate tenant/demo demo-key -o json',
  ];
  static override args = { words: Args.string({ description: 'The tenant, and its keys.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    all: Flags.boolean({ description: 'All keys of the tenant.' }),
    grace: Flags.string({ default: '0s', description: 'How long the old value goes on working.', helpValue: 'TIME' }),
    'dry-run': dryRunFlag,
    'field-manager': fieldManagerFlag,
    output: outputFlag(WRITE_FORMATS),
    'output-file': outputFileFlag,
    timeout: timeoutFlag('5m'),
    wait: { ...waitFlag, default: false, description: 'Wait until the new values are in their Secrets.' },
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(KeysRotate);
    const { runtime } = this;
    const { signal } = runtime;
    const { kind, tenant, rest: names } = tenantWords(argv.map(String), runtime.entry, USAGE);
    if (flags.all && names.length > 0) throw usageError('--all contradicts the names of keys', 'give one of them');
    if (!flags.all && names.length === 0) throw usageError('keys rotate needs names of keys, or --all', `${runtime.entry.bin} ${USAGE}`);
    const graceSeconds = Math.ceil(parseDuration(flags.grace, 'grace') / 1000);
    if (graceSeconds > MAX_GRACE_SECONDS)
      throw usageError(`--grace ${flags.grace} is too long: a year is the longest`, 'choose a shorter one');
    if (graceSeconds < 0) throw usageError('--grace must not be negative', 'leave it out to revoke the old value at once');
    const order = { names, all: flags.all, graceSeconds, now: runtime.now() };
    const { dryRun, format, quiet, record, waitMs, ...terms } = await changeTerms(flags, runtime);
    const session = await openSession(flags, runtime);
    try {
      const fieldManager = terms.fieldManager ?? cliFieldManager(kind.system);
      const { object } = await changeObject(session, kind, keyFor(kind, tenant, session.namespace), rotationChange(order), {
        dryRun,
        fieldManager,
        signal,
      });
      const keys = orderedKeys(object, order);
      for (const { name } of keys) {
        if (format === undefined) runtime.stdout(changeWords(object, name, 'rotation requested', dryRun));
        await record({ step: 'rotate', object: `${resourceName(object)} key ${name}`, result: 'rotation requested' });
      }
      if (format !== undefined) await printWritten([object], format, runtime);
      if (dryRun !== 'none') return EXIT.ok;
      if (!quiet) await tellOperators(session, [object], kind.system, runtime);
      if (waitMs !== undefined) {
        const secrets = keys.map(({ secret }) => secret);
        const pending = rotationPending(object, keys);
        await waitForKeys(session, { kind, wrote: object, secrets, pending, timeoutMs: waitMs, runtime, quiet, record });
        if (format === undefined) for (const { name } of keys) runtime.stdout(changeWords(object, name, 'rotated', dryRun));
      }
      return EXIT.ok;
    } finally {
      session.close();
    }
  }
}
