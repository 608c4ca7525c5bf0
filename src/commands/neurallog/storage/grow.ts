import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { compareQuantities } from '../../../kernel/quantity.ts';
import { usageError } from '../../../output/cli-error.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { CHANGE_FLAGS, changeTerms } from '../../shared/change/change-flags.ts';
import { changeObject } from '../../shared/change/change-object.ts';
import { runChange } from '../../shared/change/run-change.ts';
import { timeoutFlag, waitFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
import { growChange } from '../shared/storage/grow-change.ts';
import { checkExpandable, readRedisClaims } from '../shared/storage/redis-claims.ts';
import { neurallogTenantKind, oneTenant } from '../shared/tenant-words.ts';

const USAGE = 'storage grow TENANT --size SIZE';

/** Gives the volumes of a tenant's Redis more room. */
export default class StorageGrow extends BaseCommand {
  static override summary = "Give the volumes of a tenant's Redis more room.";
  static override description =
    'Sets spec.redis.storage, after a look whether the storage class of the volumes lets them grow. A volume never shrinks: there is no way back.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> storage grow sample-tenant --size 6Gi --dry-run=client',
    '<%= config.bin %> storage grow tenant/sample-tenant --size 8Gi --dry-run=server -o yaml',
    '<%= config.bin %> tenant storage grow sample-tenant --size 5Gi',
  ];
  static override args = { tenant: Args.string({ description: 'The tenant.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    ...CHANGE_FLAGS,
    size: Flags.string({ description: 'New size of each volume, such as 8Gi.', helpValue: 'SIZE' }),
    timeout: timeoutFlag('5m'),
    wait: { ...waitFlag, default: false, description: 'Wait until the volumes have the size.' },
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(StorageGrow);
    const { runtime } = this;
    const { entry, signal } = runtime;
    const tenant = oneTenant(argv.map(String), entry, USAGE);
    const { size } = flags;
    if (size === undefined) throw usageError('how much is not said', `${entry.bin} ${USAGE}`);
    if ((compareQuantities(size, 0) ?? -1) <= 0) throw usageError(`--size "${size}" is no size`, 'write it like --size 8Gi');
    const terms = await changeTerms(flags, runtime);
    const session = await openSession(flags, runtime);
    try {
      const kind = neurallogTenantKind();
      const key = { name: tenant };
      const claims = await readRedisClaims(session, tenant, signal);
      const change = growChange({ size, claimed: claims.sizes, force: flags['force-conflicts'], now: runtime.now() });
      // What the storage class does not let grow must not be written.
      const wished = await changeObject(session, kind, key, change, { dryRun: 'client', fieldManager: '', signal });
      const isMore = claims.sizes.some((has) => (compareQuantities(size, has) ?? 0) > 0);
      const warnings = wished.changed && isMore ? await checkExpandable(session, tenant, claims, signal) : [];
      const one = {
        kind,
        key,
        change,
        done: 'storage grown',
        tell: () => warnings.map((warning) => `warning: ${warning}`),
        until: { is: 'condition', type: 'StorageResized', status: 'True' } as const,
      };
      return await runChange(session, one, terms, runtime);
    } finally {
      session.close();
    }
  }
}
