import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { KubeObject } from '../../../kernel/kube-object.ts';
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
import { changeObject, keyFor } from '../../shared/scale/change-object.ts';
import { openSession } from '../../shared/session.ts';
import { stepRecorder } from '../../shared/step-records.ts';
import { waitFor } from '../../shared/wait/wait-for.ts';
import { parseQuotas } from '../shared/quota/parse-quotas.ts';
import type { QuotaSetting } from '../shared/quota/parse-quotas.ts';
import { limitText } from '../shared/quota/print-quotas.ts';
import { quotaChange } from '../shared/quota/quota-change.ts';
import { quotaViews } from '../shared/quota/quota-views.ts';
import { tenantWords } from '../shared/tenant-words.ts';

const USAGE = 'quota set TENANT LIMIT=VALUE...';

/** What else a write changed: the API server fills in a limit of namespaces as soon as there is any own limit. */
function sideEffects(before: KubeObject, after: KubeObject, settings: readonly QuotaSetting[]): readonly string[] {
  const old = quotaViews(before);
  return quotaViews(after).flatMap(({ quota, limit }, at) => {
    const earlier = old[at]?.limit;
    const isAsked = settings.some((setting) => setting.quota === quota);
    if (isAsked || earlier === undefined || earlier === limit) return [];
    return [`${quota.field} is ${limitText(limit, quota)} now, and was ${limitText(earlier, quota)}`];
  });
}

/** Gives a tenant limits of its own. */
export default class QuotaSet extends BaseCommand {
  static override summary = 'Give a tenant limits of its own.';
  static override description =
    'Limits: maxMemories, maxStorageBytes, maxNamespaces, requestsPerMinute, requestsPerDay (short: memories, storage, namespaces, rpm, rpd). "default" gives back the plan\'s, "unlimited" (or 0) takes the limit away. More than the plan allows needs --force.';
  static override usage = USAGE;
  static override examples = [
    '<%= config.bin %> quota set demo maxMemories=500 storage=50Mi --dry-run=server',
    '<%= config.bin %> quota set demo memories=unlimited --force --dry-run=server',
    '<%= config.bin %> quota set tenant/demo memories=default -o json',
  ];
  static override args = { words: Args.string({ description: 'The tenant, and its limits.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    force: Flags.boolean({ description: "Also more than the tenant's plan allows." }),
    'dry-run': dryRunFlag,
    'error-unchanged': errorUnchangedFlag,
    'field-manager': fieldManagerFlag,
    'force-conflicts': forceConflictsFlag,
    output: outputFlag(WRITE_FORMATS),
    'output-file': outputFileFlag,
    timeout: timeoutFlag('2m'),
    wait: { ...waitFlag, default: false, description: 'Wait until the server has the limits.' },
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(QuotaSet);
    const { runtime } = this;
    const { signal } = runtime;
    const { kind, tenant, rest } = tenantWords(argv.map(String), runtime.entry, USAGE);
    if (rest.length === 0) throw usageError('quota set needs limits', `${runtime.entry.bin} ${USAGE}`);
    const settings = parseQuotas(rest);
    const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, WRITE_FORMATS);
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const dryRun = flags['dry-run'];
    const record = stepRecorder(flags['output-file'], runtime.now);
    const session = await openSession(flags, runtime);
    try {
      const key = keyFor(kind, tenant, session.namespace);
      const request = { settings, abovePlan: flags.force, takeOver: flags['force-conflicts'], now: runtime.now() };
      const change = quotaChange(request);
      let before: KubeObject | undefined;
      const { object, changed } = await changeObject(
        session,
        kind,
        key,
        {
          decide: (live) => {
            before = live;
            return change.decide(live);
          },
        },
        { dryRun, fieldManager: flags['field-manager'] ?? cliFieldManager(kind.system), signal },
      );
      const result = changed ? 'quota set' : 'unchanged';
      if (format === undefined) runtime.stdout(resourceLine(object, result, dryRun));
      else await printWritten([object], format, runtime);
      await record({ step: 'quota set', object: resourceName(object), result });
      if (before !== undefined && changed) {
        for (const text of sideEffects(before, object, settings)) runtime.stderr(`warning: ${text}\n`);
      }
      if (dryRun !== 'none') return EXIT.ok;
      if (changed && !flags.quiet) {
        const written = [{ system: kind.system, namespace: object.metadata.namespace }];
        const warnings = await operatorWarnings(session, written, { now: runtime.now(), signal });
        for (const warning of warnings) runtime.stderr(`warning: ${warning}\n`);
      }
      if (flags.wait) {
        // Also a suspended tenant takes up its limits, and is not ready.
        const condition = { is: 'condition', type: 'Synced', status: 'True' } as const;
        const target = { type: kind, key, ...(changed && { wrote: object }) };
        await waitFor(session, [target], condition, { timeoutMs, mode: 'all', runtime, signal, record, quiet: flags.quiet });
      }
      return flags['error-unchanged'] && !changed ? EXIT.unchanged : EXIT.ok;
    } finally {
      session.close();
    }
  }
}
