import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { compareQuantities } from '../../../kernel/quantity.ts';
import { usageError } from '../../../output/cli-error.ts';
import { EXIT } from '../../../output/exit-codes.ts';
import { parseOutputFormat } from '../../../output/output-format.ts';
import { resourceLine, resourceName } from '../../../output/resource-line.ts';
import { cliFieldManager } from '../../../registry.ts';
import { operatorWarnings } from '../../shared/apply/operator-warnings.ts';
import { printWritten, WRITE_FORMATS } from '../../shared/apply/written-objects.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { parseDuration } from '../../shared/duration.ts';
import {
  dryRunFlag,
  errorUnchangedFlag,
  fieldManagerFlag,
  forceConflictsFlag,
  outputFileFlag,
  outputFlag,
  timeoutFlag,
  waitFlag,
} from '../../shared/flags.ts';
import { changeObject } from '../../shared/scale/change-object.ts';
import { openSession } from '../../shared/session.ts';
import { stepRecorder } from '../../shared/step-records.ts';
import { waitFor } from '../../shared/wait/wait-for.ts';
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
    'dry-run': dryRunFlag,
    'error-unchanged': errorUnchangedFlag,
    'field-manager': fieldManagerFlag,
    'force-conflicts': forceConflictsFlag,
    output: outputFlag(WRITE_FORMATS),
    'output-file': outputFileFlag,
    size: Flags.string({ description: 'New size of each volume, such as 8Gi.', helpValue: 'SIZE' }),
    timeout: timeoutFlag('5m'),
    wait: { ...waitFlag, default: false, description: 'Wait until the volumes have the size.' },
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(StorageGrow);
    const { runtime } = this;
    const { entry, signal, stderr } = runtime;
    const tenant = oneTenant(argv.map(String), entry, USAGE);
    const { size } = flags;
    if (size === undefined) throw usageError('how much is not said', `${entry.bin} ${USAGE}`);
    if ((compareQuantities(size, 0) ?? -1) <= 0) throw usageError(`--size "${size}" is no size`, 'write it like --size 8Gi');
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const dryRun = flags['dry-run'];
    const record = stepRecorder(flags['output-file'], runtime.now);
    const session = await openSession(flags, runtime);
    try {
      const kind = neurallogTenantKind();
      const key = { name: tenant };
      const claims = await readRedisClaims(session, tenant, signal);
      const grow = growChange({ size, claimed: claims.sizes, force: flags['force-conflicts'], now: runtime.now() });
      const options = { fieldManager: flags['field-manager'] ?? cliFieldManager(kind.system), signal };
      const wished = await changeObject(session, kind, key, grow, { ...options, dryRun: 'client' });
      const isMore = claims.sizes.some((has) => (compareQuantities(size, has) ?? 0) > 0);
      const warnings = wished.changed && isMore ? await checkExpandable(session, tenant, claims, signal) : [];
      const writes = wished.changed && dryRun !== 'client';
      const written = writes ? await changeObject(session, kind, key, grow, { ...options, dryRun }) : wished;
      const result = written.changed ? 'storage grown' : 'unchanged';
      if (format === undefined) runtime.stdout(resourceLine(written.object, result, dryRun));
      else await printWritten([written.object], format, runtime);
      await record({ step: 'storage grow', object: resourceName(written.object), result });
      for (const warning of warnings) stderr(`warning: ${warning}\n`);
      if (dryRun !== 'none') return EXIT.ok;
      if (written.changed && !flags.quiet) {
        const told = [{ system: kind.system, namespace: undefined }];
        for (const warning of await operatorWarnings(session, told, { now: runtime.now(), signal })) stderr(`warning: ${warning}\n`);
      }
      if (flags.wait) {
        const condition = { is: 'condition', type: 'StorageResized', status: 'True' } as const;
        const target = { type: kind, key, ...(written.changed && { wrote: written.object }) };
        await waitFor(session, [target], condition, { timeoutMs, mode: 'all', runtime, signal, record, quiet: flags.quiet });
      }
      return flags['error-unchanged'] && !written.changed ? EXIT.unchanged : EXIT.ok;
    } finally {
      session.close();
    }
  }
}
