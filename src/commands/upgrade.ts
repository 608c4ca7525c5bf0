import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { usageError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { cliFieldManager, SYSTEMS } from '../registry.ts';
import { BaseCommand } from './shared/base-command.ts';
import { parseDuration } from './shared/duration.ts';
import { CHANGE_FLAGS, changeTerms } from './shared/change/change-flags.ts';
import { timeoutFlag, waitFlag } from './shared/flags.ts';
import { kindsOf } from './shared/nouns.ts';
import { noOutside } from './shared/outside.ts';
import { keyFor } from './shared/change/change-object.ts';
import { openSession } from './shared/session.ts';
import type { Session } from './shared/session.ts';
import { parseTargets } from './shared/targets.ts';
import { parseTag } from './shared/upgrade/parse-tag.ts';
import { printUpgradePlan } from './shared/upgrade/print-upgrade-plan.ts';
import { runUpgrade } from './shared/upgrade/run-upgrade.ts';
import { upgradable } from './shared/upgrade/upgrade-change.ts';
import type { UpgradableKind } from './shared/upgrade/upgrade-change.ts';
import { upgradePlan } from './shared/upgrade/upgrade-plan.ts';
import { readNamed } from './shared/read-named.ts';

const PLAN_FORMATS = ['json'] as const;

/** Sets the image tag of an object, and sees it through. */
export default class Upgrade extends BaseCommand {
  static override summary = 'Set the image tag of an object, and wait until it is ready with it.';
  static override description =
    'Ends with 9 where the roll-out can only fail, and with 124 where the time is over; with --rollback-on-failure the old tag is set again first. Ctrl-C stops the waiting, never the upgrade.';
  static override usage = 'upgrade TYPE NAME | TYPE/NAME --to TAG';
  static override examples = [
    '<%= config.bin %> upgrade maiainstance maia --to v1.1.0 --plan',
    '<%= config.bin %> upgrade maiainstance maia --to v1.1.0 --dry-run=server',
    '<%= config.bin %> upgrade maiainstance/maia --to v1.1.0 --wait=false',
  ];
  static override args = { targets: Args.string({ description: 'Type and name.', multiple: true, ignoreStdin: true }) };
  static override flags = {
    to: Flags.string({ required: true, description: 'The image tag wanted.', helpValue: 'TAG' }),
    plan: Flags.boolean({ description: 'Only say what would change and which pods would restart; stores nothing.' }),
    'rollback-on-failure': Flags.boolean({ description: 'Set the old tag again if it fails, or is not ready in time.' }),
    ...CHANGE_FLAGS,
    timeout: timeoutFlag('15m'),
    wait: waitFlag,
  };

  protected async execute(): Promise<number> {
    const { argv, flags } = await this.parse(Upgrade);
    const { runtime } = this;
    const { entry } = runtime;
    const [target, ...more] = parseTargets(argv.map(String), entry);
    const [name, ...names] = target?.names ?? [];
    if (target === undefined || name === undefined || more.length + names.length > 0)
      throw usageError('upgrade takes one object: TYPE NAME', `${entry.bin} upgrade ${target?.kind.singular ?? 'TYPE'} NAME --to TAG`);
    const kind = upgradable(target.kind, kindsOf(entry));
    const to = parseTag(flags.to);
    parseDuration(flags.timeout, 'timeout');
    if (flags['rollback-on-failure'] && !flags.wait)
      throw usageError('--rollback-on-failure contradicts --wait=false', 'who does not wait sees no failure');
    if (flags.plan) {
      const format = flags.output === undefined ? undefined : parseOutputFormat(flags.output, PLAN_FORMATS);
      return await this.#plan(kind, name, to, { ...flags, format });
    }
    const terms = await changeTerms(flags, runtime);
    const session = await openSession(flags, runtime);
    try {
      const request = { to, force: flags['force-conflicts'], now: runtime.now() };
      return await runUpgrade(session, kind, keyFor(kind, name, session.namespace), request, runtime, {
        ...terms,
        fieldManager: terms.fieldManager ?? cliFieldManager(kind.system),
        rollbackOnFailure: flags['rollback-on-failure'],
      });
    } finally {
      session.close();
    }
  }

  async #plan(
    kind: UpgradableKind,
    name: string,
    to: string,
    flags: Parameters<typeof openSession>[0] & { readonly format: 'json' | undefined },
  ): Promise<number> {
    const { runtime } = this;
    const systems = SYSTEMS.filter(({ id }) => id === kind.system);
    const reconcilers = (await Promise.all(systems.map((system) => system.load(noOutside())))).flat();
    const session: Session = await openSession(flags, runtime);
    try {
      const key = keyFor(kind, name, session.namespace);
      const live = await readNamed(session, kind, key, runtime.signal);
      const note = (text: string): void => {
        if (!flags.quiet) runtime.stderr(`note: ${text}\n`);
      };
      const plan = await upgradePlan({ session, runtime }, kind, live, to, { reconcilers, now: runtime.now, signal: runtime.signal, note });
      await printUpgradePlan(plan, runtime, flags.format);
      return plan.findings.some(({ severity }) => severity === 'error') ? EXIT.general : EXIT.ok;
    } finally {
      session.close();
    }
  }
}
