import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import type { KubeObject } from '../../../kernel/kube-object.ts';
import { usageError } from '../../../output/cli-error.ts';
import { BaseCommand } from '../../shared/base-command.ts';
import { CHANGE_FLAGS, changeTerms } from '../../shared/change/change-flags.ts';
import { keyFor } from '../../shared/change/change-object.ts';
import { runChange } from '../../shared/change/run-change.ts';
import { timeoutFlag, waitFlag } from '../../shared/flags.ts';
import { openSession } from '../../shared/session.ts';
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
    return [`warning: ${quota.field} is ${limitText(limit, quota)} now, and was ${limitText(earlier, quota)}`];
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
    ...CHANGE_FLAGS,
    timeout: timeoutFlag('2m'),
    wait: { ...waitFlag, default: false, description: 'Wait until the server has the limits.' },
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(QuotaSet);
    const { runtime } = this;
    const { kind, tenant, rest } = tenantWords(argv.map(String), runtime.entry, USAGE);
    if (rest.length === 0) throw usageError('quota set needs limits', `${runtime.entry.bin} ${USAGE}`);
    const settings = parseQuotas(rest);
    const terms = await changeTerms(flags, runtime);
    const session = await openSession(flags, runtime);
    try {
      const one = {
        kind,
        key: keyFor(kind, tenant, session.namespace),
        change: quotaChange({ settings, abovePlan: flags.force, takeOver: flags['force-conflicts'], now: runtime.now() }),
        done: 'quota set',
        tell: (before: KubeObject, after: KubeObject) => sideEffects(before, after, settings),
        // Also a suspended tenant takes up its limits, and is not ready.
        until: { is: 'condition', type: 'Synced', status: 'True' } as const,
      };
      return await runChange(session, one, terms, runtime);
    } finally {
      session.close();
    }
  }
}
