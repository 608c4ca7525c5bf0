import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { CliError } from '../output/cli-error.ts';
import { EXIT } from '../output/exit-codes.ts';
import { cliFieldManager } from '../registry.ts';
import { BaseCommand } from './shared/base-command.ts';
import { confirm } from './shared/confirm.ts';
import { deadline } from './shared/deadline.ts';
import { parseDuration } from './shared/duration.ts';
import { dryRunFlag, outputFileFlag, systemsFlag, timeoutFlag, waitFlag, yesFlag } from './shared/flags.ts';
import { kindsOf } from './shared/nouns.ts';
import { progress } from './shared/progress/progress.ts';
import type { ProgressStep } from './shared/progress/progress.ts';
import { openSession } from './shared/session.ts';
import { stepRecorder } from './shared/step-records.ts';
import { chooseSystems } from './shared/systems.ts';
import { findInstalled, refuseForeign, uninstallCrds } from './shared/uninstall-crds.ts';
import type { Installed } from './shared/uninstall-crds.ts';

function countOf(installed: readonly Installed[]): string {
  return installed
    .filter(({ objects }) => objects.length > 0)
    .map(({ kind, objects }) => `${objects.length} ${objects.length === 1 ? kind.singular : kind.plural}`)
    .join(', ');
}

/** Removes the custom resource definitions, and with `--delete-resources` every object of theirs. */
export default class Uninstall extends BaseCommand {
  static override summary = 'Remove the custom resource definitions.';
  static override usage = 'uninstall [crds]';
  static override description = 'Refuses while there are objects: deleting a definition deletes them all, in every namespace.';
  static override examples = [
    '<%= config.bin %> uninstall --delete-resources --dry-run',
    '<%= config.bin %> uninstall --systems kaos --delete-resources --yes',
    '<%= config.bin %> uninstall crds --systems kaos',
  ];
  static override args = { what: Args.string({ description: 'What to remove.', options: ['crds'], default: 'crds', ignoreStdin: true }) };
  static override flags = {
    'delete-resources': Flags.boolean({ description: 'Delete every object of these types first.' }),
    'dry-run': dryRunFlag,
    'output-file': outputFileFlag,
    systems: systemsFlag,
    timeout: timeoutFlag('2m'),
    wait: waitFlag,
    yes: yesFlag,
  };

  protected async execute(): Promise<undefined> {
    const { flags } = await this.parse(Uninstall);
    const { runtime } = this;
    const kinds = kindsOf(chooseSystems(runtime.entry, flags.systems));
    const timeoutMs = parseDuration(flags.timeout, 'timeout');
    const session = await openSession(flags, runtime);
    let waiting = 'the API server';
    let step: ProgressStep | undefined;
    try {
      const installed = await findInstalled(session, kinds, runtime.signal);
      if (installed.length === 0) {
        runtime.stderr('Nothing to uninstall: none of the definitions is there.\n');
        return;
      }
      await this.#check(installed, { destroy: flags['delete-resources'], yes: flags.yes, dry: flags['dry-run'] !== 'none' });
      const limit = deadline(timeoutMs, runtime.signal, () => `waiting for ${waiting}`);
      const shown = progress(runtime, 'waiting', { quiet: flags.quiet, lines: false });
      try {
        await uninstallCrds(session, installed, {
          dryRun: flags['dry-run'],
          wait: flags.wait,
          signal: limit.signal,
          print: runtime.stdout,
          record: await stepRecorder(flags['output-file'], runtime.now),
          tell: (what) => {
            waiting = what;
            step ??= shown.step('deletion');
            step.say(what);
          },
        });
        step?.done();
      } finally {
        limit.cancel();
        await shown.close();
      }
    } finally {
      session.close();
    }
  }

  async #check(installed: readonly Installed[], allowed: { destroy: boolean; yes: boolean; dry: boolean }): Promise<void> {
    const { runtime } = this;
    refuseForeign(installed, (kind) => cliFieldManager(kind.system));
    const objects = countOf(installed);
    if (objects === '') return;
    if (!allowed.destroy) {
      throw new CliError({
        exit: EXIT.conflict,
        message: `there are still objects: ${objects}`,
        why: 'deleting a definition deletes all its objects, in every namespace',
        fix: `delete them first, or ${runtime.entry.bin} uninstall --delete-resources --yes`,
      });
    }
    if (!allowed.yes && !allowed.dry) await confirm(`Delete ${objects} for good`, runtime);
  }
}
